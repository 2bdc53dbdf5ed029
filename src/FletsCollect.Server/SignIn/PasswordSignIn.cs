using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting.Throttling;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn;

/// <summary>What became of a try to sign in. All but the first two are told only to who gave the right password.</summary>
public enum SignInOutcome
{
    /// <summary>ID and password do not belong together, or no more tries are looked at for a while.</summary>
    Failed,
    SignedIn,

    /// <summary>The password is right, and the authenticator app's code is asked for besides.</summary>
    CodeNeeded,

    /// <summary>The line moved or changed its type: the ID is to be proved from it again.</summary>
    ReproofRequired,

    /// <summary>The ID was stopped.</summary>
    Stopped,
}

/// <summary>
/// Signs a credential in and remembers when and for what. Whether an ID exists shows neither in the answer nor in the work that it takes.
/// </summary>
public sealed class PasswordSignIn(
    SignInManager<Credential> signIn, SignInSession sessions, PendingSignIn pending, ILineDirectory lines, UnitOfWork unitOfWork, IPasswordHasher<Credential> passwords, TimeProvider clock)
{
    /// <summary>A hash of no password, in the present format: an unknown ID costs the same work as a known one.</summary>
    private static string? decoyHash;

    /// <summary>
    /// Signs in when the ID and the password belong together and the credential may be used. Failures count against the place that they
    /// come from; very many from everywhere close the credential, but never on its own line.
    /// </summary>
    /// <param name="userName">The ID; letter case, width and surrounding space do not matter.</param>
    /// <param name="password">The password exactly as it was typed.</param>
    /// <param name="purpose">What the sign-in is for, so that a request for a new sign-in is met only by its own.</param>
    /// <param name="address">Where the request comes from.</param>
    public async Task<SignInOutcome> SignInAsync(string userName, string password, string purpose, IPAddress? address)
    {
        var name = OneForm.Of(userName);
        var credential = await signIn.UserManager.FindByNameAsync(name);
        var line = (await lines.RecogniseAsync(address, CancellationToken.None)).Succeeded(out var recognised, out _) ? recognised.Line.Number : (LineNumber?)null;
        var onOwnLine = credential is not null && line == credential.Line;
        var attempt = new Attempt(FailedAttempt.PasswordOf(signIn.UserManager.NormalizeName(name)), line?.Value ?? Throttles.PlaceOf(address), onOwnLine);

        var (left, everywhereLeft) = await unitOfWork.CommitAsync((db, token) => CountAsync(db, attempt, token), CancellationToken.None);
        var open = left is not null && everywhereLeft is not null && (onOwnLine || credential is null || !await signIn.UserManager.IsLockedOutAsync(credential));
        var right = await CheckAsync(open ? credential : null, password);
        var outcome = OutcomeOf(right ? credential : null);

        var before = outcome == SignInOutcome.SignedIn ? await sessions.BeforeAsync() : null;
        var next = outcome == SignInOutcome.SignedIn ? sessions.Next(credential!, purpose, [AuthenticationMethods.Password], before) : null;
        var now = clock.Instant();
        var actor = credential is null ? AuditActor.Anonymous : AuditActor.Credential(credential.UserName ?? "");
        var subject = credential?.UserName ?? "unknown ID";
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                if (right)
                    await ForgetAsync(db, attempt, token);
                if (next is not null)
                    await sessions.RecordAsync(db, credential!, next, before, SignInSession.PlaceOf(signIn.Context, address, onOwnLine), token);
                else if (outcome != SignInOutcome.CodeNeeded)
                    db.Add(AuditEntry.Of("credential.sign-in-failed", actor, subject, now, new { address = address?.ToString(), onOwnLine, outcome = outcome.ToString() }));
                if (!right && left == 0)
                    db.Add(AuditEntry.Of("credential.sign-in-paused", actor, subject, now, new { address = address?.ToString(), most = FailedAttempt.MostFromOnePlace }));
                if (!right && everywhereLeft == 0 && credential is not null
                    && await db.Users.SingleAsync(row => row.Id == credential.Id, token) is var guessed && guessed.CanMove(CredentialMove.Lock, now))
                {
                    guessed.Move(CredentialMove.Lock, now);
                    db.Add(AuditEntry.Of("credential.locked", actor, subject, now, new { most = FailedAttempt.MostFromEverywhere }));
                }
                return true;
            },
            CancellationToken.None);
        if (next is not null)
            await sessions.IssueCookieAsync(credential!, next);
        else if (outcome == SignInOutcome.CodeNeeded)
            await pending.RememberAsync(credential!, purpose);
        return outcome;
    }

    /// <summary>True when the password is the signed-in credential's own; counted like a try to sign in.</summary>
    public async Task<bool> ConfirmAsync(Credential credential, string password)
    {
        var attempt = new Attempt(FailedAttempt.PasswordOf(credential.NormalizedUserName), "confirm", OnOwnLine: true);
        var (left, _) = await unitOfWork.CommitAsync((db, token) => CountAsync(db, attempt, token), CancellationToken.None);
        if (left is null || !await signIn.UserManager.CheckPasswordAsync(credential, password))
            return false;
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await FailedAttempt.ForgetAsync(db, attempt.Secret, attempt.Place, token);
                return true;
            },
            CancellationToken.None);
        return true;
    }

    private SignInOutcome OutcomeOf(Credential? credential) => credential?.StateAt(clock.Instant()) switch
    {
        CredentialStatus.Active or CredentialStatus.Issued or CredentialStatus.Locked => credential.TwoFactorEnabled ? SignInOutcome.CodeNeeded : SignInOutcome.SignedIn,
        CredentialStatus.ReproofRequired => SignInOutcome.ReproofRequired,
        CredentialStatus.Frozen or CredentialStatus.FrozenUnproved => SignInOutcome.Stopped,
        CredentialStatus.Requested or CredentialStatus.LineProved or CredentialStatus.Revoked or null => SignInOutcome.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(credential), credential.Status, "Unknown credential status."),
    };

    /// <summary>How many more attempts this place, and everybody, has; null where there are none, not even this one.</summary>
    private async Task<(int? Here, int? Everywhere)> CountAsync(FletsCollectDbContext db, Attempt attempt, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var here = await FailedAttempt.CountAsync(db, attempt.Secret, attempt.Place, FailedAttempt.MostFromOnePlace, now, cancellationToken);
        // The owner's own attempts count nowhere else: strangers' must not close this door, nor the owner's the others.
        if (here is null || attempt.OnOwnLine)
            return (here, FailedAttempt.MostFromEverywhere);
        return (here, await FailedAttempt.CountAsync(db, attempt.Secret, FailedAttempt.Everywhere, FailedAttempt.MostFromEverywhere, now, cancellationToken));
    }

    private static async Task ForgetAsync(FletsCollectDbContext db, Attempt attempt, CancellationToken cancellationToken)
    {
        await FailedAttempt.ForgetAsync(db, attempt.Secret, attempt.Place, cancellationToken);
        await FailedAttempt.ForgetAsync(db, attempt.Secret, FailedAttempt.Everywhere, cancellationToken);
    }

    /// <summary>
    /// Whether the password is the credential's. One that is not looked at costs the same work, so the time says nothing either.
    /// </summary>
    private async Task<bool> CheckAsync(Credential? credential, string password)
    {
        if (credential is not null)
            return await signIn.UserManager.CheckPasswordAsync(credential, password);
        passwords.VerifyHashedPassword(null!, decoyHash ??= passwords.HashPassword(null!, "no such credential"), password);
        return false;
    }
}

/// <summary>A try at a password: whose, and from which line or connection.</summary>
internal readonly record struct Attempt(string Secret, string Place, bool OnOwnLine);
