using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>Why an ID was not unlocked.</summary>
public enum UnlockCredentialRefusal
{
    NotFound,

    /// <summary>It is not locked: it never was, the pause has ended, or it is stopped instead.</summary>
    NotLocked,
}

/// <summary>
/// Ends an ID's pause after very many wrong passwords, which else ends by itself after <see cref="FailedAttempt.Window"/>. The desk does it for
/// somebody who is not on the own line; what was counted from everywhere is forgotten, what was counted in single places is not.
/// </summary>
public sealed class UnlockCredential(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<Credential, UnlockCredentialRefusal>> ExecuteAsync(Guid credentialId, string person, string reason, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Credential, UnlockCredentialRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                if (await db.Users.SingleOrDefaultAsync(row => row.Id == credentialId, token) is not { } credential)
                    return UnlockCredentialRefusal.NotFound;
                if (!credential.CanMove(CredentialMove.Unlock, now))
                    return UnlockCredentialRefusal.NotLocked;
                credential.Move(CredentialMove.Unlock, now);
                await FailedAttempt.ForgetAsync(db, FailedAttempt.PasswordOf(credential.NormalizedUserName), FailedAttempt.Everywhere, token);
                db.Add(AuditEntry.Of("credential.unlocked", AuditActor.Person(person), credential.UserName ?? "", now, new { reason }));
                return credential;
            },
            cancellationToken);
}
