using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn;

/// <summary>Sign-ins that do not end with a password: with the authenticator app's code after it, or with a passkey in its place.</summary>
public sealed class SecondStep(
    SignInManager<Credential> signIn, SignInSession sessions, PendingSignIn pending, AuthenticatorApp app, ILineDirectory lines, UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Signs in whoever gave the password just now, with the code of the authenticator app; null when that is done.</summary>
    public async Task<SecondFactorRefusal?> WithCodeAsync(string typed, IPAddress? address, CancellationToken cancellationToken)
    {
        if (await pending.ReadAsync(cancellationToken) is not var (credential, purpose))
            return SecondFactorRefusal.Locked;
        if (await app.CheckAsync(credential, typed, cancellationToken) is { } refusal)
        {
            await NoteAsync(AuditEntry.Of("credential.code-wrong", AuditActor.Credential(credential.UserName!), credential.UserName!, clock.Instant(), new { address = address?.ToString(), reason = refusal.ToString() }));
            return refusal;
        }
        await pending.ForgetAsync();
        await BeginAsync(credential, purpose, [AuthenticationMethods.Password, AuthenticationMethods.OneTimePassword, AuthenticationMethods.MultipleFactors], address);
        return null;
    }

    /// <summary>
    /// Signs in with a passkey, which its device gave only after it knew its user, and so is more than one factor by itself. True when that
    /// is done; a stopped credential's passkey opens nothing.
    /// </summary>
    public async Task<bool> WithPasskeyAsync(string answer, string purpose, IPAddress? address)
    {
        var assertion = await signIn.PerformPasskeyAssertionAsync(answer);
        if (!assertion.Succeeded || assertion.User.StateAt(clock.Instant()) is not (CredentialStatus.Active or CredentialStatus.Issued or CredentialStatus.Locked))
        {
            var who = assertion.Succeeded ? assertion.User.UserName! : null;
            await NoteAsync(AuditEntry.Of("credential.passkey-refused", who is null ? AuditActor.Anonymous : AuditActor.Credential(who), who ?? "unknown ID", clock.Instant(), new { address = address?.ToString() }));
            return false;
        }
        // The passkey's counter has moved.
        await signIn.UserManager.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
        var key = assertion.Passkey.IsBackupEligible ? AuthenticationMethods.SoftwareKey : AuthenticationMethods.HardwareKey;
        await BeginAsync(assertion.User, purpose, [key, AuthenticationMethods.MultipleFactors], address);
        return true;
    }

    private async Task BeginAsync(Credential credential, string purpose, IReadOnlyList<string> methods, IPAddress? address)
    {
        var onOwnLine = (await lines.RecogniseAsync(address, CancellationToken.None)).Succeeded(out var recognised, out _) && recognised.Line.Number == credential.Line;
        var before = await sessions.BeforeAsync();
        var next = sessions.Next(credential, purpose, methods, before);
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await sessions.RecordAsync(db, credential, next, before, SignInSession.PlaceOf(signIn.Context, address, onOwnLine), token);
                return true;
            },
            CancellationToken.None);
        await sessions.IssueCookieAsync(credential, next);
    }

    private async Task NoteAsync(AuditEntry entry) => await unitOfWork.CommitAsync((db, _) => Task.FromResult(db.Add(entry)), CancellationToken.None);
}
