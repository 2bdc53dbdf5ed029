using System.Security.Claims;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn;

/// <summary>Remembers, in a cookie of a few minutes that signs nobody in, that a password was right and that a code is still to come.</summary>
public sealed class PendingSignIn(IHttpContextAccessor accessor, FletsCollectDbContext db)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string PurposeClaim = "purpose";

    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("A sign-in happens in a request.");

    public Task RememberAsync(Credential credential, string purpose)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, credential.Id.ToString()), new Claim(PurposeClaim, purpose), new Claim("stamp", credential.SecurityStamp ?? "")], IdentityConstants.TwoFactorUserIdScheme);
        return Http.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Who gave the right password just now, and what for; null when nobody did, or the password was changed since.</summary>
    public async Task<(Credential Credential, string Purpose)?> ReadAsync(CancellationToken cancellationToken)
    {
        var ticket = await Http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (!ticket.Succeeded || !Guid.TryParse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
            return null;
        var credential = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return credential is null || credential.SecurityStamp != ticket.Principal.FindFirstValue("stamp") ? null : (credential, ticket.Principal.FindFirstValue(PurposeClaim) ?? "");
    }

    public Task ForgetAsync() => Http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
}
