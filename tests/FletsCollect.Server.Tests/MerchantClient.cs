using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests;

/// <summary>
/// A merchant's back end that does everything by hand, so that a test can do any one thing wrong.
/// </summary>
public sealed class MerchantClient(Uri issuer, TimeProvider clock) : IDisposable
{
    public string ClientId { get; init; } = "hatena-demo";

    /// <summary>The key with which this merchant authenticates.</summary>
    public ECDsaSecurityKey SigningKey { get; init; } = DemoMerchantKey.Private;

    public const string RedirectUri = "http://localhost:5090/flets/callback";

    private readonly HttpClient http = new() { BaseAddress = issuer };

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What the server's clock says.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>An order of its own for every merchant object.</summary>
    public string Reference { get; init; } = $"ORD-{Guid.CreateVersion7():N}";

    /// <summary>An idempotency key of this order; keys are the merchant's, and all tests are one merchant.</summary>
    public string Key(int number) => $"{Reference}-{number}";

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>The purchase, to be changed by a test.</summary>
    public JsonObject Details(string value = "315") => new()
    {
        ["type"] = "urn:fletscollect:charge-once:v1",
        ["actions"] = new JsonArray("charge"),
        ["locations"] = new JsonArray($"{issuer}v1/charges"),
        ["merchant_reference"] = Reference,
        ["description"] = "有料オプション 30日",
        ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = value, ["mode"] = "exact" },
        ["capture"] = new JsonObject { ["mode"] = "immediate" },
    };

    /// <summary>A correct pushed request, to be changed by a test.</summary>
    public Dictionary<string, string> PushedRequest(JsonObject? details = null) => new(StringComparer.Ordinal)
    {
        ["client_id"] = ClientId,
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = Assertion(),
        ["response_type"] = "code",
        ["redirect_uri"] = RedirectUri,
        ["scope"] = "openid charge",
        ["state"] = "state-of-" + Reference,
        ["nonce"] = "nonce-of-" + Reference,
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
        ["authorization_details"] = new JsonArray(details ?? Details()).ToJsonString(),
    };

    /// <summary>A client assertion (RFC 7523), correct but for what a test changes.</summary>
    public string Assertion(Action<SecurityTokenDescriptor>? change = null, string? type = "client-authentication+jwt", SecurityKey? key = null, string algorithm = "ES256")
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()).UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = ClientId,
            Audience = issuer.AbsoluteUri,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddSeconds(60),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = ClientId, ["jti"] = Guid.CreateVersion7().ToString("N") },
            SigningCredentials = new SigningCredentials(key ?? SigningKey, algorithm),
            TokenType = type,
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public Task<Answer> PushAsync(IEnumerable<KeyValuePair<string, string>> request) => PostAsync("connect/par", request);

    /// <summary>Pushes with a DPoP proof, which binds the code to its key.</summary>
    public Task<Answer> PushAsync(IEnumerable<KeyValuePair<string, string>> request, string proof) => SendAsync("connect/par", request, "DPoP", proof);

    /// <summary>Pushes a correct purchase and gives the address to send the browser to.</summary>
    public async Task<Uri> StartAsync(string value = "315", Action<Dictionary<string, string>>? change = null)
    {
        var request = PushedRequest(Details(value));
        change?.Invoke(request);
        var pushed = await PushAsync(request);
        Assert.True(pushed.Status == HttpStatusCode.Created, pushed.Body);
        return AuthorizationAddress(pushed.Text("request_uri")!);
    }

    public Uri AuthorizationAddress(string requestUri) =>
        new(issuer, $"connect/authorize?client_id={ClientId}&request_uri={Uri.EscapeDataString(requestUri)}");

    public Dictionary<string, string> TokenRequest(string code) => new(StringComparer.Ordinal)
    {
        ["client_id"] = ClientId,
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = Assertion(),
        ["grant_type"] = "authorization_code",
        ["redirect_uri"] = RedirectUri,
        ["code"] = code,
        ["code_verifier"] = Verifier,
    };

    /// <summary>A correct request for a token in the merchant's own name.</summary>
    public Dictionary<string, string> ApiTokenRequest(params IEnumerable<string> scopes) => new(StringComparer.Ordinal)
    {
        ["client_id"] = ClientId,
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = Assertion(),
        ["grant_type"] = "client_credentials",
        ["scope"] = string.Join(' ', scopes),
    };

    /// <summary>An access token in the merchant's own name, for calls that need no subscriber.</summary>
    public async Task<string> GetApiTokenAsync(params IEnumerable<string> scopes)
    {
        var answer = await RedeemAsync(ApiTokenRequest(scopes));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return answer.Text("access_token")!;
    }

    /// <summary>Calls the API, correctly but for what a test gives.</summary>
    public async Task<Answer> CallAsync(HttpMethod method, string path, string? accessToken, JsonNode? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        if (accessToken is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", accessToken);
            request.Headers.TryAddWithoutValidation("DPoP", Proof(method.Method, path.Split('?')[0], accessToken));
        }
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    public Task<Answer> RedeemAsync(IEnumerable<KeyValuePair<string, string>> request) => RedeemAsync(request, Proof("POST", "connect/token"));

    /// <summary>Redeems with the given DPoP headers.</summary>
    public Task<Answer> RedeemAsync(IEnumerable<KeyValuePair<string, string>> request, params string[] proofs) => SendAsync("connect/token", request, "DPoP", proofs);

    /// <summary>Posts a form with headers of one name.</summary>
    public async Task<Answer> SendAsync(string path, IEnumerable<KeyValuePair<string, string>> form, string header, params string[] values)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(form) };
        message.Headers.TryAddWithoutValidation(header, values);
        return await Answer.ReadAsync(await http.SendAsync(message));
    }

    /// <summary>Redeems the code in the address that the browser came back with.</summary>
    public async Task<Tokens> RedeemAsync(Uri callback)
    {
        var code = System.Web.HttpUtility.ParseQueryString(callback.Query)["code"] ?? throw new InvalidOperationException("No code: " + callback);
        var answer = await RedeemAsync(TokenRequest(code));
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        return new Tokens(answer.Text("access_token")!, answer.Json["authorization_details"]![0]!["grant_id"]!.GetValue<string>(), answer.Json);
    }

    public async Task<Answer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent(form);
        return await Answer.ReadAsync(await http.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    /// <summary>Revokes or introspects a token.</summary>
    public Task<Answer> AboutAsync(string endpoint, string token) => PostAsync(endpoint, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["client_id"] = ClientId,
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = Assertion(),
        ["token"] = token,
    });

    /// <summary>Charges, correctly but for what a test gives.</summary>
    public Task<Answer> ChargeAsync(Tokens tokens, string? key, string value = "315", string? reference = null, string? grantId = null) =>
        SendChargeAsync(
            tokens.AccessToken,
            key,
            JsonContent.Create(new JsonObject
            {
                ["grant_id"] = grantId ?? tokens.GrantId,
                ["merchant_reference"] = reference ?? Reference,
                ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = value },
            }));

    public async Task<Answer> SendChargeAsync(string? accessToken, string? key, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/charges", UriKind.Relative)) { Content = body };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        if (accessToken is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", accessToken);
            request.Headers.TryAddWithoutValidation("DPoP", Proof("POST", "v1/charges", accessToken));
        }
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    /// <summary>The key that this merchant's tokens are bound to.</summary>
    public ECDsaSecurityKey DpopKey { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A DPoP proof (RFC 9449), correct but for what a test changes.</summary>
    public string Proof(string method, string path, string? accessToken = null, Action<Dictionary<string, object>>? change = null, string type = "dpop+jwt", ECDsaSecurityKey? key = null, bool withPrivateKey = false)
    {
        key ??= DpopKey;
        var point = key.ECDsa.ExportParameters(includePrivateParameters: true);
        var jwk = new Dictionary<string, object>(StringComparer.Ordinal) { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(point.Q.X), ["y"] = Base64UrlEncoder.Encode(point.Q.Y) };
        if (withPrivateKey)
            jwk["d"] = Base64UrlEncoder.Encode(point.D);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["jti"] = Guid.CreateVersion7().ToString("N"),
            ["htm"] = method,
            ["htu"] = new Uri(issuer, path).AbsoluteUri,
            ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
            claims["ath"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        change?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            TokenType = type,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal) { ["jwk"] = jwk },
        });
    }

    /// <summary>Charges with exactly these headers.</summary>
    public async Task<Answer> ChargeAsync(Tokens tokens, string scheme, IEnumerable<string> proofs, string header = "DPoP")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/charges", UriKind.Relative));
        request.Content = JsonContent.Create(new JsonObject
        {
            ["grant_id"] = tokens.GrantId,
            ["merchant_reference"] = Reference,
            ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = "315" },
        });
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, tokens.AccessToken);
        request.Headers.TryAddWithoutValidation(header, proofs);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Key(1));
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    public void Dispose()
    {
        http.Dispose();
        DpopKey.ECDsa.Dispose();
    }
}

/// <summary>What the token endpoint gave.</summary>
public sealed record Tokens(string AccessToken, string GrantId, JsonObject Response);

/// <summary>An answer to a program.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Json => JsonNode.Parse(Body) as JsonObject ?? throw new JsonException("Not a JSON object: " + Body);

    public string? Text(string member) => Json[member]?.GetValue<string>();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
        }
    }
}

/// <summary>The demo merchant's key as the sample has it.</summary>
public static class DemoMerchantKey
{
    public static ECDsaSecurityKey Private { get; } = Read();

    private static ECDsaSecurityKey Read()
    {
        var file = Path.Combine(RepositoryRoot(), "samples", "BlogHost", "appsettings.json");
        var pem = JsonNode.Parse(File.ReadAllText(file), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!["FletsPay"]!["SigningKey"]!.GetValue<string>();
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new ECDsaSecurityKey(key) { KeyId = "hatena-demo-1" };
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FletsCollect.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
