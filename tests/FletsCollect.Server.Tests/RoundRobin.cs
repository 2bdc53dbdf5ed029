using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FletsCollect.Server.Tests;

/// <summary>
/// One address before several servers, as a load balancer gives: each request goes to the next server, whoever sends it. A second address
/// ends TLS, asks for certificates and passes them on in a header.
/// </summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    private readonly IReadOnlyList<Uri> servers;
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly WebApplication app;
    private int turn = -1;

    /// <summary>The header in which certificates are passed on.</summary>
    public const string CertificateHeader = "Client-Cert";

    public RoundRobin(int port, int tlsPort, IReadOnlyList<Uri> servers)
    {
        this.servers = servers;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.ListenLocalhost(tlsPort, listen => listen.UseHttps(TestCertificates.Server, https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        });
        app = builder.Build();
        app.Run(PassAsync);
    }

    /// <summary>The number of the one server that gets all requests; null for each in turn.</summary>
    public int? Only { get; set; }

    public Task StartAsync() => app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var server = servers[Only ?? (int)((uint)Interlocked.Increment(ref turn) % servers.Count)];
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server, context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()));
        if (context.Request.Headers.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            // The host stays: it is the address that the world knows.
            if (!IsOfOneHop(name) && name != CertificateHeader && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{context.Connection.RemoteIpAddress}");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", context.Request.Scheme);
        if (context.Connection.ClientCertificate is { } certificate)
            request.Headers.TryAddWithoutValidation(CertificateHeader, $":{Convert.ToBase64String(certificate.RawData)}:");
        using var answer = await http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!IsOfOneHop(name))
                context.Response.Headers.Append(name, values.ToArray());
        }
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static bool IsOfOneHop(string header) => header.ToUpperInvariant() is "CONNECTION" or "KEEP-ALIVE" or "TRANSFER-ENCODING" or "EXPECT";
}
