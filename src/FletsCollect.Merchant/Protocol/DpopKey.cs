using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Client;
using OpenIddict.Client.SystemNetHttp;
using static OpenIddict.Client.OpenIddictClientEvents;

namespace FletsCollect.Merchant.Protocol;

/// <summary>
/// Proves that this merchant holds the key that its tokens are bound to (DPoP, RFC 9449): a token that leaks is worth nothing without it.
/// The key is the merchant's signing key, which all its servers share, so any of them can finish what another began.
/// </summary>
internal sealed class DpopKey(IOptions<FletsPayOptions> options, TimeProvider clock)
{
    private const string Header = "DPoP";

    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private const string NonceHeader = "DPoP-Nonce";

    /// <summary>The nonce that the provider gave last, for every proof from then on (RFC 9449 §8); null while it asked for none.</summary>
    private string? _nonce;

    private readonly Lazy<(SigningCredentials Credentials, Dictionary<string, object> PublicKey, string Thumbprint)> key = new(() => Read(options.Value));

    /// <summary>Binds the purchase to the key from its first request on, and shows the key when the code is redeemed.</summary>
    public static void Add(OpenIddictClientBuilder client)
    {
        client.Services.AddSingleton<DpopKey>();
        client.AddEventHandler<PreparePushedAuthorizationRequestContext>(handler => handler
            .UseSingletonHandler<BindPushedRequest>()
            .SetOrder(int.MinValue + 100_000));
        client.AddEventHandler<PrepareTokenRequestContext>(handler => handler
            .UseSingletonHandler<ProveRedeemer>()
            .SetOrder(int.MaxValue - 100_000));
        client.AddEventHandler<ApplyTokenRequestContext>(handler => handler
            .UseSingletonHandler<ProveRedeemerAgain>()
            .SetOrder(OpenIddictClientSystemNetHttpHandlers.SendHttpRequest<ApplyTokenRequestContext>.Descriptor.Order + 500));
    }

    /// <summary>Takes the nonce that an answer brings; true when the request is to be sent again with it.</summary>
    public bool Heed(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(NonceHeader, out var given))
            return false;
        _nonce = given.First();
        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized;
    }

    /// <summary>Puts a new proof on a request. A proof is good once, so every attempt at a request needs its own.</summary>
    /// <param name="request">The request; its address and method are what the proof is for.</param>
    /// <param name="accessToken">The token that the request shows, or null.</param>
    public void Prove(HttpRequestMessage request, string? accessToken)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            ["htm"] = request.Method.Method,
            ["htu"] = request.RequestUri!.GetLeftPart(UriPartial.Path),
            ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
            claims["ath"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        if (_nonce is { } present)
            claims["nonce"] = present;
        request.Headers.Remove(Header);
        request.Headers.Add(Header, Tokens.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            TokenType = "dpop+jwt",
            SigningCredentials = key.Value.Credentials,
            AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal) { ["jwk"] = key.Value.PublicKey },
        }));
    }

    private static (SigningCredentials, Dictionary<string, object>, string) Read(FletsPayOptions settings)
    {
        var signing = ECDsa.Create();
        signing.ImportFromPem(settings.ReadSigningKey());
        var security = new ECDsaSecurityKey(signing);
        var point = signing.ExportParameters(includePrivateParameters: false).Q;
        var publicKey = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64UrlEncoder.Encode(point.X),
            ["y"] = Base64UrlEncoder.Encode(point.Y),
        };
        return (new SigningCredentials(security, SecurityAlgorithms.EcdsaSha256), publicKey, Base64UrlEncoder.Encode(security.ComputeJwkThumbprint()));
    }

    private sealed class BindPushedRequest(DpopKey key) : IOpenIddictClientHandler<PreparePushedAuthorizationRequestContext>
    {
        public ValueTask HandleAsync(PreparePushedAuthorizationRequestContext context)
        {
            context.Request["dpop_jkt"] = key.key.Value.Thumbprint;
            return default;
        }
    }

    private sealed class ProveRedeemer(DpopKey key) : IOpenIddictClientHandler<PrepareTokenRequestContext>
    {
        public ValueTask HandleAsync(PrepareTokenRequestContext context)
        {
            key.Prove(context.Transaction.GetHttpRequestMessage() ?? throw new InvalidOperationException("The token request is not sent over HTTP."), accessToken: null);
            return default;
        }
    }

    /// <summary>
    /// Sends a token request once more when the provider wants a nonce in its proof. It says so before it uses up anything of the request,
    /// so assertion and code stay as they are.
    /// </summary>
    private sealed class ProveRedeemerAgain(DpopKey key, IHttpClientFactory clients) : IOpenIddictClientHandler<ApplyTokenRequestContext>
    {
        public async ValueTask HandleAsync(ApplyTokenRequestContext context)
        {
            if (context.Transaction.GetHttpResponseMessage() is not { } response || !key.Heed(response)
                || context.Transaction.GetHttpRequestMessage() is not { } request)
                return;
            // A message is sent once, so the second is a copy, by a client of ours: OpenIddict has disposed of its own.
            using var http = clients.CreateClient(nameof(DpopKey));
            using var again = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content, Version = request.Version, VersionPolicy = request.VersionPolicy };
            foreach (var (name, values) in request.Headers)
                again.Headers.TryAddWithoutValidation(name, values);
            key.Prove(again, accessToken: null);
            response.Dispose();
            context.Transaction.SetProperty(typeof(HttpResponseMessage).FullName!, await http.SendAsync(again, context.CancellationToken));
        }
    }
}

/// <summary>Proves the key on every attempt at a charge; stands inside the retries, since a proof is good once.</summary>
internal sealed class DpopHandler(DpopKey key) : DelegatingHandler
{
    /// <summary>The scheme under which a bound token is shown (RFC 9449 §7.1).</summary>
    public const string Scheme = "DPoP";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Authorization is not { Scheme: Scheme, Parameter: { } token })
            return await base.SendAsync(request, cancellationToken);
        key.Prove(request, token);
        var response = await base.SendAsync(request, cancellationToken);
        if (!key.Heed(response))
            return response;
        // The provider wants its nonce in the proof, and did nothing.
        response.Dispose();
        key.Prove(request, token);
        return await base.SendAsync(request, cancellationToken);
    }
}
