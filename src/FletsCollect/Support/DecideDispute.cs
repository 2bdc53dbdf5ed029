using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Refunds;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <summary>Why a dispute was not moved.</summary>
public enum DisputeRefusal
{
    /// <summary>No such dispute, or somebody else's.</summary>
    DisputeNotFound,

    /// <summary>It has no such move from where it is: it is over, or nobody looked into it yet.</summary>
    NoSuchMove,
}

/// <summary>
/// What becomes of a dispute. The desk looks into it and upholds it, which gives back all that is left of the charge by a refund like any other, or rejects it; the
/// answer stands in the case. Until then its subscriber may withdraw it.
/// </summary>
public sealed class DecideDispute(UnitOfWork unitOfWork, RequestRefund refunds, TimeProvider clock)
{
    /// <summary>Somebody at the desk takes it.</summary>
    public Task<Result<Dispute, DisputeRefusal>> ReviewAsync(Guid disputeId, string person, CancellationToken cancellationToken) => MoveAsync(
        disputeId, owner: null, DisputeMove.Review, AuditActor.Person(person),
        (_, scene, _, _) =>
        {
            scene.Dispute.Review();
            scene.Case.Assign(person);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>The subscriber is right: what is left of the charge is given back.</summary>
    public Task<Result<Dispute, DisputeRefusal>> UpholdAsync(Guid disputeId, string person, string answer, CancellationToken cancellationToken) => MoveAsync(
        disputeId, owner: null, DisputeMove.Uphold, AuditActor.Person(person),
        async (db, scene, now, token) =>
        {
            scene.Dispute.Uphold(person, await RefundAsync(db, scene.Dispute, scene.Charge, person, token), now);
            Answer(db, scene, person, answer, now);
        },
        cancellationToken);

    /// <summary>The purchase stands.</summary>
    public Task<Result<Dispute, DisputeRefusal>> RejectAsync(Guid disputeId, string person, string answer, CancellationToken cancellationToken) => MoveAsync(
        disputeId, owner: null, DisputeMove.Reject, AuditActor.Person(person),
        (db, scene, now, _) =>
        {
            scene.Dispute.Reject(person, now);
            Answer(db, scene, person, answer, now);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>The subscriber takes it back.</summary>
    public Task<Result<Dispute, DisputeRefusal>> WithdrawAsync(Guid disputeId, Guid credentialId, string userName, CancellationToken cancellationToken) => MoveAsync(
        disputeId, credentialId, DisputeMove.Withdraw, AuditActor.Credential(userName),
        (_, scene, now, _) =>
        {
            scene.Dispute.Withdraw(now);
            if (scene.Case.Status != CaseStatus.Closed)
                scene.Case.Close(now);
            return Task.CompletedTask;
        },
        cancellationToken);

    private sealed record Scene(Dispute Dispute, Charge Charge, SupportCase Case);

    private Task<Result<Dispute, DisputeRefusal>> MoveAsync(
        Guid disputeId, Guid? owner, DisputeMove move, AuditActor actor, Func<FletsCollectDbContext, Scene, DateTime, CancellationToken, Task> apply, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Dispute, DisputeRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                if (await db.Disputes.SingleOrDefaultAsync(row => row.Id == disputeId && (owner == null || row.CredentialId == owner), token) is not { } dispute)
                    return DisputeRefusal.DisputeNotFound;
                if (DisputeTransitions.Next(dispute.Status, move) is null)
                    return DisputeRefusal.NoSuchMove;
                var scene = new Scene(dispute, await db.Charges.SingleAsync(row => row.Id == dispute.ChargeId, token), await db.SupportCases.SingleAsync(row => row.Id == dispute.CaseId, token));
                await apply(db, scene, now, token);
                db.AddRange(DisputeNews.Of(dispute, scene.Charge, actor, now));
                return dispute;
            },
            cancellationToken);

    /// <summary>Nothing is left to give back when the merchant was quicker; the dispute is upheld all the same.</summary>
    private async Task<Refund?> RefundAsync(FletsCollectDbContext db, Dispute dispute, Charge charge, string person, CancellationToken cancellationToken)
    {
        if (!charge.Remaining.IsPositive)
            return null;
        var outcome = await refunds.ExecuteAsync(db, new RequestRefundCommand(charge.Id, charge.Remaining, $"Dispute {dispute.PublicId}", MerchantId: null, AuditActor.Person(person)), cancellationToken);
        return outcome.Succeeded(out var refund, out var refusal) ? refund : throw new InvalidOperationException($"What is left of {charge.PublicId} was not refunded: {refusal}.");
    }

    private static void Answer(FletsCollectDbContext db, Scene scene, string person, string answer, DateTime now) =>
        db.Add(scene.Case.Answer(person, answer, Guid.CreateVersion7(), now));
}
