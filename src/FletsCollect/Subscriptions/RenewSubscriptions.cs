using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>What a run of renewals did.</summary>
/// <param name="Renewed">Periods charged.</param>
/// <param name="Failed">Charges that could not be made and are tried again.</param>
/// <param name="Over">Subscriptions that came to their end.</param>
public readonly record struct RenewalRun(int Renewed, int Failed, int Over);

/// <summary>
/// Charges every period that has begun and ends every subscription whose time is over. Each period is a transaction of its own that finds
/// what was done before: a run may be killed at any point, several may run at once, and after an outage each missed period is charged once.
/// </summary>
public sealed class RenewSubscriptions(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, CycleCharge cycles, RenewalRules rules, TimeProvider clock)
{
    private const int ChunkSize = 100;

    private static readonly AuditActor Actor = new("renewal");

    private enum Step
    {
        NothingDue,
        Renewed,
        Failed,
        Over,
    }

    /// <param name="hold">Called at the start of each transaction: a job ties its lease to it.</param>
    /// <param name="cancellationToken">Stops between two periods; what is committed stays.</param>
    public async Task<RenewalRun> ExecuteAsync(Func<FletsCollectDbContext, CancellationToken, Task>? hold, CancellationToken cancellationToken)
    {
        var run = default(RenewalRun);
        while (true)
        {
            var due = await DueAsync(cancellationToken);
            if (due.Count == 0)
                return run;
            foreach (var id in due)
            {
                var step = await unitOfWork.CommitAsync(
                    async (db, token) =>
                    {
                        if (hold is not null)
                            await hold(db, token);
                        return await StepAsync(db, id, token);
                    },
                    cancellationToken);
                run = step switch
                {
                    Step.NothingDue => run,
                    Step.Renewed => run with { Renewed = run.Renewed + 1 },
                    Step.Failed => run with { Failed = run.Failed + 1 },
                    Step.Over => run with { Over = run.Over + 1 },
                    _ => throw new InvalidOperationException($"Unknown step {step}."),
                };
            }
        }
    }

    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        DateTime? now = clock.Instant();
        return await db.Subscriptions.AsNoTracking().Where(row => row.DueAt <= now).OrderBy(row => row.DueAt).Select(row => row.Id).Take(ChunkSize).ToListAsync(cancellationToken);
    }

    private async Task<Step> StepAsync(FletsCollectDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var subscription = await db.Subscriptions.SingleAsync(row => row.Id == id, cancellationToken);
        if (!(subscription.DueAt <= now))
            return Step.NothingDue;
        var grant = await db.ChargeGrants.SingleAsync(row => row.Id == subscription.GrantId, cancellationToken);
        if (subscription.IsEndDueAt(now))
        {
            subscription.End(subscription.EndReason ?? SubscriptionEndReason.TermOver, now);
            EndGrant(grant);
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionEnded, Actor, now);
            return Step.Over;
        }
        if (!subscription.IsChargeDueAt(now))
            throw new InvalidOperationException($"{subscription.PublicId} is due for nothing.");

        var merchant = await db.Merchants.SingleAsync(row => row.Id == subscription.MerchantId, cancellationToken);
        var payer = await ChargePayer.FindAsync(db, merchant.Code, grant.CredentialId, cancellationToken);
        var taken = await cycles.TakeAsync(db, subscription, grant, payer, Actor, now, cancellationToken);
        if (taken.Succeeded(out _, out var refusal))
        {
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionRenewed, Actor, now);
            return Step.Renewed;
        }
        subscription.Failed(now, rules.RetryAfter);
        if (now < subscription.FailingSince + rules.GiveUpAfter)
        {
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionRenewalFailed, Actor, now, refusal.ToString());
            return Step.Failed;
        }
        subscription.Terminate(SubscriptionEndReason.RenewalFailed, now);
        EndGrant(grant);
        SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionEnded, Actor, now);
        return Step.Over;
    }

    private static void EndGrant(ChargeGrant grant)
    {
        if (grant.Status == ChargeGrantStatus.Active)
            grant.End();
    }
}
