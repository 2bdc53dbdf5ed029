using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// What collection must know of the merchants behind items: their account names, and whether a month is guaranteed to them. A guaranteed
/// item becomes available with its merchant's statement, collected or not; any other when the line paid it.
/// </summary>
internal sealed class MerchantTerms
{
    private readonly Dictionary<Guid, string> codes;
    private readonly HashSet<(BillingMonth Month, Guid Merchant)> guaranteed;

    private MerchantTerms(Dictionary<Guid, string> codes, HashSet<(BillingMonth Month, Guid Merchant)> guaranteed) => (this.codes, this.guaranteed) = (codes, guaranteed);

    /// <summary>The terms of all merchants that have items in these months.</summary>
    public static async Task<MerchantTerms> ReadAsync(FletsCollectDbContext db, IReadOnlyCollection<Guid> merchants, IReadOnlyCollection<BillingMonth> months, CancellationToken cancellationToken)
    {
        var ids = merchants.ToArray();
        var names = await db.Merchants.AsNoTracking().Where(merchant => ids.Contains(merchant.Id)).ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
        var promised = new HashSet<(BillingMonth, Guid)>();
        foreach (var month in months)
        {
            var contracts = await ContractTerms.InForceAsync(db, merchants, month, cancellationToken);
            promised.UnionWith(contracts.Where(contract => contract.Value.Basis == SettlementBasis.Guaranteed).Select(contract => (month, contract.Key)));
        }
        return new MerchantTerms(names, promised);
    }

    public string CodeOf(Guid merchant) => codes[merchant];

    public bool IsGuaranteed(BillingMonth month, Guid merchant) => guaranteed.Contains((month, merchant));
}
