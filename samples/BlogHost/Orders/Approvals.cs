using System.Collections.Concurrent;
using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>
/// Approvals whose outcome is not known yet. They carry an access token, so they stay in memory: after a restart such an order is a case
/// for the support desk.
/// </summary>
internal sealed class Approvals
{
    private readonly ConcurrentDictionary<string, ApprovedPurchase> _approvals = new(StringComparer.Ordinal);

    /// <summary>The first approval of an order stays: it may already have been used.</summary>
    public ApprovedPurchase Keep(ApprovedPurchase approved) => _approvals.GetOrAdd(approved.Purchase.MerchantReference, approved);

    public ApprovedPurchase? Find(string reference) => _approvals.GetValueOrDefault(reference);

    public void Forget(string reference) => _approvals.TryRemove(reference, out _);
}
