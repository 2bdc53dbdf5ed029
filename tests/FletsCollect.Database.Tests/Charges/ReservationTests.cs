using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Refunds;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>A charge in two steps: held, then taken or freed, with the books sound after each.</summary>
public sealed class ReservationTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Reserved_amount_uses_the_limit_and_moves_no_money(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);

        var id = await home.ReserveAsync(900);

        var charge = await ChargeAsync(office, id);
        Assert.Equal((ChargeStatus.Reserved, 900L, 900L), (charge.Status, charge.Amount.Amount, charge.ReservedAmount.Amount));
        Assert.Equal(office.Database.Now + TimeSpan.FromDays(7), charge.ExpiresAt);
        Assert.Equal((900L, 0L, 0L), await LimitAsync(office));
        Assert.Empty(await office.BalancesAsync());
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Confirming_less_takes_less_and_frees_the_rest(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900);

        Done(await home.ConfirmReservedAsync(id, 600));

        var charge = await ChargeAsync(office, id);
        Assert.Equal((ChargeStatus.Confirmed, 600L, 900L), (charge.Status, charge.Amount.Amount, charge.ReservedAmount.Amount));
        Assert.Equal((0L, 600L, 0L), await LimitAsync(office));
        Assert.Equal(600, (await office.BalancesAsync())["line-receivable.unbilled"]);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Confirming_more_than_is_held_is_refused(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900);

        Assert.Equal(ConfirmReservationRefusal.AmountExceedsReservation, Refused(await home.ConfirmReservedAsync(id, 901)));

        Assert.Equal((900L, 0L, 0L), await LimitAsync(office));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Confirmed_in_the_next_month_is_billed_there_and_keeps_to_the_limit_of_the_first(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900, within: TimeSpan.FromDays(25));
        office.EndOf(November);

        Done(await home.ConfirmReservedAsync(id));

        var limit = await office.Database.ReadAsync(db => db.LineLimits.SingleAsync());
        Assert.Equal((November, new Yen(900)), (limit.Month, limit.Posted));
        Assert.Equal(0, Done(await office.CloseAsync(November)).Items);
        office.EndOf(November.Next);
        Assert.Equal(1, Done(await office.CloseAsync(November.Next)).Items);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Reservation_ends_by_itself_and_gives_everything_back(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900, within: TimeSpan.FromDays(2));
        Assert.Equal(0, await ExpireAsync(office));
        office.Database.Clock.Advance(TimeSpan.FromDays(2));

        // Before the job comes by, too.
        Assert.Equal(ConfirmReservationRefusal.ChargeExpired, Refused(await home.ConfirmReservedAsync(id)));
        Assert.Equal(1, await ExpireAsync(office));
        Assert.Equal(0, await ExpireAsync(office));

        Assert.Equal(ChargeStatus.Expired, (await ChargeAsync(office, id)).Status);
        Assert.Equal((0L, 0L, 0L), await LimitAsync(office));
        Assert.Null((await office.Database.ReadAsync(db => db.ChargeGrants.SingleAsync())).LiveReference);
        Assert.Equal(["charge.reserved", "charge.expired"], await office.Database.ReadAsync(db => db.Set<FletsCollect.Outbox.OutboxMessage>().OrderBy(told => told.Id).Select(told => told.Type).ToListAsync()));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task At_most_the_approved_amount_is_held(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);

        await home.ReserveAsync(900, mode: AmountMode.Maximum, charged: 700);
        var tooMuch = await Assert.ThrowsAsync<InvalidOperationException>(() => home.ReserveAsync(900, mode: AmountMode.Maximum, charged: 901));
        var another = await Assert.ThrowsAsync<InvalidOperationException>(() => home.ReserveAsync(900, charged: 899));

        Assert.Contains(nameof(ChargeRefusal.AmountExceedsGrant), tooMuch.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ChargeRefusal.AmountMismatch), another.Message, StringComparison.Ordinal);
        Assert.Equal((700L, 0L, 0L), await LimitAsync(office));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Items_of_a_smaller_confirmation_are_named_again(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900);

        Assert.Equal(ConfirmReservationRefusal.ItemsMismatch, Refused(await home.ConfirmReservedAsync(id, 600, new ChargeItem("本", 500, 10))));
        Assert.Equal(ConfirmReservationRefusal.TaxRateNotAllowed, Refused(await home.ConfirmReservedAsync(id, 600, new ChargeItem("本", 600, 5))));
        Done(await home.ConfirmReservedAsync(id, 600, new ChargeItem("本", 400, 10), new ChargeItem("新聞", 200, 8)));

        Assert.Equal([("本", 400L, 10), ("新聞", 200L, 8)], (await ChargeAsync(office, id)).Items.Select(item => (item.Description, item.Amount, item.TaxPercent)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Of_many_confirmations_and_cancellations_at_once_one_each_counts_at_most(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900);

        var done = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () => number % 2 == 0
            ? (await home.ConfirmReservedAsync(id)).Succeeded(out _, out _) ? 1 : 0
            : (await home.CancelAsync(id)).Succeeded(out _, out _) ? 1 : 0)));

        // A cancellation may come after a confirmation, never the other way round.
        Assert.InRange(done.Sum(), 1, 2);
        Assert.Equal(ChargeStatus.Cancelled, (await ChargeAsync(office, id)).Status);
        await office.AssertSoundAsync();
    }

    /// <summary>Every state that a charge can be in, what can be asked of it there, and where that leads; null where it is refused.</summary>
    public static TheoryData<DatabaseKind, string, string, ChargeStatus?> Edges()
    {
        (string From, string Action, ChargeStatus? To)[] edges =
        [
            ("reserved", "confirm", ChargeStatus.Confirmed),
            ("reserved", "cancel", ChargeStatus.Cancelled),
            ("reserved", "expire", null),
            ("overdue", "confirm", null),
            ("overdue", "cancel", null),
            ("overdue", "expire", ChargeStatus.Expired),
            ("confirmed", "confirm", null),
            ("confirmed", "cancel", ChargeStatus.Cancelled),
            ("confirmed", "expire", null),
            ("billed", "confirm", null),
            ("billed", "cancel", null),
            ("billed", "expire", null),
            ("cancelled", "confirm", null),
            ("cancelled", "cancel", null),
            ("cancelled", "expire", null),
            ("expired", "confirm", null),
            ("expired", "cancel", null),
            ("expired", "expire", null),
        ];
        var rows = new TheoryData<DatabaseKind, string, string, ChargeStatus?>();
        foreach (var (from, action, to) in edges)
        {
            rows.Add(DatabaseKind.Sqlite, from, action, to);
            rows.Add(DatabaseKind.PostgreSql, from, action, to);
        }
        return rows;
    }

    [Theory, MemberData(nameof(Edges))]
    public async Task Each_edge_leads_where_the_table_says_and_nowhere_else(DatabaseKind kind, string from, string action, ChargeStatus? to)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var id = await home.ReserveAsync(900, within: TimeSpan.FromDays(20));
        await BringAsync(office, home, id, from);
        var before = (await ChargeAsync(office, id)).Status;

        var moved = action switch
        {
            "confirm" => (await home.ConfirmReservedAsync(id)).Succeeded(out _, out _),
            "cancel" => (await home.CancelAsync(id)).Succeeded(out _, out _),
            _ => await ExpireAsync(office) == 1,
        };

        Assert.Equal(to is not null, moved);
        Assert.Equal(to ?? before, (await ChargeAsync(office, id)).Status);
        await office.AssertSoundAsync();
    }

    private static async Task BringAsync(BackOffice office, Household home, Guid id, string state)
    {
        switch (state)
        {
            case "confirmed":
                Done(await home.ConfirmReservedAsync(id));
                break;
            case "billed":
                Done(await home.ConfirmReservedAsync(id));
                Done(await office.CloseAsync(November, early: true));
                break;
            case "cancelled":
                Done(await home.CancelAsync(id));
                break;
            case "overdue":
                office.Database.Clock.Advance(TimeSpan.FromDays(20));
                break;
            case "expired":
                office.Database.Clock.Advance(TimeSpan.FromDays(20));
                Assert.Equal(1, await ExpireAsync(office));
                break;
            default:
                break;
        }
    }

    private static Task<Charge> ChargeAsync(BackOffice office, Guid id) => office.Database.ReadAsync(db => db.Charges.AsNoTracking().SingleAsync(charge => charge.Id == id));

    /// <summary>What the only limit row says is held, taken and given back.</summary>
    private static async Task<(long Reserved, long Posted, long Refunded)> LimitAsync(BackOffice office)
    {
        var limit = await office.Database.ReadAsync(db => db.LineLimits.SingleAsync());
        return (limit.Reserved.Amount, limit.Posted.Amount, limit.Refunded.Amount);
    }

    private static Task<int> ExpireAsync(BackOffice office) =>
        office.Database.RunAsync<ExpireReservations, int>(expire => expire.ExecuteAsync(run: null, CancellationToken.None));
}
