using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using FletsCollect.Server.Hosting.Throttling;
using FletsCollect.Server.Localization;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>
/// Signs a staff member in with mail address, password and the authenticator app's code, all at once: whoever is refused does not learn
/// which of them was wrong, nor whether there is such a member. Failures count against the place that they come from alone, so strangers
/// cannot lock anybody out.
/// </summary>
public sealed class StaffSignIn(
    FletsCollectDbContext reading, UnitOfWork unitOfWork, IPasswordHasher<StaffMember> passwords, StaffAuthenticator authenticator, TimeProvider clock)
{
    /// <summary>A hash of no password, in the present format: an unknown address costs the same work as a known one.</summary>
    private static string? decoyHash;

    /// <summary>True when the member is signed in now.</summary>
    public async Task<bool> ExecuteAsync(HttpContext http, string mailAddress, string password, string code, CancellationToken cancellationToken)
    {
        var address = http.Connection.RemoteIpAddress;
        var name = MailAddresses.Of(mailAddress) ?? "";
        var (secret, place) = ($"staff:{name}", Throttles.PlaceOf(address));
        var left = await unitOfWork.CommitAsync((db, token) => FailedAttempt.CountAsync(db, secret, place, FailedAttempt.MostFromOnePlace, clock.Instant(), token), cancellationToken);
        var member = name.Length == 0 ? null : await reading.StaffMembers.AsNoTracking().SingleOrDefaultAsync(row => row.MailAddress == name, cancellationToken);
        var right = await IsRightAsync(left is null || member?.Status != StaffStatus.Active ? null : member, password, code, cancellationToken);
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                if (right)
                {
                    await FailedAttempt.ForgetAsync(db, secret, place, token);
                    if (member!.Language != Languages.Current)
                        (await db.StaffMembers.SingleAsync(row => row.Id == member.Id, token)).Speak(Languages.Current);
                }
                return db.Add(Note(member, right, left, address));
            },
            cancellationToken);
        if (right)
            await http.SignInAsync(StaffAuthentication.Scheme, StaffIdentity.PrincipalOf(member!, clock.GetUtcNow()));
        return right;
    }

    /// <summary>Signs the visitor out of this browser.</summary>
    public async Task EndAsync(HttpContext http, StaffIdentity signedIn)
    {
        await http.SignOutAsync(StaffAuthentication.Scheme);
        await unitOfWork.CommitAsync((db, _) => Task.FromResult(db.Add(AuditEntry.Of("staff.signed-out", signedIn.Actor, signedIn.PublicId, clock.Instant()))), CancellationToken.None);
    }

    private async Task<bool> IsRightAsync(StaffMember? member, string password, string code, CancellationToken cancellationToken)
    {
        // The same work whether there is such a member or not.
        var hash = member?.PasswordHash ?? (decoyHash ??= passwords.HashPassword(null!, "no such member"));
        var known = passwords.VerifyHashedPassword(member!, hash, password) != PasswordVerificationResult.Failed;
        return member is not null && known && await StaffStepUp.UseCodeAsync(unitOfWork, authenticator, member, code, clock.Instant(), cancellationToken);
    }

    private AuditEntry Note(StaffMember? member, bool right, int? left, IPAddress? address)
    {
        var subject = member?.PublicId ?? "unknown address";
        var detail = new { address = address?.ToString(), status = member?.Status.ToString(), paused = left is null };
        return right
            ? AuditEntry.Of("staff.signed-in", AuditActor.Staff(subject), subject, clock.Instant(), detail)
            : AuditEntry.Of("staff.sign-in-failed", AuditActor.Anonymous, subject, clock.Instant(), detail);
    }
}
