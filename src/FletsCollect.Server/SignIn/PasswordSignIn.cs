using System.Globalization;
using System.Security.Claims;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Signs a credential in and remembers when and for what. Whether an ID exists shows neither in the answer nor in the time it takes.
/// </summary>
public sealed class PasswordSignIn(SignInManager<Credential> signIn, UnitOfWork unitOfWork, IPasswordHasher<Credential> passwords, TimeProvider clock)
{
    private const string AuthTimeItem = "auth_time";
    private const string PurposeItem = "purpose";

    /// <summary>A hash of no password, in the present format: an unknown ID costs the same work as a known one.</summary>
    private static string? decoyHash;

    /// <summary>
    /// True when the ID and the password belong together and the credential may be used. Failures count towards the credential's
    /// lock-out.
    /// </summary>
    /// <param name="userName">The ID; letter case, width and surrounding space do not matter.</param>
    /// <param name="password">The password exactly as it was typed.</param>
    /// <param name="purpose">What the sign-in is for, so that a request for a new sign-in is met only by its own.</param>
    public async Task<bool> SignInAsync(string userName, string password, string purpose)
    {
        var name = userName.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        var credential = await signIn.UserManager.FindByNameAsync(name);
        var allowed = false;
        if (credential is null)
            passwords.VerifyHashedPassword(null!, decoyHash ??= passwords.HashPassword(null!, "no such credential"), password);
        else
            allowed = (await signIn.CheckPasswordSignInAsync(credential, password, lockoutOnFailure: true)).Succeeded && credential.Status == CredentialStatus.Active;

        var now = clock.Instant();
        var actor = credential is null ? AuditActor.Anonymous : AuditActor.Credential(credential.UserName ?? "");
        await unitOfWork.CommitAsync(
            (db, _) => Task.FromResult(db.Add(AuditEntry.Of(allowed ? "credential.signed-in" : "credential.sign-in-failed", actor, credential?.Line.Masked ?? "unknown ID", now))),
            CancellationToken.None);
        if (!allowed)
            return false;

        var properties = new AuthenticationProperties { IsPersistent = false };
        properties.Items[AuthTimeItem] = new DateTimeOffset(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        properties.Items[PurposeItem] = purpose;
        await signIn.SignInWithClaimsAsync(credential!, properties, [new Claim("amr", "pwd")]);
        return true;
    }

    /// <summary>Who is signed in on a request, and since when; null when nobody is.</summary>
    public static async Task<SignedIn?> ReadAsync(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!ticket.Succeeded || !Guid.TryParse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
            return null;
        var since = ticket.Properties.Items.TryGetValue(AuthTimeItem, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;
        ticket.Properties.Items.TryGetValue(PurposeItem, out var purpose);
        return new SignedIn(id, ticket.Principal.Identity?.Name ?? "", since, purpose ?? "");
    }
}

/// <summary>A signed-in credential.</summary>
/// <param name="CredentialId">Its key.</param>
/// <param name="UserName">Its ID.</param>
/// <param name="Since">When the password was given.</param>
/// <param name="Purpose">What it was given for.</param>
public sealed record SignedIn(Guid CredentialId, string UserName, DateTimeOffset Since, string Purpose);
