using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Staff;

/// <summary>Why nobody was suspended.</summary>
public enum SuspendStaffRefusal
{
    /// <summary>There is no such member among those whom the asking one may suspend.</summary>
    MemberNotFound,

    /// <summary>It was done before.</summary>
    SuspendedAlready,

    /// <summary>The last who may look after the others: with nobody left, nobody could be invited.</summary>
    LastInCharge,
}

/// <summary>Ends what a member may do here, now: what is signed in is signed out by its next request.</summary>
public sealed class SuspendStaff(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <param name="memberId">Whom.</param>
    /// <param name="merchantId">Of which merchant's people; null for the operator's.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<Result<StaffMember, SuspendStaffRefusal>> ExecuteAsync(Guid memberId, Guid? merchantId, AuditActor by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<StaffMember, SuspendStaffRefusal>>(
            async (db, token) =>
            {
                // All of the team are read, so that two who suspend one another at once meet in a version.
                var team = await db.StaffMembers.Where(row => row.MerchantId == merchantId).ToListAsync(token);
                if (team.Find(row => row.Id == memberId) is not { } member)
                    return SuspendStaffRefusal.MemberNotFound;
                if (member.Status == StaffStatus.Suspended)
                    return SuspendStaffRefusal.SuspendedAlready;
                var inCharge = team.Where(row => row.Status == StaffStatus.Active && IsInCharge(row.Role)).ToList();
                if (inCharge is [var last] && last.Id == member.Id)
                    return SuspendStaffRefusal.LastInCharge;
                member.Suspend();
                foreach (var other in inCharge.Where(row => row.Id != member.Id).Take(1))
                    other.Touch();
                db.Add(AuditEntry.Of("staff.suspended", by, member.PublicId, clock.Instant(), new { role = member.Role.ToString() }));
                return member;
            },
            cancellationToken);

    private static bool IsInCharge(StaffRole role) => role.May(StaffPermission.ManageMerchantStaff) || role.May(StaffPermission.ManageStaff);
}
