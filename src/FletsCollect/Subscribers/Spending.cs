using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// Counts what a line and an ID spend in a month: both rows together, the line's first, within the caller's transaction. Every amount that
/// is taken in comes by a conditional update, so that however many ask at once the limits hold.
/// </summary>
public static class Spending
{
    /// <summary>Adds a confirmed amount if the month has room for it; otherwise says why not, with nothing changed.</summary>
    public static Task<SpendingRefusal?> TryPostAsync(
        FletsCollectDbContext db, Spender spender, BillingMonth month, Yen amount, SpendingLimits limits, CancellationToken cancellationToken) =>
        TryAsync(db, spender, month, Yen.Zero, amount, limits, cancellationToken);

    /// <summary>Holds an amount if the month has room for it; otherwise says why not, with nothing changed.</summary>
    public static Task<SpendingRefusal?> TryReserveAsync(
        FletsCollectDbContext db, Spender spender, BillingMonth month, Yen amount, SpendingLimits limits, CancellationToken cancellationToken) =>
        TryAsync(db, spender, month, amount, Yen.Zero, limits, cancellationToken);

    /// <summary>Turns a hold into a confirmed amount; what was held beyond it is free again.</summary>
    public static Task ConfirmAsync(FletsCollectDbContext db, SpenderMonth of, Yen held, Yen confirmed, CancellationToken cancellationToken) =>
        ChangeAsync(db, of, -held, confirmed, Yen.Zero, cancellationToken);

    /// <summary>Frees a hold.</summary>
    public static Task ReleaseAsync(FletsCollectDbContext db, SpenderMonth of, Yen held, CancellationToken cancellationToken) =>
        ChangeAsync(db, of, -held, Yen.Zero, Yen.Zero, cancellationToken);

    /// <summary>Gives a confirmed amount back to the month in which it was spent.</summary>
    public static Task GiveBackAsync(FletsCollectDbContext db, SpenderMonth of, Yen amount, CancellationToken cancellationToken) =>
        ChangeAsync(db, of, Yen.Zero, Yen.Zero, amount, cancellationToken);

    /// <summary>What may still be spent in a month, for a page: it binds nobody.</summary>
    public static async Task<SpendingRoom> RoomAsync(FletsCollectDbContext db, Spender spender, BillingMonth month, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var of = spender.In(month);
        var used = await (
            from row in db.Users.AsNoTracking()
            where row.Id == of.CredentialId
            from line in LineRow(db, of).AsNoTracking().DefaultIfEmpty()
            from credential in CredentialRow(db, of).AsNoTracking().DefaultIfEmpty()
            select new { Line = line, Credential = credential }).SingleAsync(cancellationToken);
        return spender.RoomIn(used.Line ?? new LineLimit(of.Line, month, limits.For(spender.Line, month)), used.Credential ?? new CredentialSpending(of.CredentialId, month));
    }

    private static async Task<SpendingRefusal?> TryAsync(
        FletsCollectDbContext db, Spender spender, BillingMonth month, Yen held, Yen posted, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var (of, amount, version) = (spender.In(month), (held + posted).Amount, spender.Rules.Version);
        await BeginMonthAsync(db, spender, month, limits, cancellationToken);
        var lineCap = spender.Rules.MonthlyCap?.Amount ?? long.MaxValue;
        var line = LineRow(db, of).Where(row => row.RulesVersion == version
            && (long)row.Reserved + (long)row.Posted - (long)row.Refunded + amount <= (long)row.Limit
            && (long)row.Reserved + (long)row.Posted - (long)row.Refunded + amount <= lineCap);
        if (await AddAsync(line, held, posted, cancellationToken) == 0)
        {
            return await LineRow(db, of).AnyAsync(row => row.RulesVersion == version, cancellationToken)
                ? SpendingRefusal.OverLineLimit
                : throw new DbUpdateConcurrencyException("The household's rules changed after they were read.");
        }
        var credentialCap = spender.Cap?.Amount ?? long.MaxValue;
        var credential = CredentialRow(db, of).Where(row => (long)row.Reserved + (long)row.Posted - (long)row.Refunded + amount <= credentialCap);
        if (await AddAsync(credential, held, posted, cancellationToken) == 1)
            return null;
        // The refusal is committed, and with it nothing of what it refused.
        await AddAsync(LineRow(db, of), -held, -posted, cancellationToken);
        return SpendingRefusal.OverCredentialLimit;
    }

    /// <summary>Two first charges of a month may both get here: the second insert conflicts and its unit of work runs again.</summary>
    private static async Task BeginMonthAsync(FletsCollectDbContext db, Spender spender, BillingMonth month, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var of = spender.In(month);
        var (hasLine, hasCredential) = (await LineRow(db, of).AnyAsync(cancellationToken), await CredentialRow(db, of).AnyAsync(cancellationToken));
        if (hasLine && hasCredential)
            return;
        if (!hasLine)
            db.Add(new LineLimit(of.Line, month, limits.For(spender.Line, month), spender.Rules.Version));
        if (!hasCredential)
            db.Add(new CredentialSpending(of.CredentialId, month));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task ChangeAsync(FletsCollectDbContext db, SpenderMonth of, Yen held, Yen posted, Yen refunded, CancellationToken cancellationToken)
    {
        var changed = await AddAsync(LineRow(db, of), held, posted, cancellationToken, refunded) + await AddAsync(CredentialRow(db, of), held, posted, cancellationToken, refunded);
        if (changed != 2)
            throw new InvalidOperationException("A charge has no rows to give back to.");
    }

    private static Task<int> AddAsync(IQueryable<LineLimit> row, Yen held, Yen posted, CancellationToken cancellationToken, Yen refunded = default) =>
        row.ExecuteUpdateAsync(
            set => set.SetProperty(limit => limit.Reserved, limit => limit.Reserved + held)
                .SetProperty(limit => limit.Posted, limit => limit.Posted + posted)
                .SetProperty(limit => limit.Refunded, limit => limit.Refunded + refunded),
            cancellationToken);

    private static Task<int> AddAsync(IQueryable<CredentialSpending> row, Yen held, Yen posted, CancellationToken cancellationToken, Yen refunded = default) =>
        row.ExecuteUpdateAsync(
            set => set.SetProperty(spending => spending.Reserved, spending => spending.Reserved + held)
                .SetProperty(spending => spending.Posted, spending => spending.Posted + posted)
                .SetProperty(spending => spending.Refunded, spending => spending.Refunded + refunded),
            cancellationToken);

    private static IQueryable<LineLimit> LineRow(FletsCollectDbContext db, SpenderMonth of) =>
        db.LineLimits.Where(row => row.Line == of.Line && row.Month == of.Month);

    private static IQueryable<CredentialSpending> CredentialRow(FletsCollectDbContext db, SpenderMonth of) =>
        db.CredentialSpendings.Where(row => row.CredentialId == of.CredentialId && row.Month == of.Month);
}
