using System.Net;
using System.Security.Cryptography.X509Certificates;
using FletsCollect.Server.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Network;

/// <summary>A certificate in a header is its client's only when a configured proxy says so.</summary>
public sealed class ForwardedCertificateTests
{
    private const string Nobody = "";
    private static readonly X509Certificate2 Certificate = TestCertificates.SelfSigned();

    private static string Standard => $":{Convert.ToBase64String(Certificate.RawData)}:";

    [Fact]
    public async Task Certificate_in_the_standard_form_is_taken_from_a_proxy() => Assert.Equal(Certificate.Thumbprint, await SeenAsync("127.0.0.1", Standard));

    [Fact]
    public async Task Certificate_in_the_form_of_nginx_is_taken_from_a_proxy() =>
        Assert.Equal(Certificate.Thumbprint, await SeenAsync("127.0.0.0/8", Uri.EscapeDataString(Certificate.ExportCertificatePem())));

    [Fact]
    public async Task Header_of_a_stranger_is_nothing() => Assert.Equal(Nobody, await SeenAsync("192.0.2.1", Standard));

    [Fact]
    public async Task Header_that_is_not_configured_is_nothing() => Assert.Equal(Nobody, await SeenAsync("127.0.0.1", Standard, configuredHeader: null));

    [Theory]
    [InlineData("")]
    [InlineData("::")]
    [InlineData(":AAAA:")]
    [InlineData(":not base64:")]
    [InlineData("-----BEGIN%20CERTIFICATE-----")]
    [InlineData("x")]
    public async Task Header_without_a_readable_certificate_is_nothing(string value) => Assert.Equal(Nobody, await SeenAsync("127.0.0.1", value));

    [Fact]
    public async Task Two_headers_are_nothing() => Assert.Equal(Nobody, await SeenAsync("127.0.0.1", Standard, Standard));

    private static Task<string> SeenAsync(string proxy, params string[] values) => SeenAsync(proxy, "Client-Cert", values);

    private static Task<string> SeenAsync(string proxy, string value, string? configuredHeader) => SeenAsync(proxy, configuredHeader, [value]);

    /// <summary>The thumbprint of the certificate that the server takes for the client's.</summary>
    private static async Task<string> SeenAsync(string proxy, string? configuredHeader, string[] values)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection([new("Network:Proxies:0", proxy), new("Network:ClientCertificateHeader", configuredHeader)]);
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.UseClientAddress();
        app.Run(async http => await http.Response.WriteAsync((await http.Connection.GetClientCertificateAsync())?.Thumbprint ?? Nobody));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Urls.First()));
        foreach (var value in values)
            request.Headers.TryAddWithoutValidation("Client-Cert", value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
