using System.Net;
using System.Security.Cryptography;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Authenticator apps of credentials. The key stands among Identity's tokens of the credential, encrypted; it counts once a code has shown
/// that the app has it. A code is good once (RFC 6238 §5.2), and wrong ones are counted like wrong passwords.
/// </summary>
public sealed class AuthenticatorApp(UnitOfWork unitOfWork, FletsCollectDbContext reading, ILineDirectory lines, IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Provider = "totp";
    private const string Confirmed = "key";
    private const string Proposed = "proposed-key";
    private const int KeyBytes = 20;

    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.AuthenticatorApp");

    /// <summary>The key that the app is to scan, in base 32, the same for as long as it is not confirmed.</summary>
    public async Task<string> ProposeAsync(Credential credential, CancellationToken cancellationToken)
    {
        if (await KeyAsync(credential.Id, Proposed, cancellationToken) is { } present)
            return AuthenticatorCode.ToBase32(present);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await db.UserTokens.Where(row => row.UserId == credential.Id && row.LoginProvider == Provider && row.Name == Proposed).ExecuteDeleteAsync(token);
                db.Add(new IdentityUserToken<Guid> { UserId = credential.Id, LoginProvider = Provider, Name = Proposed, Value = Convert.ToBase64String(protector.Protect(key)) });
                return true;
            },
            cancellationToken);
        return AuthenticatorCode.ToBase32(key);
    }

    /// <summary>Turns the app on, from the credential's own line, with a code that it shows; null when it is on.</summary>
    public async Task<SecondFactorRefusal?> ConfirmAsync(Credential credential, IPAddress? address, string typed, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(credential.Id, Proposed, cancellationToken);
        if (key is null || AuthenticatorCode.StepOf(key, typed, clock.GetUtcNow()) is null)
            return SecondFactorRefusal.Wrong;
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return await unitOfWork.CommitAsync<SecondFactorRefusal?>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var row = await db.Users.SingleAsync(user => user.Id == credential.Id, token);
                if (!OwnLineProof.TryAdd(db, recognition, row, now))
                    return SecondFactorRefusal.NotOnOwnLine;
                await db.UserTokens.Where(one => one.UserId == row.Id && one.LoginProvider == Provider).ExecuteDeleteAsync(token);
                db.Add(new IdentityUserToken<Guid> { UserId = row.Id, LoginProvider = Provider, Name = Confirmed, Value = Convert.ToBase64String(protector.Protect(key)) });
                row.TwoFactorEnabled = true;
                db.Add(AuditEntry.Of("credential.app-added", AuditActor.Credential(row.UserName!), row.UserName!, now));
                return null;
            },
            cancellationToken);
    }

    /// <summary>Turns the app off.</summary>
    public Task RemoveAsync(Credential credential, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var row = await db.Users.SingleAsync(user => user.Id == credential.Id, token);
            await db.UserTokens.Where(one => one.UserId == row.Id && one.LoginProvider == Provider).ExecuteDeleteAsync(token);
            row.TwoFactorEnabled = false;
            return db.Add(AuditEntry.Of("credential.app-removed", AuditActor.Credential(row.UserName!), row.UserName!, clock.Instant()));
        },
        cancellationToken);

    /// <summary>Holds a typed code against the app's; null when it is right and was not used before.</summary>
    public async Task<SecondFactorRefusal?> CheckAsync(Credential credential, string typed, CancellationToken cancellationToken)
    {
        var secret = $"otp:{credential.NormalizedUserName}";
        var left = await unitOfWork.CommitAsync((db, token) => FailedAttempt.CountAsync(db, secret, "", FailedAttempt.MostFromOnePlace, clock.Instant(), token), cancellationToken);
        if (left is null)
            return SecondFactorRefusal.Locked;
        var key = await KeyAsync(credential.Id, Confirmed, cancellationToken);
        if (key is null || AuthenticatorCode.StepOf(key, typed, clock.GetUtcNow()) is not { } step)
            return SecondFactorRefusal.Wrong;
        if (!await UsedTokenId.TryUseAsync(unitOfWork, "totp:" + credential.Id.ToString("N"), step.ToString(System.Globalization.CultureInfo.InvariantCulture), clock.Instant() + PendingSignIn.Lifetime, cancellationToken))
            return SecondFactorRefusal.UsedAlready;
        await FailedAttempt.ForgetAsync(reading, secret, "", cancellationToken);
        return null;
    }

    private async Task<byte[]?> KeyAsync(Guid credentialId, string name, CancellationToken cancellationToken)
    {
        var stored = await reading.UserTokens.AsNoTracking().Where(row => row.UserId == credentialId && row.LoginProvider == Provider && row.Name == name).Select(row => row.Value).SingleOrDefaultAsync(cancellationToken);
        return stored is null ? null : protector.Unprotect(Convert.FromBase64String(stored));
    }
}
