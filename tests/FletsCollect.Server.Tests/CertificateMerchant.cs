using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests;

/// <summary>A merchant whose back end shows a TLS certificate (RFC 8705): registered for it, and with a connection that shows it or another.</summary>
internal sealed class CertificateMerchant : IDisposable
{
    private readonly RunningServer server;
    private readonly HttpClient http;

    private CertificateMerchant(RunningServer server, MerchantClient requests, X509Certificate2? shown)
    {
        this.server = server;
        Requests = requests;
        http = Connect(shown);
    }

    /// <summary>Makes this merchant's requests.</summary>
    public MerchantClient Requests { get; }

    /// <summary>Registers a merchant that authenticates by a certificate of its own and has its tokens bound to it, but for what a test changes.</summary>
    public static async Task<CertificateMerchant> RegisterAsync(RunningServer server, X509Certificate2? shown, JsonWebKeySet? keys = null, Action<IDictionary<string, string>>? change = null)
    {
        var requests = await server.NewOtherMerchantAsync();
        await RegisterAsync(server, requests.ClientId, keys, change);
        return new CertificateMerchant(server, requests, shown);
    }

    /// <summary>Changes the registration of a merchant that exists.</summary>
    public static Task RegisterAsync(RunningServer server, string clientId, JsonWebKeySet? keys, Action<IDictionary<string, string>>? change = null) =>
        server.ChangeClientAsync(clientId, client =>
        {
            client.Settings["token_endpoint_auth_method"] = "self_signed_tls_client_auth";
            client.Settings["tls_client_certificate_bound_access_tokens"] = "true";
            change?.Invoke(client.Settings);
            foreach (var key in keys?.Keys ?? [])
                client.JsonWebKeySet!.Keys.Add(key);
        });

    /// <summary>A connection of this merchant's server that shows another certificate, or none.</summary>
    public HttpClient Connect(X509Certificate2? shown) => new(TestCertificates.Showing(shown)) { BaseAddress = server.MutualTlsAddress };

    /// <summary>A request without client assertion: the certificate is the authentication.</summary>
    public static Dictionary<string, string> WithoutAssertion(Dictionary<string, string> request)
    {
        request.Remove("client_assertion");
        request.Remove("client_assertion_type");
        return request;
    }

    /// <summary>Posts a form over this merchant's connection, or another one.</summary>
    public async Task<Answer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> form, HttpClient? over = null, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(form) };
        if (proof is not null)
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        return await Answer.ReadAsync(await (over ?? http).SendAsync(request));
    }

    public Task<Answer> PushAsync(HttpClient? over = null) => PostAsync("connect/par", WithoutAssertion(Requests.PushedRequest()), over);

    /// <summary>Has a purchase approved and gives its code.</summary>
    public async Task<string> CodeAsync(Person person, Dictionary<string, string>? pushed = null)
    {
        var answer = await PostAsync("connect/par", pushed ?? WithoutAssertion(Requests.PushedRequest()));
        Assert.True(answer.Status == System.Net.HttpStatusCode.Created, answer.Body);
        var callback = await person.ApproveAsync(Requests.AuthorizationAddress(answer.Text("request_uri")!));
        return System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!;
    }

    public async Task<Tokens> BuyAsync(Person person)
    {
        var answer = await PostAsync("connect/token", WithoutAssertion(Requests.TokenRequest(await CodeAsync(person))));
        Assert.True(answer.Status == System.Net.HttpStatusCode.OK, answer.Body);
        return new Tokens(answer.Text("access_token")!, answer.Json["authorization_details"]![0]!["grant_id"]!.GetValue<string>(), answer.Json);
    }

    /// <summary>Charges over this merchant's connection, or another one.</summary>
    public async Task<Answer> ChargeAsync(Tokens tokens, string scheme = "Bearer", HttpClient? over = null, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/charges", UriKind.Relative));
        request.Content = JsonContent.Create(new JsonObject
        {
            ["grant_id"] = tokens.GrantId,
            ["merchant_reference"] = Requests.Reference,
            ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = "315" },
        });
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, tokens.AccessToken);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", Requests.Key(1));
        if (proof is not null)
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        return await Answer.ReadAsync(await (over ?? http).SendAsync(request));
    }

    public void Dispose()
    {
        http.Dispose();
        Requests.Dispose();
    }
}
