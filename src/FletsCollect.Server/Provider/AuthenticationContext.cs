using System.Net;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Provider;

/// <summary>
/// How surely it is known who is there, as a merchant reads it in <c>acr</c> and <c>amr</c> (OpenID Connect Core §2, RFC 8176). True to
/// what was proved for this very answer, never to what a session once proved.
/// </summary>
/// <param name="Acr">The authentication context class.</param>
/// <param name="Amr">The methods that were used.</param>
public sealed record AuthenticationContext(string Acr, IReadOnlyList<string> Amr)
{
    /// <summary>The password was given, and the browser is on the credential's own line, which was proved (domain.md §3).</summary>
    public const string LinePresentClass = "urn:fletscollect:acr:line-present:v1";

    /// <summary>The password was given.</summary>
    public const string CredentialClass = "urn:fletscollect:acr:credential:v1";

    /// <summary>The classes that may be asked for, the strongest first.</summary>
    public static readonly IReadOnlyList<string> Classes = [LinePresentClass, CredentialClass];

    public static AuthenticationContext LinePresent { get; } = new(LinePresentClass, ["pwd", "line", "mfa"]);

    public static AuthenticationContext CredentialOnly { get; } = new(CredentialClass, ["pwd"]);

    /// <summary>What holds for a credential on a request from an address.</summary>
    public static async Task<AuthenticationContext> OfAsync(
        FletsCollectDbContext db, ILineDirectory lines, Guid credentialId, IPAddress? address, CancellationToken cancellationToken)
    {
        var credential = await db.Users.AsNoTracking().SingleAsync(row => row.Id == credentialId, cancellationToken);
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return recognition.Succeeded(out var recognised, out _)
            && recognised.Line.Number == credential.Line
            && recognised.Line.Refusal() is null
            && recognised.Line.ServiceType.ProvesLineAtPurchase()
                ? LinePresent
                : CredentialOnly;
    }

    /// <summary>True when the request asks for no class, or for one that this meets; the stronger class meets the weaker.</summary>
    public bool Meets(string? acrValues)
    {
        var asked = acrValues?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return asked.Length == 0 || asked.Any(one => one == Acr || (one == CredentialClass && Acr == LinePresentClass));
    }
}
