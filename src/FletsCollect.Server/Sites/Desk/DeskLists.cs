using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Localization;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>The latest of what a line or one of its IDs did, <see cref="Most"/> of each: enough to talk about; what is older is found by its number.</summary>
/// <param name="Charges">With who sold it.</param>
/// <param name="Subscriptions">Those that go on first.</param>
/// <param name="Cases">The latest first, those of the line from before it had an ID among them.</param>
/// <param name="Events">Of the audit trail, those that subscribers read too.</param>
/// <param name="Now">When that was.</param>
public sealed record DeskLists(
    IReadOnlyList<(Charge Charge, string Merchant)> Charges, IReadOnlyList<Subscription> Subscriptions, IReadOnlyList<SupportCase> Cases, IReadOnlyList<AuditEntry> Events, DateTime Now)
{
    /// <summary>The most of each kind.</summary>
    public const int Most = 20;

    /// <summary>True once somebody said why; then events say where they came from.</summary>
    public bool Whole { get; init; }

    /// <param name="db">The database.</param>
    /// <param name="line">Whose lists.</param>
    /// <param name="ids">The IDs that count: all of the line, or one.</param>
    /// <param name="now">The present instant, UTC.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public static async Task<DeskLists> ReadAsync(FletsCollectDbContext db, LineNumber line, IReadOnlyList<Credential> ids, DateTime now, CancellationToken cancellationToken)
    {
        var (keys, names, shown) = (ids.Select(row => row.Id).ToArray(), ids.Select(row => row.UserName ?? "").ToArray(), SecurityEventText.Shown.ToArray());
        var charges = await (
            from charge in db.Charges.AsNoTracking()
            where charge.Line == line && keys.Contains(charge.CredentialId)
            join merchant in db.Merchants on charge.MerchantId equals merchant.Id
            orderby charge.Id descending
            select new { charge, merchant.DisplayName }).Take(Most).ToListAsync(cancellationToken);
        return new DeskLists(
            [.. charges.Select(row => (row.charge, row.DisplayName))],
            await db.Subscriptions.AsNoTracking().Where(row => keys.Contains(row.CredentialId))
                .OrderBy(row => row.EndedAt != null).ThenByDescending(row => row.Id).Take(Most).ToListAsync(cancellationToken),
            await db.SupportCases.AsNoTracking().Where(row => row.CredentialId == null ? row.Line == line : keys.Contains(row.CredentialId.Value)).OrderByDescending(row => row.Id).Take(Most).ToListAsync(cancellationToken),
            await db.AuditEntries.AsNoTracking().Where(row => names.Contains(row.Subject) && shown.Contains(row.Action))
                .OrderByDescending(row => row.RecordedAt).ThenByDescending(row => row.Id).Take(Most).ToListAsync(cancellationToken),
            now);
    }
}
