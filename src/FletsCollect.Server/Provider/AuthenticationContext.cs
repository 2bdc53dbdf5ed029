using System.Net;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.SignIn;
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
    /// <summary>What was proved for an answer.</summary>
    /// <param name="methods">How the sign-in was made.</param>
    /// <param name="lineProved">True when the credential's own line was proved for this answer.</param>
    /// <param name="secondFactor">What was given at the purchase itself.</param>
    public static AuthenticationContext Of(IReadOnlyList<string> methods, bool lineProved, SecondFactor? secondFactor = null)
    {
        List<string> given = [.. methods.Where(method => method != AuthenticationMethods.MultipleFactors)];
        if (secondFactor == SecondFactor.Pin)
            given.Add(AuthenticationMethods.Pin);
        if (lineProved)
            given.Add(AuthenticationMethods.Line);
        // A password and a PIN are both something that is known.
        if (lineProved || methods.Contains(AuthenticationMethods.MultipleFactors, StringComparer.Ordinal))
            given.Add(AuthenticationMethods.MultipleFactors);
        return new AuthenticationContext(lineProved ? AuthenticationClasses.LinePresent : AuthenticationClasses.Credential, given);
    }

    /// <summary>What an approval proved.</summary>
    public static AuthenticationContext Of(SignedIn person, ChargeGrant grant) => Of(person.Methods, grant.LineProofId is not null, grant.SecondFactor);

    /// <summary>What holds for whoever is signed in, on a request from an address.</summary>
    public static async Task<AuthenticationContext> OfAsync(
        FletsCollectDbContext db, ILineDirectory lines, SignedIn person, IPAddress? address, CancellationToken cancellationToken)
    {
        var credential = await db.Users.AsNoTracking().SingleAsync(row => row.Id == person.CredentialId, cancellationToken);
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return Of(person.Methods, recognition.Succeeded(out var recognised, out _)
            && recognised.Line.Number == credential.Line
            && recognised.Line.Refusal() is null
            && recognised.Line.ServiceType.ProvesLineAtPurchase());
    }

    /// <summary>True when the request asks for no class, or for one that this meets; the stronger class meets the weaker.</summary>
    public bool Meets(string? acrValues)
    {
        var asked = acrValues?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return asked.Length == 0 || asked.Any(one => one == Acr || (one == AuthenticationClasses.Credential && Acr == AuthenticationClasses.LinePresent));
    }
}
