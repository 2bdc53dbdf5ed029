using System.Net;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
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
    public static AuthenticationContext LinePresent { get; } = new(AuthenticationClasses.LinePresent, ["pwd", "line", "mfa"]);

    public static AuthenticationContext CredentialOnly { get; } = new(AuthenticationClasses.Credential, ["pwd"]);

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
        return asked.Length == 0 || asked.Any(one => one == Acr || (one == AuthenticationClasses.Credential && Acr == AuthenticationClasses.LinePresent));
    }
}
