using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>A server that takes no certificates says so, and a header changes nothing about it.</summary>
public sealed class WithoutMutualTlsTests : IAsyncLifetime
{
    private readonly RunningServer server = new(TimeProvider.System);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Certificates_are_neither_advertised_nor_taken()
    {
        var certificate = TestCertificates.SelfSigned();
        using var merchant = await server.NewOtherMerchantAsync();
        await CertificateMerchant.RegisterAsync(server, merchant.ClientId, TestCertificates.Registering(certificate));
        using var http = new HttpClient { BaseAddress = server.Issuer };
        http.DefaultRequestHeaders.Add("Client-Cert", $":{Convert.ToBase64String(certificate.RawData)}:");

        var document = await http.GetFromJsonAsync<JsonObject>(new Uri(".well-known/openid-configuration", UriKind.Relative), TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent(CertificateMerchant.WithoutAssertion(merchant.PushedRequest()));
        using var answer = await http.PostAsync(new Uri("connect/par", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.False(document!.ContainsKey("mtls_endpoint_aliases"));
        Assert.False(document["tls_client_certificate_bound_access_tokens"]!.GetValue<bool>());
        Assert.Equal(["private_key_jwt"], document["token_endpoint_auth_methods_supported"]!.AsArray().Select(method => method!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
