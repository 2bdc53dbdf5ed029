using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using FletsCollect.Server.Hosting.Throttling;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>
/// Asks who is signed in for a fresh code of the authenticator app, before something is changed that whoever finds an open browser must not
/// change. A code is good once, also between signing in and this; wrong ones count against the place that they come from.
/// </summary>
public sealed class StaffStepUp(FletsCollectDbContext reading, UnitOfWork unitOfWork, StaffAuthenticator authenticator, TimeProvider clock)
{
    /// <summary>How long a code that was used is remembered: longer than it counts.</summary>
    private static readonly TimeSpan CodeMemory = TimeSpan.FromMinutes(5);

    /// <summary>True when the code counts now, and never again.</summary>
    /// <param name="http">The request, for where it comes from.</param>
    /// <param name="me">Who is signed in.</param>
    /// <param name="code">As it was typed.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<bool> ConfirmAsync(HttpContext http, StaffIdentity me, string? code, CancellationToken cancellationToken)
    {
        var (secret, place) = ($"staff-step-up:{me.PublicId}", Throttles.PlaceOf(http.Connection.RemoteIpAddress));
        var left = await unitOfWork.CommitAsync((db, token) => FailedAttempt.CountAsync(db, secret, place, FailedAttempt.MostFromOnePlace, clock.Instant(), token), cancellationToken);
        var member = await reading.StaffMembers.AsNoTracking().SingleAsync(row => row.Id == me.Id, cancellationToken);
        if (left is not null && await UseCodeAsync(unitOfWork, authenticator, member, code ?? "", clock.Instant(), cancellationToken))
        {
            await unitOfWork.CommitAsync(
                async (db, token) =>
                {
                    await FailedAttempt.ForgetAsync(db, secret, place, token);
                    return true;
                },
                cancellationToken);
            return true;
        }
        await unitOfWork.CommitAsync((db, _) => Task.FromResult(db.Add(AuditEntry.Of("staff.step-up-failed", me.Actor, me.PublicId, clock.Instant(), new { paused = left is null }))), cancellationToken);
        return false;
    }

    /// <summary>True for a code of the member's app that counts now; it is good once (RFC 6238 §5.2).</summary>
    internal static async Task<bool> UseCodeAsync(UnitOfWork unitOfWork, StaffAuthenticator authenticator, StaffMember member, string code, DateTime now, CancellationToken cancellationToken) =>
        member.AuthenticatorKey is { } key && authenticator.StepOf(key, code) is { } step
        && await UsedTokenId.TryUseAsync(unitOfWork, "staff-totp:" + member.Id.ToString("N"), step.ToString(CultureInfo.InvariantCulture), now + CodeMemory, cancellationToken);
}
