using System.Security.Cryptography;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// Wherever close, hand-off, collection, settlement and payout die, running them again brings the month to the same end: nothing is lost
/// and nothing is done twice. FLETSCOLLECT_KILLS says at how many random points; a handful unless it is set.
/// </summary>
public sealed class SuddenDeathTests(Databases databases)
{
    private static readonly int Months = int.TryParse(Environment.GetEnvironmentVariable("FLETSCOLLECT_KILLS"), out var kills) ? Math.Max(1, kills / 5) : 2;

    [Theory, EveryDatabase]
    public async Task Month_that_dies_again_and_again_loses_and_doubles_nothing(DatabaseKind kind)
    {
        var death = new SuddenDeath();
        await using var office = await OpenAsync(databases, kind, death);
        var homes = new[] { await Household.AddAsync(office.Database), await Household.AddAsync(office.Database), await Household.AddAsync(office.Database) };
        var (month, deaths, charged) = (November, 0, 0L);
        foreach (var _ in Enumerable.Range(0, Months))
        {
            foreach (var home in homes)
            {
                await home.BuyAsync(1_000);
                await home.BuyAsync(700);
                charged += 1_700;
            }
            office.EndOf(month);
            deaths += await UntilDoneAsync(office, death, 40, () => office.CloseAsync(month));
            deaths += await UntilDoneAsync(office, death, 10, () => office.ExportAsync(month));
            var answer = await TelcoOffice.AcknowledgeAsync(office, month);
            deaths += await UntilDoneAsync(office, death, 30, () => office.ImportAcknowledgementAsync(answer));
            var results = await TelcoOffice.CollectAsync(office, month);
            deaths += await UntilDoneAsync(office, death, 40, () => office.ImportCollectionAsync(results));
            deaths += await UntilDoneAsync(office, death, 60, () => SettleAndSendAsync(office, month));

            await office.AssertSoundAsync();
            Assert.Equal((3, 6), await CountAsync(office, month));
            Assert.All(await office.InvoicesAsync(month), invoice => Assert.Equal((LineInvoiceStatus.Paid, 1_700L), (invoice.Status, invoice.Paid.Amount)));
            Assert.All(await office.PayoutsAsync(month), payout => Assert.Equal(PayoutStatus.Settled, payout.Status));
            Assert.Equal(charged, (await office.BalancesAsync())["collection-clearing"]);
            month = month.Next;
        }
        Assert.True(deaths >= Months * 3, $"It died {deaths} times only: the points are too late to prove anything.");
    }

    private static async Task SettleAndSendAsync(BackOffice office, BillingMonth month)
    {
        Done(await office.SettleAsync(month));
        // What was proposed before the process died waits for its approval.
        Done(await office.ProposeAsync(month));
        foreach (var batch in await office.Database.ReadAsync(db => db.PayoutBatches.Where(batch => batch.Status == PayoutBatchStatus.Proposed).Select(batch => batch.Number).ToListAsync()))
            Done(await office.ApproveAsync(batch));
        foreach (var batch in await office.Database.ReadAsync(db => db.PayoutBatches.Where(batch => batch.Status == PayoutBatchStatus.Approved).Select(batch => batch.Number).ToListAsync()))
            Done(await office.SubmitAsync(batch));
        foreach (var payout in (await office.PayoutsAsync(month)).Where(payout => payout.Status is PayoutStatus.Submitted or PayoutStatus.Settled))
            Done(await office.ConfirmAsync(payout, $"bank-{payout.PublicId}"));
    }

    /// <summary>Dies at a random command, and at another one in the next attempt, and then lives. Gives the number of deaths.</summary>
    private static async Task<int> UntilDoneAsync(BackOffice office, SuddenDeath death, int most, Func<Task> step)
    {
        var deaths = 0;
        foreach (var _ in Enumerable.Range(0, 2))
        {
            death.Plan(RandomNumberGenerator.GetInt32(most));
            var failure = await Record.ExceptionAsync(step);
            if (!death.IsDead)
            {
                death.Plan(null);
                Assert.Null(failure);
                return deaths;
            }
            deaths++;
            death.Plan(null);
            // Whoever died holds its lease until it runs out.
            office.Database.Clock.Advance(JobRun.Lease + TimeSpan.FromSeconds(1));
        }
        await step();
        return deaths;
    }

    private static async Task<(int, int)> CountAsync(BackOffice office, BillingMonth month) =>
        (await office.Database.ReadAsync(db => db.LineInvoices.CountAsync(invoice => invoice.Month == month)), await office.Database.ReadAsync(db => db.LineInvoiceItems.CountAsync(item => item.Month == month)));
}
