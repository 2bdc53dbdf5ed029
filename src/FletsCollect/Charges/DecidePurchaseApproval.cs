using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>Why the contractor could not decide.</summary>
public enum PurchaseDecisionRefusal
{
    /// <summary>No such purchase waits on the contractor's line.</summary>
    NotFound,

    /// <summary>It was decided, or its time is over.</summary>
    NotWaiting,
}

/// <summary>The contractor says yes or no to a purchase of the household that waits. The merchant is told.</summary>
public sealed class DecidePurchaseApproval(UnitOfWork unitOfWork, CredentialRules rules, TimeProvider clock)
{
    public Task<Result<PurchaseApproval, PurchaseDecisionRefusal>> ExecuteAsync(Guid contractorId, Guid approvalId, bool approved, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<PurchaseApproval, PurchaseDecisionRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var contractor = await db.Users.SingleAsync(row => row.Id == contractorId, token);
                var found = await db.PurchaseApprovals.Where(row => row.Id == approvalId && row.Line == contractor.Line)
                    .Join(db.Users, row => row.CredentialId, row => row.Id, (Approval, Member) => new { Approval, Member.UserName })
                    .SingleOrDefaultAsync(token);
                if (found is null || contractor is not { Role: CredentialRole.Contractor, Status: CredentialStatus.Active })
                    return PurchaseDecisionRefusal.NotFound;
                if (found.Approval.StateAt(now) != PurchaseApprovalStatus.Waiting)
                    return PurchaseDecisionRefusal.NotWaiting;
                found.Approval.Decide(approved, contractorId, now, rules.ApprovalLifetime);
                db.AddRange(PurchaseApprovalNews.Of(
                    found.Approval, found.UserName!, approved ? EventTypes.ApprovalApproved : EventTypes.ApprovalDenied, AuditActor.Credential(contractor.UserName!), now));
                return found.Approval;
            },
            cancellationToken);
}

/// <summary>What every edge of a contractor's approval leaves behind: a line of the audit on the member's ID, and an event for the merchant.</summary>
internal static class PurchaseApprovalNews
{
    public static IReadOnlyList<object> Of(PurchaseApproval approval, string memberName, string what, AuditActor actor, DateTime now) =>
    [
        AuditEntry.Of(what, actor, memberName, now, new { approval = approval.PublicId, description = approval.Description, amount = approval.Amount.Amount, reference = approval.MerchantReference }),
        OutboxMessage.Of(approval.MerchantId, what, approval.PublicId, now, PurchaseApprovalSnapshot.Of(approval, now)),
    ];
}

/// <summary>A contractor's approval as its merchant sees it; nobody is named.</summary>
/// <param name="ApprovalId"><c>pa_…</c>.</param>
/// <param name="MerchantReference">The order.</param>
/// <param name="Status"><c>pending</c>, <c>approved</c>, <c>denied</c>, <c>expired</c> or <c>used</c>.</param>
/// <param name="Amount">The price.</param>
/// <param name="ExpiresAt">Until when it may be decided, or completed once it is approved.</param>
public sealed record PurchaseApprovalSnapshot(string ApprovalId, string MerchantReference, string Status, Money Amount, DateTime ExpiresAt)
{
    public static PurchaseApprovalSnapshot Of(PurchaseApproval approval, DateTime now) => new(
        approval.PublicId, approval.MerchantReference, approval.StateAt(now) switch
        {
            PurchaseApprovalStatus.Waiting => "pending",
            PurchaseApprovalStatus.Approved => "approved",
            PurchaseApprovalStatus.Denied => "denied",
            PurchaseApprovalStatus.Used => "used",
            PurchaseApprovalStatus.Expired => "expired",
            var other => throw new InvalidOperationException($"Approval status {other} has no name."),
        },
        Money.Of(approval.Amount), approval.ExpiresAt);
}
