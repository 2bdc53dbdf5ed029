using System.Text.RegularExpressions;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// What OpenIddict lets pass and this profile does not: repeated parameters, texts without end, ages that are no number, and challenges
/// that no S256 could give.
/// </summary>
internal static partial class RequestRules
{
    /// <summary>The longest <c>state</c> and <c>nonce</c>: what comes back in an address must fit into one.</summary>
    public const int LongestText = 2000;

    public static void Add(OpenIddictServerBuilder server)
    {
        RefuseRepeats<ValidatePushedAuthorizationRequestContext>(server);
        RefuseRepeats<ValidateAuthorizationRequestContext>(server);
        RefuseRepeats<ValidateDeviceAuthorizationRequestContext>(server);
        RefuseRepeats<ValidateEndUserVerificationRequestContext>(server);
        RefuseRepeats<ValidateTokenRequestContext>(server);
        RefuseRepeats<ValidateIntrospectionRequestContext>(server);
        RefuseRepeats<ValidateRevocationRequestContext>(server);
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(CheckChallenge)
            .SetOrder(Authentication.ValidatePushedProofKeyForCodeExchangeParameters.Descriptor.Order + 500));
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(CheckAge)
            .SetOrder(Authentication.ValidatePushedProofKeyForCodeExchangeParameters.Descriptor.Order + 600));
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(CheckLengths)
            .SetOrder(Authentication.ValidatePushedProofKeyForCodeExchangeParameters.Descriptor.Order + 700));
    }

    /// <summary>OpenIddict reads a <c>max_age</c> that is no number as none, and so would let an old sign-in pass.</summary>
    private static ValueTask CheckAge(ValidatePushedAuthorizationRequestContext context)
    {
        if ((string?)context.Request[Parameters.MaxAge] is { } age && !Seconds().IsMatch(age))
            context.Reject(Errors.InvalidRequest, "max_age must be a whole number of seconds, 0 or more.");
        return ValueTask.CompletedTask;
    }

    private static ValueTask CheckLengths(ValidatePushedAuthorizationRequestContext context)
    {
        var tooLong = context.Request.State?.Length > LongestText ? Parameters.State : context.Request.Nonce?.Length > LongestText ? Parameters.Nonce : null;
        if (tooLong is not null)
            context.Reject(Errors.InvalidRequest, $"{tooLong} must have at most {LongestText} characters.");
        return ValueTask.CompletedTask;
    }

    /// <summary>A parameter must not come more than once (RFC 6749 §3.1): of two, two readers may believe different ones.</summary>
    private static void RefuseRepeats<TContext>(OpenIddictServerBuilder server)
        where TContext : BaseValidatingContext =>
        server.AddEventHandler<TContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                var repeated = context.Transaction.Request?.GetParameters().FirstOrDefault(parameter => parameter.Value.Count > 1).Key;
                if (repeated is not null)
                    context.Reject(Errors.InvalidRequest, $"The parameter '{repeated}' was sent more than once.");
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MinValue + 50_000));

    /// <summary>The SHA-256 of a verifier has 43 base64url characters (RFC 7636 §4.2).</summary>
    private static ValueTask CheckChallenge(ValidatePushedAuthorizationRequestContext context)
    {
        if (context.Request.CodeChallenge is not { } challenge || !Challenge().IsMatch(challenge))
            context.Reject(Errors.InvalidRequest, "code_challenge must be the base64url SHA-256 of the verifier, 43 characters.");
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{43}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Challenge();

    [GeneratedRegex(@"\A[0-9]{1,9}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Seconds();
}
