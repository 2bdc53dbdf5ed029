using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>Signs a subscriber out, here or elsewhere, and has every merchant told that the sign-in was used at.</summary>
public sealed class SubscriberSignOut(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Signs out in this browser.</summary>
    public async Task ExecuteAsync(HttpContext http)
    {
        if (await SignedIn.ReadAsync(http) is { } person)
            await EndAsync(person, person.SessionId);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>Ends one of the person's sign-ins.</summary>
    public Task EndAsync(SignedIn person, Guid sessionId) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var now = clock.Instant();
            var merchants = await SubscriberSession.EndAsync(db, person.CredentialId, sessionId, now, token);
            return db.Add(AuditEntry.Of("credential.signed-out", AuditActor.Credential(person.UserName), person.UserName, now, new { merchants }));
        },
        CancellationToken.None);

    /// <summary>Ends every sign-in of the person but the one in this browser.</summary>
    public Task EndOthersAsync(SignedIn person) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var now = clock.Instant();
            var ended = await SubscriberSession.EndAllAsync(db, person.CredentialId, person.SessionId, now, token);
            return db.Add(AuditEntry.Of("credential.signed-out-elsewhere", AuditActor.Credential(person.UserName), person.UserName, now, new { ended }));
        },
        CancellationToken.None);
}
