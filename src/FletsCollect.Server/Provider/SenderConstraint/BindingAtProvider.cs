using System.Security.Claims;
using System.Text.Json;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// Binds what the provider issues to its holder (FAPI 2.0 §5.3.2.1). By DPoP (RFC 9449): the code to the key that the request was pushed
/// with (§10), the access token to the key that redeems it (§5). By mutual TLS (RFC 8705 §3): the access token to the certificate of the
/// connection that redeems it. Which of the two is the merchant's registration to say; a token that is bound to nothing is not issued.
/// </summary>
internal static class BindingAtProvider
{
    /// <summary>The request parameter, and the claim of the code, that name the key.</summary>
    public const string ThumbprintParameter = "dpop_jkt";

    /// <summary>Where the transaction keeps what its tokens are bound to.</summary>
    private const string BindingProperty = "FletsCollect.Binding";

    public static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<AskForNonce>()
            .SetOrder(int.MinValue));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseScopedHandler<AskForNonce>()
            .SetOrder(int.MinValue));
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<BindPushedRequest>()
            .SetOrder(int.MaxValue - 100_000));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseScopedHandler<CheckRedeemer>()
            .SetOrder(int.MaxValue - 100_000));
        server.AddEventHandler<ProcessSignInContext>(handler => handler
            .UseInlineHandler(BindAccessToken)
            .SetOrder(PrepareAccessTokenPrincipal.Descriptor.Order + 400));
        server.AddEventHandler<ProcessSignInContext>(handler => handler
            .UseInlineHandler(BindRefreshToken)
            .SetOrder(PrepareRefreshTokenPrincipal.Descriptor.Order + 400));
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler
            .UseInlineHandler(NameTokenType)
            .SetOrder(int.MinValue + 40_000));
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                context.Metadata["dpop_signing_alg_values_supported"] = JsonSerializer.SerializeToElement(ChargeToken.ProofAlgorithms);
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MaxValue - 90_000));
        // OpenIddict's own check knows certificates only and throws at a key; whoever introspects or revokes a token shows no proof.
        server.RemoveEventHandler(Protection.ValidateProofOfPossession.Descriptor);
    }

    private static ValueTask BindAccessToken(ProcessSignInContext context)
    {
        if (context.AccessTokenPrincipal is not { Identity: ClaimsIdentity identity })
            return ValueTask.CompletedTask;
        var binding = BindingOf(context.Transaction) ?? throw new InvalidOperationException("An access token was about to be issued that is bound to nothing.");
        identity.AddClaim(new Claim("cnf", binding.Confirmation(), "JSON"));
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// What goes on for years is bound to the key that began it, as its access tokens are. Not to a certificate: certificates are renewed
    /// every year, and who refreshes has authenticated (RFC 8705 §6.3).
    /// </summary>
    private static ValueTask BindRefreshToken(ProcessSignInContext context)
    {
        if (context.RefreshTokenPrincipal is { } principal && BindingOf(context.Transaction) is { IsCertificate: false } binding)
            principal.SetClaim(ThumbprintParameter, binding.Thumbprint);
        return ValueTask.CompletedTask;
    }

    private static ValueTask NameTokenType(ApplyTokenResponseContext context)
    {
        if (context.Response.AccessToken is not null && BindingOf(context.Transaction) is { IsCertificate: false })
            context.Response.TokenType = "DPoP";
        return ValueTask.CompletedTask;
    }

    private static Binding? BindingOf(OpenIddictServerTransaction transaction) =>
        transaction.Properties.TryGetValue(BindingProperty, out var binding) ? (Binding?)binding : null;

    /// <summary>What a token is bound to.</summary>
    private sealed record Binding(string Thumbprint, bool IsCertificate)
    {
        /// <summary>The token's <c>cnf</c> claim (RFC 7800).</summary>
        public string Confirmation() => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [IsCertificate ? "x5t#S256" : "jkt"] = Thumbprint });
    }

    /// <summary>
    /// Asks for a nonce before anything of the request is used up: its client assertion and its code are still good when it comes again
    /// with a nonce.
    /// </summary>
    private sealed class AskForNonce(DpopNonces nonces, DpopRequest request)
        : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>, IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context) => Ask(context, context.Transaction);

        public ValueTask HandleAsync(ValidateTokenRequestContext context) => Ask(context, context.Transaction);

        private ValueTask Ask(BaseValidatingContext context, OpenIddictServerTransaction transaction)
        {
            if (nonces.AreRequired && request.LacksNonce(transaction))
                context.Reject(DpopProblem.UseNonce, DpopProblem.NonceWanted.Sentence);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Remembers with which key the request was pushed, whether by a proof or by its thumbprint alone.</summary>
    private sealed class BindPushedRequest(DpopRequest request, IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context)
        {
            var registration = await ClientRegistration.ReadAsync(applications, context.ClientId!, context.CancellationToken);
            if (registration.IsCertificateBound)
            {
                if (context.Request.HasParameter(ThumbprintParameter) || DpopRequest.IsIn(context.Transaction))
                    context.Reject(Errors.InvalidRequest, ProofOfCertificateClient);
                return;
            }
            var (thumbprint, problem) = await request.ReadAsync(context.Transaction, context.CancellationToken);
            var named = (string?)context.Request[ThumbprintParameter];
            if (problem is not null)
                context.Reject(problem.Error, problem.Sentence);
            else if (thumbprint is not null && named is not null && named != thumbprint)
                context.Reject(DpopProblem.InvalidProof, "dpop_jkt is not the thumbprint of the DPoP proof's key.");
            else if (thumbprint is not null)
                context.Request[ThumbprintParameter] = thumbprint;
        }
    }

    private const string ProofOfCertificateClient = "This client's tokens are bound to its TLS certificate; leave DPoP out.";

    /// <summary>Asks whoever redeems for what the tokens are bound to: the certificate, or a proof by the key that the code is bound to.</summary>
    private sealed class CheckRedeemer(DpopRequest request, IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public async ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            var registration = await ClientRegistration.ReadAsync(applications, context.ClientId!, context.CancellationToken);
            if (registration.IsCertificateBound)
                CheckCertificate(context);
            else
                await CheckProofAsync(context);
        }

        private static void CheckCertificate(ValidateTokenRequestContext context)
        {
            if (DpopRequest.IsIn(context.Transaction))
                context.Reject(Errors.InvalidRequest, ProofOfCertificateClient);
            else if (context.Transaction.RemoteCertificate is not { } certificate)
                context.Reject(Errors.InvalidRequest, "This client's tokens are bound to its TLS certificate: send the token request over a connection with it.");
            else
                context.Transaction.Properties[BindingProperty] = new Binding(ClientCertificateRules.Thumbprint(certificate), IsCertificate: true);
        }

        private async Task CheckProofAsync(ValidateTokenRequestContext context)
        {
            var (thumbprint, problem) = await request.ReadAsync(context.Transaction, context.CancellationToken);
            if (thumbprint is null)
                context.Reject(problem?.Error ?? DpopProblem.InvalidProof, problem?.Sentence ?? "The token request needs a DPoP proof: access tokens are bound to a key.");
            else if ((context.AuthorizationCodePrincipal ?? context.RefreshTokenPrincipal)?.GetClaim(ThumbprintParameter) is { } bound && bound != thumbprint)
                context.Reject(Errors.InvalidGrant, "The code or refresh token is bound to another DPoP key.");
            else
                context.Transaction.Properties[BindingProperty] = new Binding(thumbprint, IsCertificate: false);
        }
    }
}
