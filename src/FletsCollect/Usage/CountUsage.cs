using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Jobs;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Usage;

/// <summary>
/// Counts each day's purchases and subscriptions of all merchants, from the first day on which anything began to today. A day is counted in one transaction that
/// puts its rows in the place of those before; so it may run at any time, twice, or be killed.
/// </summary>
public sealed class CountUsage(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>The audit trail's word for a purchase that a merchant sent here.</summary>
    public const string Begun = "request.pushed";

    /// <summary>The audit trail's word for a consent page that was refused.</summary>
    public const string Refused = "charge.refused-by-subscriber";

    /// <summary>How long after a day's end something of it may still be committed.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    /// <summary>How many days were counted.</summary>
    public async Task<int> ExecuteAsync(JobRun run, CancellationToken cancellationToken)
    {
        var counted = 0;
        for (var day = await FirstAsync(run, cancellationToken); day <= BusinessDate.At(clock.Instant()); day = day.AddDays(1))
        {
            await CountAsync(run, day, cancellationToken);
            counted++;
        }
        return counted;
    }

    /// <summary>The last day that was counted, if it was not over by then; else the one after it.</summary>
    private Task<DateOnly> FirstAsync(JobRun run, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                if (await db.UsageDays.OrderByDescending(row => row.Day).FirstOrDefaultAsync(token) is { } last)
                    return last.CountedAt >= BusinessDate.StartOf(last.Day.AddDays(1)) + Settled ? last.Day.AddDays(1) : last.Day;
                var began = await db.AuditEntries.Where(entry => entry.Action == Begun).OrderBy(entry => entry.RecordedAt).Select(entry => (DateTime?)entry.RecordedAt).FirstOrDefaultAsync(token);
                var subscribed = await db.SubscriptionChanges.OrderBy(row => row.Day).Select(row => (DateOnly?)row.Day).FirstOrDefaultAsync(token);
                var first = BusinessDate.At(began ?? clock.Instant());
                return subscribed < first ? subscribed.Value : first;
            },
            cancellationToken);

    private Task<bool> CountAsync(JobRun run, DateOnly day, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                var now = clock.Instant();
                var (start, before) = (BusinessDate.StartOf(day), BusinessDate.StartOf(day.AddDays(1)));
                var audited = await (
                    from entry in db.AuditEntries
                    where entry.RecordedAt >= start && entry.RecordedAt < before && (entry.Action == Begun || entry.Action == Refused)
                    join merchant in db.Merchants on entry.Subject equals merchant.Code
                    group entry by new { merchant.Id, entry.Action } into rows
                    select new { rows.Key.Id, rows.Key.Action, Count = rows.Count() }).ToListAsync(token);
                var approved = await db.ChargeGrants.Where(grant => grant.AuthorisedAt >= start && grant.AuthorisedAt < before)
                    .GroupBy(grant => grant.MerchantId).Select(rows => new { rows.Key, Count = rows.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, token);
                var confirmed = await db.ChargeEvents.Where(happened => happened.BusinessDate == day && happened.Kind == ChargeEventKind.Capture)
                    .GroupBy(happened => happened.MerchantId).Select(rows => new { rows.Key, Count = rows.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, token);
                var (begun, refused) = (audited.Where(row => row.Action == Begun).ToDictionary(row => row.Id, row => row.Count), audited.Where(row => row.Action == Refused).ToDictionary(row => row.Id, row => row.Count));
                await db.MerchantUsages.Where(row => row.Day == day).ExecuteDeleteAsync(token);
                await db.UsageDays.Where(row => row.Day == day).ExecuteDeleteAsync(token);
                var merchants = begun.Keys.Union(refused.Keys).Union(approved.Keys).Union(confirmed.Keys);
                db.AddRange(merchants.Select(merchant => new MerchantUsage(
                    merchant, day, new UsageCounts(begun.GetValueOrDefault(merchant), refused.GetValueOrDefault(merchant), approved.GetValueOrDefault(merchant), confirmed.GetValueOrDefault(merchant)))));
                await CountPlans.OfAsync(db, day, token);
                db.Add(new UsageDay(day, now));
                return true;
            },
            cancellationToken);
}
