using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Staff;

/// <summary>Why nobody was invited.</summary>
public enum InviteStaffRefusal
{
    /// <summary>The mail address is none.</summary>
    NotAMailAddress,

    /// <summary>The name is empty, too long or no text.</summary>
    NotAName,

    /// <summary>There is no merchant of that code.</summary>
    MerchantNotFound,

    /// <summary>The role is the operator's and a merchant was named, or the other way round.</summary>
    RoleOfOthers,

    /// <summary>Somebody has this address under another merchant or the operator, or with another role.</summary>
    AddressTaken,

    /// <summary>There is no such member among those whom the asking one may invite.</summary>
    MemberNotFound,
}

/// <param name="MailAddress">As it was typed.</param>
/// <param name="Name">As it was typed; not asked of somebody who is invited again.</param>
/// <param name="Role">What the member will do.</param>
/// <param name="MerchantCode">Whose staff; null for the operator's.</param>
/// <param name="By">Who invites.</param>
/// <param name="Language">What a new member is invited in, <c>ja</c> or <c>en</c>; who is invited again is written to in their own.</param>
public sealed record InviteStaffCommand(string MailAddress, string Name, StaffRole Role, string? MerchantCode, AuditActor By, string Language = MailReceiver.FirstLanguage);

/// <summary>Whom an invitation is for, and its token, which is shown once and kept nowhere.</summary>
public sealed record StaffInvitation(StaffMember Member, string Token)
{
    /// <summary>The kind of the mail with the link; its secret is the token.</summary>
    public const string MailKind = "staff.invited";

    /// <summary>The mail that brings the link.</summary>
    public MailMessage ToMail(MailSecrets secrets, DateTime now) => MailMessage.To(new MailReceiver(Member.MailAddress, Member.Language), MailKind, Member.PublicId, now, secret: secrets.Protect(Token));
}

/// <summary>
/// Invites somebody to the operator's or to a merchant's staff. Whoever is invited again under the same role gets a new link, and what was
/// signed in with before counts no more: that is how a lost authenticator app is replaced.
/// </summary>
public sealed class InviteStaff(UnitOfWork unitOfWork, MailSecrets secrets, TimeProvider clock)
{
    public async Task<Result<StaffInvitation, InviteStaffRefusal>> ExecuteAsync(InviteStaffCommand command, CancellationToken cancellationToken)
    {
        if (MailAddresses.Of(command.MailAddress) is not { } mailAddress)
            return InviteStaffRefusal.NotAMailAddress;
        if (StaffNames.NameOf(command.Name) is not { } name)
            return InviteStaffRefusal.NotAName;
        if (command.Role.IsOfMerchant() != command.MerchantCode is not null)
            return InviteStaffRefusal.RoleOfOthers;
        return await unitOfWork.CommitAsync<Result<StaffInvitation, InviteStaffRefusal>>(
            async (db, token) =>
            {
                var merchant = command.MerchantCode is null ? null : await db.Merchants.SingleOrDefaultAsync(row => row.Code == command.MerchantCode, token);
                if (merchant is null && command.MerchantCode is not null)
                    return InviteStaffRefusal.MerchantNotFound;
                var now = clock.Instant();
                if (await db.StaffMembers.SingleOrDefaultAsync(row => row.MailAddress == mailAddress, token) is { } present)
                {
                    if (present.MerchantId != merchant?.Id || present.Role != command.Role)
                        return InviteStaffRefusal.AddressTaken;
                    return Again(db, present, command.By, now);
                }
                var (member, secret) = StaffMember.Invite(mailAddress, name, command.Role, merchant?.Id, now, command.Language);
                db.Add(member);
                var invitation = new StaffInvitation(member, secret);
                Note(db, "staff.invited", invitation, command.By, now);
                return invitation;
            },
            cancellationToken);
    }

    /// <summary>Invites a member again, of the merchant or of the operator (null).</summary>
    public Task<Result<StaffInvitation, InviteStaffRefusal>> AgainAsync(Guid memberId, Guid? merchantId, AuditActor by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<StaffInvitation, InviteStaffRefusal>>(
            async (db, token) => await db.StaffMembers.SingleOrDefaultAsync(row => row.Id == memberId && row.MerchantId == merchantId, token) is { } member
                ? Again(db, member, by, clock.Instant())
                : InviteStaffRefusal.MemberNotFound,
            cancellationToken);

    private StaffInvitation Again(FletsCollectDbContext db, StaffMember member, AuditActor by, DateTime now)
    {
        var invitation = new StaffInvitation(member, member.InviteAgain(now));
        Note(db, "staff.invited-again", invitation, by, now);
        return invitation;
    }

    private void Note(FletsCollectDbContext db, string action, StaffInvitation invitation, AuditActor by, DateTime now)
    {
        var member = invitation.Member;
        db.Add(AuditEntry.Of(action, by, member.PublicId, now, new { role = member.Role.ToString(), until = member.InvitationExpiresAt }));
        db.Add(invitation.ToMail(secrets, now));
    }
}
