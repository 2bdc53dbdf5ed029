using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>What a merchant may charge with a subscriber's consent, and what a confirmed charge leaves behind.</summary>
public sealed class CreateChargeTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Confirmed_charge_is_owed_by_the_line_and_owed_to_the_merchant(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await home.BuyAsync(315);

        var transfer = await database.ReadAsync(db => db.Transfers.SingleAsync());
        Assert.Equal(ChartOfAccounts.LineReceivableUnbilled(home.Line.Number).Code, transfer.DebitAccount);
        Assert.Equal(ChartOfAccounts.MerchantPayableUncollected(home.Merchant.Code).Code, transfer.CreditAccount);
        Assert.Equal(new Yen(315), transfer.Amount);
    }

    [Theory, EveryDatabase]
    public async Task Confirmed_charge_and_its_history_and_its_audit_entry_are_kept_together(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        var id = await home.BuyAsync();

        var charge = await database.ReadAsync(db => db.Charges.SingleAsync());
        var captured = await database.ReadAsync(db => db.ChargeEvents.SingleAsync());
        Assert.Equal((id, ChargeStatus.Confirmed), (charge.Id, charge.Status));
        Assert.Equal((id, ChargeEventKind.Capture, new DateOnly(2026, 11, 10)), (captured.ChargeId, captured.Kind, captured.BusinessDate));
        Assert.True(await database.ReadAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "charge.confirmed" && entry.Subject == charge.PublicId)));
    }

    [Theory, EveryDatabase]
    public async Task Key_of_another_request_is_refused_and_charges_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var first = home.Charge(await home.GrantAsync(), key: "key-1");
        await home.ConfirmAsync(first);
        var second = home.Charge(await home.GrantAsync()) with { Idempotency = new IdempotencyKey("key-1", CreateCharge.Operation, "hash of another body") };

        var answer = await home.ConfirmAsync(second);

        Assert.Equal(nameof(ChargeRefusal.IdempotencyKeyReused), answer.Answer.Body);
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Same_key_of_two_merchants_names_two_requests(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var one = await Household.AddAsync(database);
        var other = await Household.AddAsync(database);

        var answers = new[]
        {
            await one.ConfirmAsync(one.Charge(await one.GrantAsync(), key: "key-1")),
            await other.ConfirmAsync(other.Charge(await other.GrantAsync(), key: "key-1")),
        };

        Assert.All(answers, answer => Assert.Equal((201, false), (answer.Answer.Status, answer.Replayed)));
    }

    [Theory, EveryDatabase]
    public async Task Refused_charge_is_refused_again_under_the_same_key(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var wrong = home.Charge(await home.GrantAsync(), key: "key-1") with { Amount = new Yen(999) };
        var first = await home.ConfirmAsync(wrong);

        var again = await home.ConfirmAsync(wrong);

        Assert.Equal(new IdempotentAnswer(first.Answer, Replayed: true), again);
    }

    [Theory, EveryDatabase]
    public async Task Charge_under_another_merchants_consent_is_not_found(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var thief = Household.MerchantOf(999_999);
        await database.AddAsync(thief);

        await RefusesAsync(database, home, ChargeRefusal.GrantNotFound, home.Charge(await home.GrantAsync()) with { MerchantCode = thief.Code });
    }

    [Theory, EveryDatabase]
    public async Task Charge_under_another_consent_than_the_tokens_is_not_found(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var other = await home.GrantAsync();

        await RefusesAsync(database, home, ChargeRefusal.GrantNotFound, home.Charge(await home.GrantAsync()) with { TokenGrantId = other.Id });
    }

    [Theory, EveryDatabase]
    public async Task Charge_under_no_consent_is_not_found(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var nothing = Guid.CreateVersion7();

        await RefusesAsync(database, home, ChargeRefusal.GrantNotFound, home.Charge(await home.GrantAsync()) with { GrantId = nothing, TokenGrantId = nothing });
    }

    [Theory, EveryDatabase]
    public async Task Charge_for_another_order_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, home, ChargeRefusal.GrantMismatch, home.Charge(await home.GrantAsync()) with { MerchantReference = "another-order" });
    }

    [Theory, EveryDatabase]
    public async Task Charge_of_one_yen_more_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, home, ChargeRefusal.AmountMismatch, home.Charge(await home.GrantAsync(315)) with { Amount = new Yen(316) });
    }

    [Theory, EveryDatabase]
    public async Task Charge_of_one_yen_less_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, home, ChargeRefusal.AmountMismatch, home.Charge(await home.GrantAsync(315)) with { Amount = new Yen(314) });
    }

    [Theory, EveryDatabase]
    public async Task Charge_after_the_consent_ran_out_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        database.Clock.Advance(ChargeGrant.ImmediateLifetime);

        await RefusesAsync(database, home, ChargeRefusal.GrantEnded, home.Charge(grant));
    }

    [Theory, EveryDatabase]
    public async Task Charge_after_the_consent_was_revoked_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        await database.ChangeAsync(db => db.ChargeGrants.Single().Revoke());

        await RefusesAsync(database, home, ChargeRefusal.GrantEnded, home.Charge(grant));
    }

    [Theory, EveryDatabase]
    public async Task Charge_to_a_line_that_was_suspended_after_the_approval_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        await database.ChangeAsync(db => db.Lines.Single().Apply(new LineSuspended()));

        await RefusesAsync(database, home, ChargeRefusal.PayerUnavailable, home.Charge(grant));
    }

    [Theory, EveryDatabase]
    public async Task Charge_by_a_credential_that_was_frozen_after_the_approval_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        await database.ChangeAsync(db => db.Entry(db.Users.Single()).Property(credential => credential.Status).CurrentValue = CredentialStatus.Frozen);

        await RefusesAsync(database, home, ChargeRefusal.PayerUnavailable, home.Charge(grant));
    }

    [Theory, EveryDatabase]
    public async Task Charge_of_a_merchant_that_was_suspended_after_the_approval_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        await database.ChangeAsync(db => db.Entry(db.Merchants.Single()).Property(merchant => merchant.Status).CurrentValue = MerchantStatus.Suspended);

        await RefusesAsync(database, home, ChargeRefusal.PayerUnavailable, home.Charge(grant));
    }

    [Theory, EveryDatabase]
    public async Task Charge_that_another_charge_left_no_room_for_is_over_the_limit(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grants = new List<ChargeGrant>();
        for (var order = 0; order < 3; order++)
            grants.Add(await home.GrantAsync(50_000));

        await home.ConfirmAsync(home.Charge(grants[0]));
        await home.ConfirmAsync(home.Charge(grants[1]));
        var third = await home.ConfirmAsync(home.Charge(grants[2]));

        Assert.Equal(nameof(ChargeRefusal.LimitExceeded), third.Answer.Body);
    }

    [Theory, EveryDatabase]
    public async Task Limit_begins_again_with_the_month_in_Japan(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 14, 59, 59, TimeSpan.Zero));
        await home.BuyAsync(50_000);
        await home.BuyAsync(50_000);

        database.Clock.Advance(TimeSpan.FromSeconds(1));
        await home.BuyAsync(50_000);

        Assert.Equal(2, await database.ReadAsync(db => db.LineLimits.CountAsync()));
    }

    private static async Task RefusesAsync(TestDatabase database, Household home, ChargeRefusal refusal, CreateChargeCommand command)
    {
        var answer = await home.ConfirmAsync(command);

        Assert.Equal(refusal.ToString(), answer.Answer.Body);
        Assert.False(await database.ReadAsync(db => db.Charges.AnyAsync()));
        Assert.False(await database.ReadAsync(db => db.Transfers.AnyAsync()));
    }
}
