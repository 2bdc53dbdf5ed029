using System.Globalization;
using System.Security.Claims;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>A signed-in credential, as the browser's cookie says.</summary>
/// <param name="CredentialId">Its key.</param>
/// <param name="UserName">Its ID.</param>
/// <param name="Since">When the password, or the passkey, was given.</param>
/// <param name="Purpose">What it was given for.</param>
/// <param name="SessionId">The sign-in, from the first password in this browser to the sign-out.</param>
/// <param name="Methods">How it was known who is there, by the names of RFC 8176.</param>
public sealed record SignedIn(Guid CredentialId, string UserName, DateTimeOffset Since, string Purpose, Guid SessionId, IReadOnlyList<string> Methods)
{
    private const string AuthTimeItem = "auth_time";
    private const string PurposeItem = "purpose";
    private const string MethodsItem = "amr";
    internal const string SessionItem = "session";

    /// <summary>What was given at the sign-in that counts as a second factor; null when it was the password alone.</summary>
    public SecondFactor? SecondFactor =>
        Methods.Any(method => method is AuthenticationMethods.HardwareKey or AuthenticationMethods.SoftwareKey) ? Subscribers.SecondFactor.Passkey
        : Methods.Contains(AuthenticationMethods.OneTimePassword, StringComparer.Ordinal) ? Subscribers.SecondFactor.AuthenticatorApp
        : null;

    /// <summary>What the cookie keeps.</summary>
    public AuthenticationProperties ToProperties() => new()
    {
        IsPersistent = false,
        Items =
        {
            [AuthTimeItem] = Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            [PurposeItem] = Purpose,
            [SessionItem] = SessionId.ToString("N"),
            [MethodsItem] = string.Join(' ', Methods),
        },
    };

    /// <summary>Who is signed in on a request, and since when; null when nobody is.</summary>
    public static async Task<SignedIn?> ReadAsync(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!ticket.Succeeded
            || !Guid.TryParse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || SessionOf(ticket.Properties) is not { } session)
            return null;
        var items = ticket.Properties.Items;
        var since = items.TryGetValue(AuthTimeItem, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;
        items.TryGetValue(PurposeItem, out var purpose);
        items.TryGetValue(MethodsItem, out var methods);
        return new SignedIn(id, ticket.Principal.Identity?.Name ?? "", since, purpose ?? "", session, methods?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
    }

    /// <summary>The sign-in that a cookie belongs to.</summary>
    public static Guid? SessionOf(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(SessionItem, out var text) && Guid.TryParse(text, out var session) ? session : null;
}

/// <summary>The names of authentication methods (RFC 8176 §2).</summary>
public static class AuthenticationMethods
{
    public const string Password = "pwd";

    public const string Pin = "pin";

    /// <summary>A passkey that never leaves its device.</summary>
    public const string HardwareKey = "hwk";

    /// <summary>A passkey that is copied between its holder's devices.</summary>
    public const string SoftwareKey = "swk";

    public const string OneTimePassword = "otp";

    /// <summary>Factors of more than one kind. A password and a PIN are both known, and so are not.</summary>
    public const string MultipleFactors = "mfa";

    /// <summary>Not of RFC 8176: the credential's own line was proved.</summary>
    public const string Line = "line";
}
