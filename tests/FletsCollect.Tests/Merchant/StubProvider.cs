using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Tests.Merchant;

/// <summary>
/// The provider's contract in one small file, written without OpenIddict, so that the merchant package is tested against the contract
/// and not against the library that both sides share. Each property makes it misbehave in one way.
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "hatena-demo";
    public const string KeyId = "hatena-demo-1";

    private readonly WebApplication _app;
    private ECDsaSecurityKey _signingKey = NewKey("stub-1");
    private TaskCompletionSource _keysRead = new();
    private readonly ConcurrentDictionary<string, IFormCollection> _pushed = new(StringComparer.Ordinal);
    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };

    private StubProvider(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Discovery());
        _app.MapGet("/.well-known/jwks", () => Keys());
        _app.MapPost("/connect/par", (Delegate)PushAsync);
        _app.MapGet("/connect/authorize", Authorize);
        _app.MapPost("/connect/token", (Delegate)TokenAsync);
        _app.MapPost("/v1/charges", (Delegate)ChargeAsync);
        _app.MapPost("/v1/subscriptions", (Delegate)StartSubscriptionAsync);
        _app.MapPost("/v1/subscriptions/{id}/cancel", (Delegate)CancelSubscriptionAsync);
    }

    public ECDsa MerchantKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public string Issuer => _app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/";

    public List<string> PushedBodies { get; } = [];
    public List<string> AuthorizeQueries { get; } = [];
    public List<(string Key, string Body)> Charges { get; } = [];
    public List<(string Path, string Key, string Body)> SubscriptionCalls { get; } = [];
    public List<string> MerchantScopes { get; } = [];

    public bool LeaveOutPushedEndpoint { get; set; }
    public bool LeaveOutIssSupport { get; set; }
    public string? RefusePushWith { get; set; }
    public string? RefuseCancelWith { get; set; }
    public bool RefuseMerchantToken { get; set; }
    public string? AnswerError { get; set; }
    public string? AnswerIssuer { get; set; }
    public string? Nonce { get; set; }
    /// <summary>What the claim <c>nonce</c> of every DPoP proof has to be; null when none is wanted.</summary>
    public string? DpopNonce { get; set; }

    /// <summary>The nonce of each proof, in the order in which they came.</summary>
    public List<string?> ProofNonces { get; } = [];

    public Action<JsonNode>? ChangeGrant { get; set; }
    public Queue<Func<HttpContext, Task>> ChargeFaults { get; } = [];

    public static async Task<StubProvider> StartAsync(int port = 0)
    {
        var provider = new StubProvider(port);
        await provider._app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Ends when somebody reads the keys from now on.</summary>
    public Task NextReadOfKeys() => (_keysRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Signs with a key from now on that nobody has seen.</summary>
    public void RotateKey() => _signingKey = NewKey("stub-2");

    /// <summary>A logout token (Back-Channel Logout 1.0 §2.4), correct but for what a test changes.</summary>
    public string LogoutToken(Action<SecurityTokenDescriptor>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            TokenType = "logout+jwt",
            Issuer = Issuer,
            Audience = ClientId,
            IssuedAt = now,
            Expires = now.AddMinutes(2),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = "pairwise-1",
                ["sid"] = "session-1",
                ["jti"] = RandomNumberGenerator.GetHexString(16),
                ["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>(StringComparer.Ordinal) },
            },
            SigningCredentials = new SigningCredentials(_signingKey, "ES256"),
        };
        change?.Invoke(token);
        return _tokens.CreateToken(token);
    }

    /// <summary>A signature by the provider's key.</summary>
    public byte[] Sign(string content) => _signingKey.ECDsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256);

    private static ECDsaSecurityKey NewKey(string name) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = name };

    private IResult Discovery()
    {
        var document = new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "connect/authorize",
            ["token_endpoint"] = Issuer + "connect/token",
            ["jwks_uri"] = Issuer + ".well-known/jwks",
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query"),
            ["grant_types_supported"] = new JsonArray("authorization_code", "client_credentials"),
            ["scopes_supported"] = new JsonArray("openid", "charge", "subscriptions:read", "subscriptions:manage"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
            ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("ES256"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("ES256"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
        };
        if (!LeaveOutPushedEndpoint)
            document["pushed_authorization_request_endpoint"] = Issuer + "connect/par";
        if (!LeaveOutIssSupport)
            document["authorization_response_iss_parameter_supported"] = true;
        return Results.Json(document);
    }

    private IResult Keys()
    {
        _keysRead.TrySetResult();
        var point = _signingKey.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return Results.Json(new
        {
            keys = new[]
            {
                new
                {
                    kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = _signingKey.KeyId,
                    x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y),
                },
            },
        });
    }

    private async Task<IResult> PushAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using (var reader = new StreamReader(context.Request.Body, Encoding.UTF8, leaveOpen: true))
            PushedBodies.Add(await reader.ReadToEndAsync());
        context.Request.Body.Position = 0;
        var form = await context.Request.ReadFormAsync();
        if (!await IsClientAsync(form))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (RefusePushWith is { } error)
            return Results.Json(new { error, error_description = "refused by the stub" }, statusCode: 400);

        var uri = "urn:ietf:params:oauth:request_uri:" + RandomNumberGenerator.GetHexString(32);
        _pushed[uri] = form;
        return Results.Json(new { request_uri = uri, expires_in = 300 }, statusCode: 201);
    }

    private IResult Authorize(HttpContext context)
    {
        AuthorizeQueries.Add(context.Request.QueryString.Value!);
        var uri = context.Request.Query["request_uri"].ToString();
        if (!_pushed.TryRemove(uri, out var request))
            return Results.BadRequest("unknown request_uri");

        var code = RandomNumberGenerator.GetHexString(32);
        _pushed[code] = request;
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["state"] = request["state"],
            ["iss"] = AnswerIssuer ?? Issuer,
            [AnswerError is null ? "code" : "error"] = AnswerError ?? code,
        };
        return Results.Redirect(QueryHelpers.AddQueryString(request["redirect_uri"]!, answer));
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        if (LacksNonce(context))
            return Results.Json(new { error = "use_dpop_nonce" }, statusCode: 400);
        var form = await context.Request.ReadFormAsync();
        if (!await IsClientAsync(form))
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (form["grant_type"] == "client_credentials")
            return MerchantToken(form["scope"].ToString(), bound: context.Request.Headers.ContainsKey("DPoP"));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_pushed.TryRemove(form["code"].ToString(), out var request) || request["code_challenge"] != challenge)
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);

        var details = JsonNode.Parse(request["authorization_details"].ToString())!.AsArray();
        var grant = details[0]!;
        grant["grant_id"] = "gr_stub1";
        grant["payee"] = new JsonObject { ["name"] = "はてなデモ" };
        grant["authorized_at"] = "2026-11-22T11:00:00Z";
        ChangeGrant?.Invoke(grant);

        return Results.Json(new JsonObject
        {
            ["access_token"] = "stub-access-token",
            ["token_type"] = "DPoP",
            ["expires_in"] = 300,
            ["scope"] = "openid charge",
            ["id_token"] = IdToken(Nonce ?? request["nonce"].ToString()),
            ["authorization_details"] = details.DeepClone(),
        });
    }

    /// <summary>RFC 9449 §8 and §9, before anything else is done.</summary>
    private bool LacksNonce(HttpContext context)
    {
        if (context.Request.Headers["DPoP"] is not [{ } proof])
            return false;
        var nonce = new JsonWebToken(proof).TryGetPayloadValue<string>("nonce", out var given) ? given : null;
        ProofNonces.Add(nonce);
        if (DpopNonce is null || nonce == DpopNonce)
            return false;
        context.Response.Headers["DPoP-Nonce"] = DpopNonce;
        return true;
    }

    private async Task<IResult> ChargeAsync(HttpContext context)
    {
        if (LacksNonce(context))
        {
            context.Response.Headers.WWWAuthenticate = "DPoP error=\"use_dpop_nonce\"";
            return Results.Unauthorized();
        }
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var replay = Charges.Exists(charge => charge.Key == key);
        Charges.Add((key, body));
        if (ChargeFaults.TryDequeue(out var fault))
        {
            await fault(context);
            return Results.Empty;
        }

        var request = JsonNode.Parse(body)!;
        if (context.Request.Headers.Authorization != "DPoP stub-access-token")
            return Results.Unauthorized();
        if (replay)
            context.Response.Headers["Idempotent-Replayed"] = "true";
        return Results.Json(new JsonObject
        {
            ["id"] = "ch_stub1",
            ["status"] = "confirmed",
            ["grant_id"] = request["grant_id"]!.DeepClone(),
            ["merchant_reference"] = request["merchant_reference"]!.DeepClone(),
            ["description"] = "有料オプション 30日",
            ["amount"] = request["amount"]!.DeepClone(),
            ["business_date"] = "2026-11-22",
            ["confirmed_at"] = "2026-11-22T11:00:00Z",
        }, statusCode: 201);
    }

    private IResult MerchantToken(string scopes, bool bound)
    {
        MerchantScopes.Add(scopes);
        return RefuseMerchantToken || !bound
            ? Results.Json(new { error = "invalid_scope" }, statusCode: 400)
            : Results.Json(new { access_token = "stub-merchant-token", token_type = "DPoP", expires_in = 300, scope = scopes });
    }

    private async Task<IResult> StartSubscriptionAsync(HttpContext context)
    {
        var body = await NoteSubscriptionCallAsync(context);
        return context.Request.Headers.Authorization == "DPoP stub-access-token"
            ? Results.Json(Subscription((string)JsonNode.Parse(body)!["grant_id"]!, "active"), statusCode: 201)
            : Results.Unauthorized();
    }

    private async Task<IResult> CancelSubscriptionAsync(HttpContext context)
    {
        await NoteSubscriptionCallAsync(context);
        if (context.Request.Headers.Authorization != "DPoP stub-merchant-token" || !context.Request.Headers.ContainsKey("DPoP"))
            return Results.Unauthorized();
        return RefuseCancelWith is { } code
            ? Results.Json(new { title = code, status = 409, code, request_id = "req_1" }, statusCode: 409, contentType: "application/problem+json")
            : Results.Json(Subscription("gr_stub1", "cancel_scheduled"));
    }

    private async Task<string> NoteSubscriptionCallAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        SubscriptionCalls.Add((context.Request.Path, context.Request.Headers["Idempotency-Key"].ToString(), body));
        return body;
    }

    private static JsonObject Subscription(string grantId, string status) => new()
    {
        ["id"] = "sub_stub1",
        ["status"] = status,
        ["grant_id"] = grantId,
        ["merchant_reference"] = "ORD-0001",
        ["description"] = "有料オプション 30日",
        ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = "315" },
        ["next_charge_on"] = status == "active" ? "2026-12-01" : null,
        ["paid_through"] = "2026-11-30",
        ["ends_on"] = status == "active" ? null : "2026-11-30",
        ["payment_failing"] = false,
        ["created_at"] = "2026-11-22T11:00:00Z",
    };

    private async Task<bool> IsClientAsync(IFormCollection form)
    {
        var assertion = form["client_assertion"].ToString();
        var result = await _tokens.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            ValidIssuer = ClientId,
            ValidAudience = Issuer,
            ValidTypes = ["JWT", "client-authentication+jwt"],
            ValidAlgorithms = ["ES256"],
            IssuerSigningKey = new ECDsaSecurityKey(MerchantKey) { KeyId = KeyId },
        });
        return result.IsValid && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            && ((JsonWebToken)result.SecurityToken).Kid == KeyId;
    }

    private string IdToken(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow();
        return _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = ClientId,
            Subject = new ClaimsIdentity([new Claim("sub", "pairwise-1"), new Claim("sid", "session-1"), new Claim("nonce", nonce)]),
            IssuedAt = now.UtcDateTime,
            Expires = now.AddMinutes(5).UtcDateTime,
            SigningCredentials = new SigningCredentials(_signingKey, "ES256"),
        });
    }
}
