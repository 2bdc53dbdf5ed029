using System.Globalization;
using System.Net;
using System.Security.Claims;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting.Throttling;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Signs a credential in and remembers when and for what. Whether an ID exists shows neither in the answer nor in the work that it takes.
/// </summary>
public sealed class PasswordSignIn(
    SignInManager<Credential> signIn, ILineDirectory lines, UnitOfWork unitOfWork, IPasswordHasher<Credential> passwords, TimeProvider clock)
{
    private const string AuthTimeItem = "auth_time";
    private const string PurposeItem = "purpose";
    private const string SessionItem = "session";
    private const string Everywhere = "everywhere";

    /// <summary>A hash of no password, in the present format: an unknown ID costs the same work as a known one.</summary>
    private static string? decoyHash;

    /// <summary>
    /// True when the ID and the password belong together and the credential may be used. Failures count against the place that they come
    /// from; very many from everywhere close the credential, but never on its own line.
    /// </summary>
    /// <param name="userName">The ID; letter case, width and surrounding space do not matter.</param>
    /// <param name="password">The password exactly as it was typed.</param>
    /// <param name="purpose">What the sign-in is for, so that a request for a new sign-in is met only by its own.</param>
    /// <param name="address">Where the request comes from.</param>
    public async Task<bool> SignInAsync(string userName, string password, string purpose, IPAddress? address)
    {
        var name = userName.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        var credential = await signIn.UserManager.FindByNameAsync(name);
        var line = (await lines.RecogniseAsync(address, CancellationToken.None)).Succeeded(out var recognised, out _) ? recognised.Line.Number : (LineNumber?)null;
        var onOwnLine = credential is not null && line == credential.Line;
        var attempt = new Attempt($"password:{signIn.UserManager.NormalizeName(name)}", line?.Value ?? Throttles.PlaceOf(address), onOwnLine);

        var left = await unitOfWork.CommitAsync((db, token) => CountAsync(db, attempt, token), CancellationToken.None);
        var open = left is not null && (onOwnLine || credential is null || !await signIn.UserManager.IsLockedOutAsync(credential));
        var right = await CheckAsync(open ? credential : null, password);
        var allowed = right && credential!.Status == CredentialStatus.Active;

        var before = allowed ? await ReadAsync(signIn.Context) : null;
        var now = clock.Instant();
        var actor = credential is null ? AuditActor.Anonymous : AuditActor.Credential(credential.UserName ?? "");
        var subject = credential?.Line.Masked ?? "unknown ID";
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                if (right)
                    await ForgetAsync(db, attempt, token);
                db.Add(AuditEntry.Of(allowed ? "credential.signed-in" : "credential.sign-in-failed", actor, subject, now));
                if (!right && left == 0)
                    db.Add(AuditEntry.Of("credential.sign-in-paused", actor, subject, now, new { address = address?.ToString(), most = FailedAttempt.MostFromOnePlace }));
                // Another ID takes the browser over, and with that the one before is signed out.
                if (before is not null && before.CredentialId != credential!.Id)
                    await MerchantSession.EndAsync(db, before.SessionId, now, token);
                return true;
            },
            CancellationToken.None);
        if (!allowed)
            return false;

        var properties = new AuthenticationProperties { IsPersistent = false };
        properties.Items[AuthTimeItem] = new DateTimeOffset(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        properties.Items[PurposeItem] = purpose;
        // A password that is asked for once more goes on with the session, or a sign-out would miss the merchants from before.
        var session = before?.CredentialId == credential!.Id ? before.SessionId : Guid.CreateVersion7();
        properties.Items[SessionItem] = session.ToString("N");
        await signIn.SignInWithClaimsAsync(credential, properties, [new Claim("amr", "pwd")]);
        return true;
    }

    /// <summary>How many more attempts this place has; null when it has none, not even this one.</summary>
    private async Task<int?> CountAsync(FletsCollectDbContext db, Attempt attempt, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var here = await FailedAttempt.CountAsync(db, attempt.Secret, attempt.Place, FailedAttempt.MostFromOnePlace, now, cancellationToken);
        // The owner's own attempts count nowhere else: strangers' must not close this door, nor the owner's the others.
        if (here is null || attempt.OnOwnLine)
            return here;
        return await FailedAttempt.CountAsync(db, attempt.Secret, Everywhere, FailedAttempt.MostFromEverywhere, now, cancellationToken) is null ? null : here;
    }

    private static async Task ForgetAsync(FletsCollectDbContext db, Attempt attempt, CancellationToken cancellationToken)
    {
        await FailedAttempt.ForgetAsync(db, attempt.Secret, attempt.Place, cancellationToken);
        await FailedAttempt.ForgetAsync(db, attempt.Secret, Everywhere, cancellationToken);
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

    /// <summary>Who is signed in on a request, and since when; null when nobody is.</summary>
    public static async Task<SignedIn?> ReadAsync(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!ticket.Succeeded
            || !Guid.TryParse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || !ticket.Properties.Items.TryGetValue(SessionItem, out var session) || !Guid.TryParse(session, out var sessionId))
            return null;
        var since = ticket.Properties.Items.TryGetValue(AuthTimeItem, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;
        ticket.Properties.Items.TryGetValue(PurposeItem, out var purpose);
        return new SignedIn(id, ticket.Principal.Identity?.Name ?? "", since, purpose ?? "", sessionId);
    }
}

/// <summary>A try at a password: whose, and from which line or connection.</summary>
internal readonly record struct Attempt(string Secret, string Place, bool OnOwnLine);

/// <summary>A signed-in credential.</summary>
/// <param name="CredentialId">Its key.</param>
/// <param name="UserName">Its ID.</param>
/// <param name="Since">When the password was given.</param>
/// <param name="Purpose">What it was given for.</param>
/// <param name="SessionId">The sign-in, from the first password in this browser to the sign-out.</param>
public sealed record SignedIn(Guid CredentialId, string UserName, DateTimeOffset Since, string Purpose, Guid SessionId);
