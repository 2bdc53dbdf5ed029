using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// What one line has used of its spending limit in one month. The one row that all charges of a line contend for; it changes by
/// conditional updates alone (<see cref="Spending"/>), and the database checks that <c>reserved + posted - refunded</c> never passes the limit.
/// </summary>
public sealed class LineLimit
{
    private LineLimit() { }

    public LineLimit(LineNumber line, BillingMonth month, Yen limit, int rulesVersion = 0)
    {
        Line = line;
        Month = month;
        Limit = limit;
        RulesVersion = rulesVersion;
    }

    public LineNumber Line { get; private set; }

    public BillingMonth Month { get; private set; }

    /// <summary>What age and tenure allow in the month. The household's own caps are below it and may be lowered below what is used.</summary>
    public Yen Limit { get; private set; }

    /// <summary>Held for charges that are reserved and not yet confirmed. A hold is no posting.</summary>
    public Yen Reserved { get; private set; }

    /// <summary>Confirmed charges of the month.</summary>
    public Yen Posted { get; private set; }

    /// <summary>What of the posted charges was given back.</summary>
    public Yen Refunded { get; private set; }

    /// <summary>The version of the household's rules; a charge that read another one changes nothing here.</summary>
    public int RulesVersion { get; private set; }

    public Yen Used => Reserved + Posted - Refunded;

    /// <summary>Adds a confirmed amount to a row that is not in the database yet and that nobody else can have.</summary>
    internal void Post(Yen amount) => Posted += amount;

    /// <summary>
    /// The line's type or contractor is another now, and its limit of the month with it. What was spent under a higher one stays spent: the
    /// limit goes down to that, and nothing more can be.
    /// </summary>
    internal static async Task FollowAsync(FletsCollectDbContext db, Line line, BillingMonth month, SpendingLimits limits, CancellationToken cancellationToken)
    {
        var limit = limits.For(line, month);
        var row = db.LineLimits.Where(row => row.Line == line.Number && row.Month == month);
        await row
            .Where(row => (long)row.Reserved + (long)row.Posted - (long)row.Refunded <= limit.Amount)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Limit, limit), cancellationToken);
        await row
            .Where(row => (long)row.Reserved + (long)row.Posted - (long)row.Refunded > limit.Amount)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Limit, row => row.Reserved + row.Posted - row.Refunded), cancellationToken);
    }
}

/// <summary>
/// What one ID has used in one month, counted whether it has a cap or not, so that a cap counts from the first of the month whenever it
/// is set. Changes with the line's row and never without it.
/// </summary>
public sealed class CredentialSpending
{
    private CredentialSpending() { }

    public CredentialSpending(Guid credentialId, BillingMonth month)
    {
        CredentialId = credentialId;
        Month = month;
    }

    public Guid CredentialId { get; private set; }

    public BillingMonth Month { get; private set; }

    /// <summary>Held for charges that are reserved and not yet confirmed.</summary>
    public Yen Reserved { get; private set; }

    /// <summary>Confirmed charges of the month.</summary>
    public Yen Posted { get; private set; }

    /// <summary>What of the posted charges was given back.</summary>
    public Yen Refunded { get; private set; }

    public Yen Used => Reserved + Posted - Refunded;

    internal void Post(Yen amount) => Posted += amount;
}
