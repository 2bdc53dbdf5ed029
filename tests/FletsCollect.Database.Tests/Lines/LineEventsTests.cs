using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Lines;

/// <summary>
/// What each event of a line does to its credentials, its subscriptions, what is held and what was agreed to, and what merchants are told
/// (domain.md §4, "Line events").
/// </summary>
public sealed class LineEventsTests(Databases databases)
{
    private static readonly LineFact Moved = new LineMoved("KYOTO-2", new DateOnly(2026, 12, 10));
    private static readonly LineFact Transferred = new LineTransferred("0000009999", new DateOnly(2026, 11, 10), new DateOnly(1990, 1, 1));

    [Theory]
    [EveryDatabaseWith("move", CredentialStatus.ReproofRequired, SubscriptionStatus.Active, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "")]
    [EveryDatabaseWith("other type", CredentialStatus.ReproofRequired, SubscriptionStatus.Active, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "")]
    [EveryDatabaseWith("type that is not offered", CredentialStatus.ReproofRequired, SubscriptionStatus.Suspended, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "subscription.suspended")]
    [EveryDatabaseWith("suspend", CredentialStatus.Active, SubscriptionStatus.Suspended, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "subscription.suspended")]
    [EveryDatabaseWith("arrears", CredentialStatus.Active, SubscriptionStatus.Suspended, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "subscription.suspended")]
    [EveryDatabaseWith("suspend, resume", CredentialStatus.Active, SubscriptionStatus.Active, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "subscription.suspended, subscription.resumed")]
    [EveryDatabaseWith("arrears, suspend, resume", CredentialStatus.Active, SubscriptionStatus.Active, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "subscription.suspended, subscription.resumed")]
    [EveryDatabaseWith("correct", CredentialStatus.Active, SubscriptionStatus.Active, ChargeStatus.Reserved, ChargeGrantStatus.Authorised, "")]
    [EveryDatabaseWith("transfer", CredentialStatus.Revoked, SubscriptionStatus.AutoTerminated, ChargeStatus.Cancelled, ChargeGrantStatus.Revoked, "charge.cancelled, grant.revoked, subscription.ended")]
    [EveryDatabaseWith("terminate", CredentialStatus.Revoked, SubscriptionStatus.CancelScheduled, ChargeStatus.Cancelled, ChargeGrantStatus.Revoked, "charge.cancelled, grant.revoked, subscription.cancel_scheduled")]
    [EveryDatabaseWith("suspend, terminate", CredentialStatus.Revoked, SubscriptionStatus.AutoTerminated, ChargeStatus.Cancelled, ChargeGrantStatus.Revoked, "charge.cancelled, grant.revoked, subscription.ended, subscription.suspended")]
    [EveryDatabaseWith("terminate, reinstate", CredentialStatus.Revoked, SubscriptionStatus.CancelScheduled, ChargeStatus.Cancelled, ChargeGrantStatus.Revoked, "charge.cancelled, grant.revoked, subscription.cancel_scheduled")]
    public async Task Event_has_its_effect_on_all_that_hangs_on_the_line(
        DatabaseKind kind, string events, CredentialStatus credential, SubscriptionStatus subscription, ChargeStatus reservation, ChargeGrantStatus consent, string told)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var monthly = await home.SubscribeAsync(database);
        var reserved = await home.ReserveAsync(500);
        var agreed = await home.GrantAsync();
        var before = await database.ReadAsync(db => db.OutboxMessages.Select(message => message.Id).ToListAsync());

        await database.HappenAsync(home.Line, [.. events.Split(", ").Select(FactOf)]);

        Assert.Equal(credential, await database.ReadAsync(db => db.Users.Select(row => row.Status).SingleAsync()));
        Assert.Equal(subscription, (await database.NowAsync(monthly)).Status);
        Assert.Equal(reservation, await database.ReadAsync(db => db.Charges.Where(row => row.Id == reserved).Select(row => row.Status).SingleAsync()));
        Assert.Equal(consent, await database.ReadAsync(db => db.ChargeGrants.Where(row => row.Id == agreed.Id).Select(row => row.Status).SingleAsync()));
        var messages = await database.ReadAsync(db => db.OutboxMessages.Where(message => !before.Contains(message.Id)).Select(message => message.Type).ToListAsync());
        Assert.Equal(told.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), messages.Order(StringComparer.Ordinal));
        var held = await database.ReadAsync(db => db.LineLimits.Select(limit => limit.Reserved).SingleAsync());
        Assert.Equal(reservation == ChargeStatus.Reserved ? 500 : 0, held.Amount);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Line_that_moved_renews_for_thirty_days_and_then_not_before_it_is_proved_again(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var monthly = await home.SubscribeAsync(database);
        await database.HappenAsync(home.Line, Moved);

        database.MoveTo(new DateOnly(2026, 12, 1));
        Assert.Equal(new RenewalRun(1, 0, 0), await database.RenewAsync());
        database.MoveTo(new DateOnly(2027, 1, 1));
        Assert.Equal(new RenewalRun(0, 1, 0), await database.RenewAsync());

        Assert.Equal([new DateOnly(2026, 11, 10), new DateOnly(2026, 12, 1)], await database.ChargedAsync(monthly));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task ID_that_was_stopped_while_its_line_moved_must_be_proved_again_when_it_goes_on(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        Assert.Null(await home.ChangeAsync(new HouseholdChange.FreezeCredential(child.Id)));

        await database.HappenAsync(home.Line, Moved);
        var stopped = await database.ReadAsync(db => db.Users.SingleAsync(row => row.Id == child.Id));
        Assert.Equal((CredentialStatus.FrozenUnproved, CredentialStopper.Contractor), (stopped.Status, stopped.StoppedBy));

        Assert.Null(await home.ChangeAsync(new HouseholdChange.UnfreezeCredential(child.Id)));
        Assert.Equal(CredentialStatus.ReproofRequired, (await database.ReadAsync(db => db.Users.SingleAsync(row => row.Id == child.Id))).Status);
    }

    [Theory, EveryDatabase]
    public async Task Line_that_moved_charges_nothing_that_was_not_charged_before(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var agreed = await home.GrantAsync();

        await database.HappenAsync(home.Line, Moved);

        Assert.Equal(nameof(ChargeRefusal.PayerUnavailable), (await home.ConfirmAsync(home.Charge(agreed))).Answer.Body);
    }

    [Theory]
    [EveryDatabaseWith(315L, 10_000L)]
    [EveryDatabaseWith(25_000L, 25_000L)]
    public async Task Limit_of_the_month_follows_a_type_that_may_spend_less(DatabaseKind kind, long spent, long limit)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(spent);

        await database.HappenAsync(home.Line, new LineTypeChanged(LineServiceType.HikariPremium, new DateOnly(2026, 12, 10)));

        Assert.Equal(limit, (await database.ReadAsync(db => db.LineLimits.Select(row => row.Limit).SingleAsync())).Amount);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Line_that_ended_gets_one_last_bill_of_what_was_charged(DatabaseKind kind)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(315);
        var monthly = await home.SubscribeAsync(office.Database);
        await home.ReserveAsync(5_000);

        await office.Database.HappenAsync(home.Line, new LineTerminated());
        office.EndOf(BackOffice.November);
        await office.Database.RenewAsync();
        await office.ReachSettlementAsync(BackOffice.November);
        office.EndOf(BackOffice.November.Next);
        await office.Database.RenewAsync();
        await office.ReachSettlementAsync(BackOffice.November.Next);

        var bill = await office.Database.ReadAsync(db => db.LineInvoices.SingleAsync());
        Assert.Equal((home.Line.Number, BackOffice.November, 315 + monthly.Amount.Amount), (bill.Line, bill.Month, bill.Total.Amount));
        Assert.Equal(SubscriptionStatus.Ended, (await office.Database.NowAsync(monthly)).Status);
        await office.AssertSoundAsync();
    }

    private static LineFact FactOf(string happened) => happened switch
    {
        "move" => Moved,
        "other type" => new LineTypeChanged(LineServiceType.HikariPremium, new DateOnly(2026, 12, 10)),
        "type that is not offered" => new LineTypeChanged(LineServiceType.BFlets, new DateOnly(2026, 12, 10)),
        "suspend" => new LineSuspended(),
        "resume" => new LineResumed(),
        "arrears" => new LineFellIntoArrears(),
        "correct" => new LineCorrected(new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 6), "KYOTO-1"),
        "transfer" => Transferred,
        "terminate" => new LineTerminated(),
        "reinstate" => new LineReinstated(),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Unknown."),
    };
}
