using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// What one line has used of its spending limit in one month. The only row that charges of a line contend for; it changes by conditional
/// updates alone, and the database checks that <c>reserved + posted - refunded</c> never passes the limit.
/// </summary>
public sealed class LineLimit
{
    private LineLimit() { }

    public LineLimit(LineNumber line, BillingMonth month, Yen limit)
    {
        Line = line;
        Month = month;
        Limit = limit;
    }

    public LineNumber Line { get; private set; }

    public BillingMonth Month { get; private set; }

    public Yen Limit { get; private set; }

    /// <summary>Held for charges that are reserved and not yet confirmed. A hold is no posting.</summary>
    public Yen Reserved { get; private set; }

    /// <summary>Confirmed charges of the month.</summary>
    public Yen Posted { get; private set; }

    /// <summary>What of the posted charges was given back.</summary>
    public Yen Refunded { get; private set; }

    public Yen Remaining => Limit + Refunded - Reserved - Posted;

    /// <summary>Adds a confirmed amount to a row that is not in the database yet and that nobody else can have.</summary>
    internal void Post(Yen amount) => Posted += amount;

    /// <summary>Adds a confirmed amount if the month's limit allows it; false, with nothing changed, when it does not.</summary>
    public static async Task<bool> TryPostAsync(
        FletsCollectDbContext db, Line line, BillingMonth month, Yen amount, SpendingLimits limits, CancellationToken cancellationToken) =>
        await (await WithRoomAsync(db, line, month, amount, limits, cancellationToken))
            .ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Posted, limit => limit.Posted + amount), cancellationToken) == 1;

    /// <summary>Holds an amount if the month's limit allows it; false, with nothing changed, when it does not.</summary>
    public static async Task<bool> TryReserveAsync(
        FletsCollectDbContext db, Line line, BillingMonth month, Yen amount, SpendingLimits limits, CancellationToken cancellationToken) =>
        await (await WithRoomAsync(db, line, month, amount, limits, cancellationToken))
            .ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Reserved, limit => limit.Reserved + amount), cancellationToken) == 1;

    /// <summary>Turns a hold into a confirmed amount; what was held beyond it is free again.</summary>
    public static Task ConfirmAsync(FletsCollectDbContext db, LineNumber line, BillingMonth month, Yen held, Yen confirmed, CancellationToken cancellationToken) =>
        ChangeAsync(Row(db, line, month).ExecuteUpdateAsync(
            set => set.SetProperty(limit => limit.Reserved, limit => limit.Reserved - held).SetProperty(limit => limit.Posted, limit => limit.Posted + confirmed), cancellationToken));

    /// <summary>Frees a hold.</summary>
    public static Task ReleaseAsync(FletsCollectDbContext db, LineNumber line, BillingMonth month, Yen held, CancellationToken cancellationToken) =>
        ChangeAsync(Row(db, line, month).ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Reserved, limit => limit.Reserved - held), cancellationToken));

    /// <summary>Gives a confirmed amount back to the month in which it was spent.</summary>
    public static Task GiveBackAsync(FletsCollectDbContext db, LineNumber line, BillingMonth month, Yen amount, CancellationToken cancellationToken) =>
        ChangeAsync(Row(db, line, month).ExecuteUpdateAsync(set => set.SetProperty(limit => limit.Refunded, limit => limit.Refunded + amount), cancellationToken));

    private static async Task<IQueryable<LineLimit>> WithRoomAsync(
        FletsCollectDbContext db, Line line, BillingMonth month, Yen amount, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var row = Row(db, line.Number, month);
        if (!await row.AnyAsync(cancellationToken))
        {
            // Two first charges of a month may both get here: the second insert conflicts and its unit of work runs again.
            db.Add(new LineLimit(line.Number, month, limits.For(line, month)));
            await db.SaveChangesAsync(cancellationToken);
        }
        return row.Where(limit => (long)limit.Reserved + (long)limit.Posted - (long)limit.Refunded + amount.Amount <= (long)limit.Limit);
    }

    private static IQueryable<LineLimit> Row(FletsCollectDbContext db, LineNumber line, BillingMonth month) =>
        db.LineLimits.Where(limit => limit.Line == line && limit.Month == month);

    private static async Task ChangeAsync(Task<int> change)
    {
        if (await change != 1)
            throw new InvalidOperationException("A charge has no limit row to give back to.");
    }

    /// <summary>What a line may still spend in a month; the whole limit when it has spent nothing.</summary>
    public static async Task<Yen> RemainingAsync(FletsCollectDbContext db, Line line, BillingMonth month, SpendingLimits limits, CancellationToken cancellationToken) =>
        (await db.LineLimits.AsNoTracking().SingleOrDefaultAsync(limit => limit.Line == line.Number && limit.Month == month, cancellationToken))?.Remaining
        ?? limits.For(line, month);
}
