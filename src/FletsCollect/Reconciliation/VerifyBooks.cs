using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>
/// Holds every invariant of the books against what is stored, on live data: everything is read from one snapshot, so charges that commit
/// meanwhile neither disturb it nor wait for it. Changes nothing.
/// </summary>
public sealed class VerifyBooks(IDbContextFactory<FletsCollectDbContext> contexts, TimeProvider clock)
{
    /// <summary>All places at which an invariant does not hold; none when the books are right.</summary>
    public async Task<IReadOnlyList<Finding>> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var snapshot = await ReadSnapshot.BeginAsync(db, cancellationToken);
        var findings = new List<Finding>();
        await foreach (var fault in BatchChain.FaultsAsync(db, cancellationToken))
            findings.Add(new Finding(Invariant.BatchChain, $"batch {fault.BatchNumber}", fault.Message));
        findings.AddRange(await ChargeInvariants.CheckAsync(db, clock.Instant(), cancellationToken));
        findings.AddRange(await SubscriptionInvariants.CheckAsync(db, cancellationToken));
        findings.AddRange(await RefundInvariants.CheckAsync(db, cancellationToken));
        findings.AddRange(await BillingInvariants.CheckAsync(db, cancellationToken));
        findings.AddRange(await CollectionInvariants.CheckAsync(db, cancellationToken));
        var balances = await TrialBalance.WithoutLinesAsync(db, cancellationToken);
        findings.AddRange(await SuspenseInvariants.CheckAsync(db, balances, cancellationToken));
        findings.AddRange(await SettlementInvariants.CheckAsync(db, balances, cancellationToken));
        findings.AddRange(await StatementInvariants.CheckAsync(db, cancellationToken));
        findings.AddRange(await PayoutInvariants.CheckAsync(db, balances, cancellationToken));
        return findings;
    }
}
