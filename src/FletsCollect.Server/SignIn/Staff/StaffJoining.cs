using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Why somebody who was invited has not joined.</summary>
public enum StaffJoiningRefusal
{
    /// <summary>The invitation is unknown, used or too old.</summary>
    InvitationOver,

    /// <summary>The code is not the authenticator app's.</summary>
    WrongCode,
}

/// <summary>Lets somebody who was invited choose a password and add an authenticator app.</summary>
public sealed class StaffJoining(UnitOfWork unitOfWork, IPasswordHasher<StaffMember> passwords, StaffAuthenticator authenticator, TimeProvider clock)
{
    /// <summary>Whom the invitation is for, and the key that the app is to scan; null when the invitation is over.</summary>
    public Task<(StaffMember Member, string Key)?> ReadAsync(string? invitation, CancellationToken cancellationToken) => unitOfWork.CommitAsync<(StaffMember, string)?>(
        async (db, token) =>
        {
            if (await FindAsync(db, invitation, token) is not { } member)
                return null;
            if (member.AuthenticatorKey is null)
                member.OfferAuthenticator(authenticator.NewKey());
            return (member, authenticator.Show(member.AuthenticatorKey!));
        },
        cancellationToken);

    /// <summary>Joins; null when it is done. The password has to be one that <see cref="PasswordRules"/> takes.</summary>
    public Task<StaffJoiningRefusal?> ExecuteAsync(string? invitation, string password, string code, CancellationToken cancellationToken)
    {
        var hash = passwords.HashPassword(null!, password);
        return unitOfWork.CommitAsync<StaffJoiningRefusal?>(
            async (db, token) =>
            {
                if (await FindAsync(db, invitation, token) is not { AuthenticatorKey: { } key } member)
                    return StaffJoiningRefusal.InvitationOver;
                if (authenticator.StepOf(key, code) is not { } step)
                    return StaffJoiningRefusal.WrongCode;
                var now = clock.Instant();
                member.Join(hash, now);
                db.Add(new UsedTokenId("staff-totp:" + member.Id.ToString("N"), step.ToString(CultureInfo.InvariantCulture), now + TimeSpan.FromMinutes(5)));
                db.Add(AuditEntry.Of("staff.joined", AuditActor.Staff(member.PublicId), member.PublicId, now, new { role = member.Role.ToString() }));
                return null;
            },
            cancellationToken);
    }

    private async Task<StaffMember?> FindAsync(FletsCollectDbContext db, string? invitation, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(invitation))
            return null;
        var hash = StaffMember.HashOf(invitation);
        var member = await db.StaffMembers.SingleOrDefaultAsync(row => row.InvitationHash == hash, cancellationToken);
        return member?.IsInvitedBy(invitation, clock.Instant()) == true ? member : null;
    }
}
