using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// What the contractor lets the household spend on a line (domain.md §4). Its version counts every rule of the household, those that
/// stand at an ID or a merchant too: a charge that was decided by an older version is decided again, so a rule holds from the moment
/// in which its change was answered.
/// </summary>
public sealed class HouseholdRules
{
    private HouseholdRules() { }

    private HouseholdRules(LineNumber line) => Line = line;

    public LineNumber Line { get; private set; }

    /// <summary>What the whole line may spend in a month at most; null for what age and tenure allow.</summary>
    public Yen? MonthlyCap { get; private set; }

    /// <summary>Since when nothing may be bought on the line; null while purchases are allowed.</summary>
    public DateTime? StoppedAt { get; private set; }

    /// <summary>Counts the changes of the household's rules, 0 while there was none.</summary>
    public int Version { get; private set; }

    /// <summary>The rules of a household that never made any.</summary>
    public static HouseholdRules NoneOf(LineNumber line) => new(line);

    public void Cap(Yen? cap) => MonthlyCap = cap;

    public void Stop(DateTime now) => StoppedAt ??= now;

    public void Resume() => StoppedAt = null;

    /// <summary>The line has another contractor, who made no rules yet.</summary>
    public void Forget() => (MonthlyCap, StoppedAt) = (null, null);

    /// <summary>Forgets the rules of the household that had the line before, within the caller's transaction.</summary>
    internal static async Task BeginAnewAsync(FletsCollectDbContext db, LineNumber line, CancellationToken cancellationToken)
    {
        await db.MerchantBlocks.Where(block => block.Line == line).ExecuteDeleteAsync(cancellationToken);
        if (await db.HouseholdRules.SingleOrDefaultAsync(row => row.Line == line, cancellationToken) is not { } rules)
            return;
        rules.Forget();
        var version = ++rules.Version;
        await db.LineLimits.Where(limit => limit.Line == line).ExecuteUpdateAsync(set => set.SetProperty(limit => limit.RulesVersion, version), cancellationToken);
    }

    /// <summary>
    /// Changes a rule of a household, whichever it is, within the caller's transaction: charges of the line that were decided before wait
    /// behind it and are decided again.
    /// </summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="line">Whose rules.</param>
    /// <param name="limits">What the line's month allows, if nothing was bought in it yet.</param>
    /// <param name="now">The present instant, UTC.</param>
    /// <param name="change">Changes these rules, or rows of the same household.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task ChangeAsync(
        FletsCollectDbContext db, Line line, SpendingLimits limits, DateTime now, Action<HouseholdRules> change, CancellationToken cancellationToken)
    {
        var rules = await db.HouseholdRules.SingleOrDefaultAsync(row => row.Line == line.Number, cancellationToken);
        if (rules is null)
            db.Add(rules = NoneOf(line.Number));
        change(rules);
        rules.Version++;
        await db.SaveChangesAsync(cancellationToken);
        var version = rules.Version;
        await db.LineLimits.Where(limit => limit.Line == line.Number).ExecuteUpdateAsync(set => set.SetProperty(limit => limit.RulesVersion, version), cancellationToken);
        // A month without a row would be begun by a charge that read the older rules; so it is begun here, and one of the two comes second.
        var month = BillingMonth.At(now);
        if (!await db.LineLimits.AnyAsync(limit => limit.Line == line.Number && limit.Month == month, cancellationToken))
            db.Add(new LineLimit(line.Number, month, limits.For(line, month), version));
    }
}

/// <summary>A merchant that a household does not want to be charged by.</summary>
public sealed class MerchantBlock
{
    private MerchantBlock() { }

    public MerchantBlock(LineNumber line, Guid merchantId, string blockedBy, DateTime now)
    {
        Line = line;
        MerchantId = merchantId;
        BlockedBy = blockedBy;
        BlockedAt = now;
    }

    public LineNumber Line { get; private set; }

    public Guid MerchantId { get; private set; }

    /// <summary>The ID that blocked it.</summary>
    public string BlockedBy { get; private set; } = "";

    public DateTime BlockedAt { get; private set; }
}
