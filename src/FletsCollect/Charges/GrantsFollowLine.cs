using FletsCollect.Audit;
using FletsCollect.Lines;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>
/// What was agreed to and not charged yet, when its line ended or belongs to somebody else now: held amounts are free again and consents
/// are taken back, and their merchants are told. A line that is only suspended keeps both: nothing new can be charged to it, and what was
/// reserved was promised.
/// </summary>
internal sealed class GrantsFollowLine : ILineFollower
{
    private static readonly AuditActor Actor = new("line");

    public async Task FollowAsync(FletsCollectDbContext db, LineStep step, CancellationToken cancellationToken)
    {
        if (step.Fact.Kind is not (LineEventKind.Transferred or LineEventKind.Terminated))
            return;
        await ReleaseAsync(db, step, cancellationToken);
        await RevokeAsync(db, step, cancellationToken);
    }

    private static async Task ReleaseAsync(FletsCollectDbContext db, LineStep step, CancellationToken cancellationToken)
    {
        foreach (var charge in await db.Charges.Where(charge => charge.Line == step.Line.Number && charge.Status == ChargeStatus.Reserved).OrderBy(charge => charge.Id).ToListAsync(cancellationToken))
        {
            await Spending.ReleaseAsync(db, charge.CountedIn, charge.ReservedAmount, cancellationToken);
            db.Add(charge.Cancel(step.Now));
            (await db.ChargeGrants.SingleAsync(grant => grant.Id == charge.GrantId, cancellationToken)).FreeReference();
            db.AddRange(ChargeNews.Of(charge, EventTypes.ChargeCancelled, Actor, step.Now));
        }
    }

    /// <summary>A grant on which a subscription lives ends with the subscription.</summary>
    private static async Task RevokeAsync(FletsCollectDbContext db, LineStep step, CancellationToken cancellationToken)
    {
        foreach (var grant in await db.ChargeGrants.Where(grant => grant.Line == step.Line.Number && grant.Status == ChargeGrantStatus.Authorised).OrderBy(grant => grant.Id).ToListAsync(cancellationToken))
        {
            grant.Revoke();
            await GrantAuthorization.RevokeAsync(db, grant.Id, cancellationToken);
            var merchant = await db.Merchants.SingleAsync(row => row.Id == grant.MerchantId, cancellationToken);
            db.AddRange(GrantNews.Revoked(grant, merchant.Code, Actor, $"{step.Fact.Kind}", step.Now));
        }
    }
}
