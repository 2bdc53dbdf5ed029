using CsCheck;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// Whatever people do in whatever order, every invariant of the books holds after every step. A failure names its seed, and
/// <c>CsCheck_Seed=… dotnet test --project tests/FletsCollect.Database.Tests --filter-class "*RandomMonthsTests"</c> plays it again.
/// </summary>
public sealed class RandomMonthsTests(Databases databases)
{
    private const int Homes = 3;

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, Homes - 1], Gen.Int[0, Homes - 1], Gen.Long[1, 3_000], Gen.Bool).Select((home, merchant, amount, replay) => (Step)new Buy(home, merchant, amount, replay))),
        (3, Gen.Select(Gen.Int[0, Homes - 1], Gen.Long[1, 3_000], Gen.Int[1, 30]).Select((home, amount, days) => (Step)new Reserve(home, amount, days))),
        // Any charge of any line, by any merchant, in whatever state it is.
        (8, Gen.Select(Gen.Int[0, Homes - 1], Gen.Int[0, 20], Gen.Int[0, 3], Gen.Long[1, 3_000]).Select((merchant, charge, what, amount) => (Step)new Change(merchant, charge, what, amount))),
        (3, Gen.Select(Gen.Int[0, Homes - 1], Gen.Long[1, 3_000]).Select((home, amount) => (Step)new Subscribe(home, amount))),
        (2, Gen.Select(Gen.Int[0, Homes - 1], Gen.Int[0, 5], Gen.Bool).Select((home, subscription, undo) => (Step)new Leave(home, subscription, undo))),
        (2, Gen.Int[1, 40].Select(days => (Step)new Pass(days))),
        (3, Gen.Select(Gen.Int[-2, 0], Gen.Bool).Select((month, early) => (Step)new Close(month, early))),
        (3, Gen.Int[-2, 0].Select(month => (Step)new Issue(month))),
        (3, Gen.Select(Gen.Int[-2, 0], Gen.Int[0, 3], Gen.Int[0, 3]).Select((month, unpaid, how) => (Step)new Collect(month, unpaid, how))),
        (3, Gen.Int[-2, 0].Select(month => (Step)new Settle(month))),
        (3, Gen.Select(Gen.Int[-2, 0], Gen.Int[0, 5]).Select((month, fate) => (Step)new PayOut(month, fate))),
        // The operator's ordinary way through a month, as far as it comes: steps drawn one by one seldom line up to it.
        (5, Gen.Select(Gen.Int[-1, 0], Gen.Int[1, 5], Gen.Int[0, 2]).Select((month, steps, unpaid) => (Step)new Work(month, steps, unpaid))));

    [Theory, EveryDatabase]
    public Task Invariants_hold_after_every_step(DatabaseKind kind) =>
        Steps.Array[5, 30].SampleAsync(steps => PlayAsync(kind, steps), iter: kind == DatabaseKind.Sqlite ? 24 : 8, threads: 1, print: steps => string.Join(" ; ", steps.AsEnumerable()));

    private async Task PlayAsync(DatabaseKind kind, Step[] steps)
    {
        await using var office = await BackOffice.OpenAsync(databases, kind);
        var homes = new List<Household>();
        foreach (var _ in Enumerable.Range(0, Homes))
            homes.Add(await Household.AddAsync(office.Database));
        foreach (var step in steps)
        {
            await PlayAsync(office, homes, step);
            var findings = await office.VerifyAsync();
            Assert.True(findings.Count == 0, $"After {step}: {string.Join("; ", findings)}");
        }
    }

    private static async Task PlayAsync(BackOffice office, List<Household> homes, Step step)
    {
        var month = BillingMonth.At(office.Database.Now);
        BillingMonth Of(int offset) => offset == 0 ? month : BillingMonth.Of(month.FirstDay.AddMonths(offset));
        switch (step)
        {
            case Buy buy:
                await CloseMonthTests.BuyAsync(homes[buy.Home], homes[buy.Merchant].Merchant.Code, buy.Amount, buy.Replay ? "the same key" : null);
                break;
            case Reserve reserve:
                // Over the limit is a refusal like any other.
                await Record.ExceptionAsync(() => homes[reserve.Home].ReserveAsync(reserve.Amount, TimeSpan.FromDays(reserve.Days)));
                break;
            case Change change:
                await ChangeAsync(office, homes[change.Merchant], change);
                break;
            case Pass pass:
                office.Database.Clock.Advance(TimeSpan.FromDays(pass.Days));
                await office.Database.RunAsync<ExpireReservations, int>(expire => expire.ExecuteAsync(run: null, CancellationToken.None));
                await office.Database.RenewAsync();
                break;
            case Subscribe subscribe:
                // Over the limit is a refusal like any other.
                await Record.ExceptionAsync(() => homes[subscribe.Home].SubscribeAsync(office.Database, amount: subscribe.Amount));
                break;
            case Leave leave:
                await LeaveAsync(office, homes[leave.Home], leave);
                break;
            case Close close:
                await office.CloseAsync(Of(close.Month), close.Early);
                break;
            case Issue issue:
                await office.IssueAsync(Of(issue.Month));
                break;
            case Collect collect:
                foreach (var (invoice, index) in (await office.InvoicesAsync(Of(collect.Month))).Select((invoice, index) => (invoice, index)))
                    await CollectAsync(office, invoice, index < collect.Unpaid ? collect.How : 0);
                break;
            case Settle settle:
                await office.SettleAsync(Of(settle.Month));
                break;
            case PayOut payOut:
                // Not settled is a refusal like any other; what was proposed is approved, or not, and the bank pays or sends back.
                if ((await office.ProposeAsync(Of(payOut.Month))).Succeeded(out var proposed, out _))
                {
                    foreach (var batch in proposed.Batches)
                        await (payOut.Fate == 0 ? office.WithdrawAsync(batch.Number) : office.ApproveAsync(batch.Number));
                    foreach (var batch in proposed.Batches.Where(_ => payOut.Fate > 1))
                        await office.SubmitAsync(batch.Number);
                }
                foreach (var payout in (await office.PayoutsAsync(Of(payOut.Month))).Where(payout => payout.Status != PayoutStatus.CarriedOver && payOut.Fate > 2))
                    await (payOut.Fate == 3 ? office.ReturnAsync(payout, $"back-{payout.Version}") : office.ConfirmAsync(payout));
                break;
            case Work work:
                Step[] ordinary = [new Close(work.Month, Early: true), new Issue(work.Month), new Collect(work.Month, work.Unpaid, How: 1), new Settle(work.Month), new PayOut(work.Month, Fate: 4)];
                foreach (var next in ordinary.Take(work.Steps))
                    await PlayAsync(office, homes, next);
                break;
            default:
                throw new InvalidOperationException($"No way to play {step}.");
        }
    }

    /// <summary>Cancels a subscription of anybody's, or takes that back; what is not the home's own is not there.</summary>
    private static async Task LeaveAsync(BackOffice office, Household home, Leave leave)
    {
        var subscriptions = await office.Database.ReadAsync(db => db.Subscriptions.OrderBy(subscription => subscription.CreatedAt).ThenBy(subscription => subscription.Id).ToListAsync());
        if (subscriptions.Count == 0)
            return;
        var subscription = subscriptions[leave.Subscription % subscriptions.Count];
        await (leave.Undo ? home.UndoAsync(office.Database, subscription) : home.CancelAsync(office.Database, subscription));
    }

    private static Task CollectAsync(BackOffice office, LineInvoice invoice, int how) => how switch
    {
        0 => office.CollectAsync(invoice),
        1 => office.CollectAsync(invoice, CollectionOutcome.Unpaid, reference: $"{invoice.PublicId}-{invoice.Version}"),
        2 => office.CollectAsync(invoice, CollectionOutcome.GivenUp),
        _ => office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, reference: $"{invoice.PublicId}-{invoice.Version}", amount: (invoice.Outstanding.Amount / 2) + 1),
    };

    private static async Task ChangeAsync(BackOffice office, Household merchant, Change change)
    {
        var charges = await office.Database.ReadAsync(db => db.Charges.OrderBy(charge => charge.CreatedAt).ThenBy(charge => charge.Id).Select(charge => charge.Id).ToListAsync());
        if (charges.Count == 0)
            return;
        var charge = charges[change.Charge % charges.Count];
        await (change.What switch
        {
            0 => (Task)merchant.ConfirmReservedAsync(charge, change.Amount),
            1 => merchant.CancelAsync(charge),
            2 => merchant.RefundAsync(charge),
            _ => merchant.RefundAsync(charge, change.Amount),
        });
    }

    /// <summary>Refusals are part of the game; months count back from the present one.</summary>
    private abstract record Step;

    private sealed record Buy(int Home, int Merchant, long Amount, bool Replay) : Step;

    private sealed record Reserve(int Home, long Amount, int Days) : Step;

    /// <summary>Confirmed for an amount, cancelled, refunded, or refunded in part.</summary>
    private sealed record Change(int Merchant, int Charge, int What, long Amount) : Step;

    /// <summary>Time, in which reservations run out and subscriptions are renewed.</summary>
    private sealed record Pass(int Days) : Step;

    private sealed record Subscribe(int Home, long Amount) : Step;

    private sealed record Leave(int Home, int Subscription, bool Undo) : Step;

    private sealed record Close(int Month, bool Early) : Step;

    private sealed record Issue(int Month) : Step;

    /// <summary>The first lines pay nothing, give up, or pay a part; the others pay.</summary>
    private sealed record Collect(int Month, int Unpaid, int How) : Step;

    private sealed record Settle(int Month) : Step;

    /// <summary>Withdrawn, approved only, submitted only, sent back, or paid.</summary>
    private sealed record PayOut(int Month, int Fate) : Step;

    private sealed record Work(int Month, int Steps, int Unpaid) : Step;
}
