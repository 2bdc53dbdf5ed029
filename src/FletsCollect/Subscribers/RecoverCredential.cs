using System.Net;
using System.Security.Cryptography;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>Why a password was not set anew. Which of ID and number or code was wrong is not said, nor whether an ID exists.</summary>
public enum RecoveryRefusal
{
    /// <summary>The request does not come from a line that may pay.</summary>
    NotOnALine,

    /// <summary>ID and customer number, or ID and code, do not belong together.</summary>
    Mismatch,

    /// <summary>Too many tries from this line, or at this code.</summary>
    TooManyAttempts,

    /// <summary>The contractor or the operator stopped the ID, and only they let it go on.</summary>
    Stopped,
}

/// <summary>
/// Sets a new password for somebody who lost it (domain.md §3): from the line again, with its customer number, or by the code that the
/// desk posted. Every sign-in with the old password ends.
/// </summary>
public sealed class RecoverCredential(UnitOfWork unitOfWork, ILineDirectory lines, IPasswordHasher<Credential> passwords, ILookupNormalizer normalizer, TimeProvider clock)
{
    /// <summary>From the line: proves it again as well, and so ends a freeze by the holder and the wait for a new proof.</summary>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="userName">The ID.</param>
    /// <param name="customerNumber">The number on the line's bill.</param>
    /// <param name="password">The new password, which meets the rules.</param>
    /// <param name="forgetSecondFactors">True when the phone with the passkeys or the authenticator app is gone too: they are removed, and the PIN with them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<Result<Credential, RecoveryRefusal>> FromLineAsync(
        IPAddress? address, string userName, string customerNumber, string password, bool forgetSecondFactors, CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        var change = NewPassword(userName, password);
        return await unitOfWork.CommitAsync<Result<Credential, RecoveryRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                if (!recognition.Succeeded(out var recognised, out _) || recognised.Line.Refusal() is not null)
                    return RecoveryRefusal.NotOnALine;
                var secret = $"customer-number:{recognised.Line.Number.Value}";
                if (await FailedAttempt.CountAsync(db, secret, "", FailedAttempt.MostFromOnePlace, now, token) is null)
                    return RecoveryRefusal.TooManyAttempts;
                await db.SaveChangesAsync(token);
                var credential = await db.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == change.Name && row.Line == recognised.Line.Number, token);
                var numberIsRight = CryptographicOperations.FixedTimeEquals(IssueCredential.Digits(customerNumber), IssueCredential.Digits(recognised.Line.CustomerNumber));
                if (!numberIsRight || credential is null || credential.Status == CredentialStatus.Revoked)
                    return Refuse(db, credential, RecoveryRefusal.Mismatch, now);
                await FailedAttempt.ForgetAsync(db, secret, "", token);
                if (credential.IsFrozen && !credential.MayBeThawedBy(CredentialStopper.Holder))
                    return Refuse(db, credential, RecoveryRefusal.Stopped, now);
                if (!OwnLineProof.TryAdd(db, recognition, credential, now))
                    throw new InvalidOperationException("The line was accepted and then refused.");
                foreach (var move in new[] { CredentialMove.Thaw, CredentialMove.Reprove, CredentialMove.Unlock }.Where(move => credential.CanMove(move, now)))
                    credential.Move(move, now);
                if (forgetSecondFactors)
                    await ForgetSecondFactorsAsync(db, credential, token);
                return await ChangeAsync(db, credential, change, "from-line", forgetSecondFactors, now, token);
            },
            cancellationToken);
    }

    /// <summary>By a posted code, from anywhere. What the line must prove it still must.</summary>
    public Task<Result<Credential, RecoveryRefusal>> ByCodeAsync(string userName, string code, string password, CancellationToken cancellationToken)
    {
        var change = NewPassword(userName, password);
        return unitOfWork.CommitAsync<Result<Credential, RecoveryRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                if (await FailedAttempt.CountAsync(db, $"reset-code:{change.Name}", "", FailedAttempt.MostFromOnePlace, now, token) is null)
                    return RecoveryRefusal.TooManyAttempts;
                var found = await db.Users.Where(row => row.NormalizedUserName == change.Name && row.Status != CredentialStatus.Revoked)
                    .Join(db.ResetCodes, row => row.Id, row => row.CredentialId, (Credential, Code) => new { Credential, Code })
                    .SingleOrDefaultAsync(token);
                if (found is null || !found.Code.Matches(code, now))
                    return Refuse(db, found?.Credential, RecoveryRefusal.Mismatch, now);
                if (found.Credential.IsFrozen)
                    return Refuse(db, found.Credential, RecoveryRefusal.Stopped, now);
                found.Code.Use(now);
                if (found.Credential.CanMove(CredentialMove.Unlock, now))
                    found.Credential.Move(CredentialMove.Unlock, now);
                return await ChangeAsync(db, found.Credential, change, "by-posted-code", forgotten: false, now, token);
            },
            cancellationToken);
    }

    /// <summary>Hashed before anything is looked up: an ID that does not exist costs the same work.</summary>
    private Change NewPassword(string userName, string password) =>
        new(normalizer.NormalizeName(OneForm.Of(userName)) ?? "", passwords.HashPassword(null!, password));

    private static async Task<Credential> ChangeAsync(
        FletsCollectDbContext db, Credential credential, Change change, string how, bool forgotten, DateTime now, CancellationToken cancellationToken)
    {
        credential.ChangePassword(change.Hash, IssueCredential.NewSecurityStamp());
        var ended = await SubscriberSession.EndAllAsync(db, credential.Id, kept: null, now, cancellationToken);
        db.Add(AuditEntry.Of("credential.recovered", AuditActor.Credential(credential.UserName!), credential.UserName!, now, new { how, ended, forgotten }));
        return credential;
    }

    private static async Task ForgetSecondFactorsAsync(FletsCollectDbContext db, Credential credential, CancellationToken cancellationToken)
    {
        await db.PurchasePins.Where(pin => pin.CredentialId == credential.Id).ExecuteDeleteAsync(cancellationToken);
        await db.UserTokens.Where(row => row.UserId == credential.Id).ExecuteDeleteAsync(cancellationToken);
        await db.UserPasskeys.Where(row => row.UserId == credential.Id).ExecuteDeleteAsync(cancellationToken);
        credential.TwoFactorEnabled = false;
    }

    private static RecoveryRefusal Refuse(FletsCollectDbContext db, Credential? credential, RecoveryRefusal refusal, DateTime now)
    {
        db.Add(AuditEntry.Of("credential.recovery-refused", AuditActor.Anonymous, credential?.UserName ?? "unknown ID", now, new { reason = refusal.ToString() }));
        return refusal;
    }

    private readonly record struct Change(string Name, string Hash);
}
