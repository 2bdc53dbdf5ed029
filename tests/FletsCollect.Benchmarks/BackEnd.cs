using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

namespace FletsCollect.Benchmarks;

/// <summary>A merchant's back end that reads lists, with a token in its own name.</summary>
internal sealed class BackEnd : IDisposable
{
    private readonly HttpClient http;
    private readonly Shop.DpopKey key = new(SecurityAlgorithms.EcdsaSha256);
    private string token = "";

    private BackEnd(Uri issuer) => http = new HttpClient { BaseAddress = issuer };

    public static async Task<BackEnd> OpenAsync(BenchmarkServer server, string merchant)
    {
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RegisterAsync(server, merchant, signing);
        var opened = new BackEnd(server.Issuer);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("connect/token", UriKind.Relative));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = merchant,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(server.Issuer, merchant, signing),
            ["grant_type"] = "client_credentials",
            ["scope"] = $"{ApiScopes.ChargesRead} {ApiScopes.SubscriptionsRead}",
        });
        request.Headers.TryAddWithoutValidation("DPoP", opened.key.Proof(new Uri(server.Issuer, "connect/token"), null));
        using var answer = await opened.http.SendAsync(request);
        using var body = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        opened.token = body.RootElement.GetProperty("access_token").GetString()!;
        return opened;
    }

    public async Task<string> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token);
        request.Headers.TryAddWithoutValidation("DPoP", key.Proof(new Uri(http.BaseAddress!, path.Split('?')[0]), token, HttpMethod.Get.Method));
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public void Dispose() => http.Dispose();

    /// <summary>Registers a key of this run in place of the demo's, which only its sample has.</summary>
    private static async Task RegisterAsync(BenchmarkServer server, string merchant, ECDsa signing)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var application = (await applications.FindByClientIdAsync(merchant))!;
        var descriptor = new OpenIddictApplicationDescriptor();
        await applications.PopulateAsync(descriptor, application);
        var point = signing.ExportParameters(includePrivateParameters: false).Q;
        descriptor.JsonWebKeySet = new JsonWebKeySet { Keys = { new JsonWebKey { Kty = "EC", Crv = "P-256", Kid = "bench", X = Base64UrlEncoder.Encode(point.X), Y = Base64UrlEncoder.Encode(point.Y) } } };
        await applications.UpdateAsync(application, descriptor);
        await server.Services.GetRequiredService<RegisteredClients>().FollowAsync(CancellationToken.None);
    }

    private static string Assertion(Uri issuer, string merchant, ECDsa signing)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = merchant,
            Audience = issuer.AbsoluteUri,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddSeconds(60),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = merchant, ["jti"] = Guid.CreateVersion7().ToString("N") },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(signing) { KeyId = "bench", CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, SecurityAlgorithms.EcdsaSha256),
            TokenType = "client-authentication+jwt",
        });
    }
}
