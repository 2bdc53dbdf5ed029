using System.Globalization;
using System.Net;
using System.Security.Claims;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Signs a credential in and remembers when and for what. Whether an ID exists shows neither in the answer nor in the time it takes.
/// </summary>
public sealed class PasswordSignIn(
    SignInManager<Credential> signIn, FailedSignIns failures, ILineDirectory lines, UnitOfWork unitOfWork, IPasswordHasher<Credential> passwords, TimeProvider clock)
{
    private const string AuthTimeItem = "auth_time";
    private const string PurposeItem = "purpose";

    /// <summary>A hash of no password, in the present format: an unknown ID costs the same work as a known one.</summary>
    private static string? decoyHash;

    /// <summary>
    /// True when the ID and the password belong together and the credential may be used. Failures count against the place that they come
    /// from; very many from everywhere lock the credential, but never for its own line.
    /// </summary>
    /// <param name="userName">The ID; letter case, width and surrounding space do not matter.</param>
    /// <param name="password">The password exactly as it was typed.</param>
    /// <param name="purpose">What the sign-in is for, so that a request for a new sign-in is met only by its own.</param>
    /// <param name="address">Where the request comes from.</param>
    public async Task<bool> SignInAsync(string userName, string password, string purpose, IPAddress? address)
    {
        var name = userName.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        var credential = await signIn.UserManager.FindByNameAsync(name);
        var key = signIn.UserManager.NormalizeName(name);
        var spent = failures.AreSpent(key, address);
        var right = await CheckAsync(spent ? null : credential, password, address);
        var allowed = right && credential!.Status == CredentialStatus.Active;
        var last = !right && !spent && failures.Add(key, address);

        var now = clock.Instant();
        var actor = credential is null ? AuditActor.Anonymous : AuditActor.Credential(credential.UserName ?? "");
        var subject = credential?.Line.Masked ?? "unknown ID";
        await unitOfWork.CommitAsync(
            (db, _) =>
            {
                db.Add(AuditEntry.Of(allowed ? "credential.signed-in" : "credential.sign-in-failed", actor, subject, now));
                if (last)
                    db.Add(AuditEntry.Of("credential.sign-in-paused", actor, subject, now, new { address = address?.ToString(), FailedSignIns.Most }));
                return Task.FromResult(true);
            },
            CancellationToken.None);
        if (!allowed)
            return false;

        var properties = new AuthenticationProperties { IsPersistent = false };
        properties.Items[AuthTimeItem] = new DateTimeOffset(now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        properties.Items[PurposeItem] = purpose;
        await signIn.SignInWithClaimsAsync(credential!, properties, [new Claim("amr", "pwd")]);
        return true;
    }

    /// <summary>
    /// Whether the password is the credential's. One that is not looked at costs the same work, so the time says nothing either.
    /// </summary>
    private async Task<bool> CheckAsync(Credential? credential, string password, IPAddress? address)
    {
        var onOwnLine = credential is not null && (await lines.RecogniseAsync(address, CancellationToken.None)).Succeeded(out var recognised, out _) && recognised.Line.Number == credential.Line;
        if (credential is null || (!onOwnLine && await signIn.UserManager.IsLockedOutAsync(credential)))
        {
            passwords.VerifyHashedPassword(null!, decoyHash ??= passwords.HashPassword(null!, "no such credential"), password);
            return false;
        }
        var right = await signIn.UserManager.CheckPasswordAsync(credential, password);
        if (!right && !onOwnLine)
            await signIn.UserManager.AccessFailedAsync(credential);
        else if (right && credential.AccessFailedCount > 0)
            await signIn.UserManager.ResetAccessFailedCountAsync(credential);
        return right;
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
