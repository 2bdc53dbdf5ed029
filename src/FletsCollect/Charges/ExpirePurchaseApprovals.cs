using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>Ends approvals that nobody decided or completed in time, so that merchants hear of it.</summary>
public sealed class ExpirePurchaseApprovals(UnitOfWork unitOfWork, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>How many were ended.</summary>
    public async Task<int> ExecuteAsync(JobRun run, CancellationToken cancellationToken)
    {
        var all = 0;
        int ended;
        do
        {
            ended = await unitOfWork.CommitAsync(
                async (db, token) =>
                {
                    await run.HoldAsync(db, token);
                    var now = clock.Instant();
                    var over = await db.PurchaseApprovals
                        .Where(row => (row.Status == PurchaseApprovalStatus.Waiting || row.Status == PurchaseApprovalStatus.Approved) && row.ExpiresAt <= now)
                        .OrderBy(row => row.ExpiresAt).Take(Batch)
                        .Join(db.Users, row => row.CredentialId, row => row.Id, (Approval, Member) => new { Approval, Member.UserName })
                        .ToListAsync(token);
                    foreach (var one in over)
                    {
                        one.Approval.Expire();
                        db.AddRange(PurchaseApprovalNews.Of(one.Approval, one.UserName!, EventTypes.ApprovalExpired, AuditActor.Job, now));
                    }
                    return over.Count;
                },
                cancellationToken);
            all += ended;
        }
        while (ended == Batch);
        return all;
    }
}
