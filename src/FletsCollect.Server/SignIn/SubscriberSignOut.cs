using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>Signs a subscriber out of this browser, and has every merchant told that the sign-in was used at.</summary>
public sealed class SubscriberSignOut(UnitOfWork unitOfWork, TimeProvider clock)
{
    public async Task ExecuteAsync(HttpContext http)
    {
        if (await PasswordSignIn.ReadAsync(http) is { } person)
        {
            await unitOfWork.CommitAsync(
                async (db, token) =>
                {
                    var now = clock.Instant();
                    var merchants = await MerchantSession.EndAsync(db, person.SessionId, now, token);
                    return db.Add(AuditEntry.Of("credential.signed-out", AuditActor.Credential(person.UserName), person.UserName, now, new { merchants }));
                },
                CancellationToken.None);
        }
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
