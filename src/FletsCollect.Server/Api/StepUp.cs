using System.Globalization;
using System.Security.Claims;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Api;

/// <summary>
/// Step-up authentication (RFC 9470): a charge asks how the subscriber was known when the token was granted, and when that is not enough,
/// says what would be. The merchant then starts the purchase again with these <c>acr_values</c> and <c>max_age</c>.
/// </summary>
public sealed class StepUp(IOptions<StepUpOptions> options, TimeProvider clock)
{
    /// <summary>The challenge to answer with; null when the token will do.</summary>
    public IResult? Challenge(HttpContext http, Yen amount)
    {
        var lineWanted = amount.Amount > options.Value.LargestWithoutLine && http.User.GetClaim(Claims.AuthenticationContextReference) != AuthenticationClasses.LinePresent;
        var tooOld = clock.GetUtcNow() - SignedInAt(http.User) > options.Value.OldestSignIn;
        if (!lineWanted && !tooOld)
            return null;
        TokenChallenge.AskForMore(http, lineWanted ? AuthenticationClasses.LinePresent : null, tooOld ? options.Value.OldestSignIn : null);
        return Problems.Of(http, ApiProblem.InsufficientUserAuthentication);
    }

    private static DateTimeOffset SignedInAt(ClaimsPrincipal token) =>
        long.TryParse(token.GetClaim(Claims.AuthenticationTime), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;
}
