using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FletsCollect.Samples.Network;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Tests.Samples;

public sealed class AccessNetworkTests : IAsyncLifetime
{
    private readonly List<(string? Key, JsonNode Record)> _records = [];
    private WebApplication _app = null!;
    private AccessNetwork _network = null!;

    private Uri Provider => new(_app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/network/accounting", async (HttpRequest request) =>
        {
            _records.Add((request.Headers.Authorization, (await JsonNode.ParseAsync(request.Body))!));
            return Results.NoContent();
        });
        _app.MapGet("/who", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString());
        _app.MapGet("/headers", (HttpRequest request) => string.Join(',', request.Headers.Keys));
        _app.MapGet("/path/{**rest}", (HttpContext context) =>
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        _app.MapPost("/echo", (HttpRequest request) => Results.Stream(request.Body));
        _app.MapGet("/redirect", () => Results.Redirect("/who"));
        await _app.StartAsync();
        _network = new AccessNetwork(Provider, "the-key");
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Every_home_connects_from_its_own_address()
    {
        var first = await _network.StartHomeAsync("CAF0000000001");
        var second = await _network.StartHomeAsync("CAF0000000002");

        Assert.NotEqual(first.Address, second.Address);
        Assert.Equal(first.Address.ToString(), await GetAsync(first, "who"));
        Assert.Equal(second.Address.ToString(), await GetAsync(second, "who"));
        Assert.Equal(first.Address.ToString(), await GetAsync(first, "who"));
    }

    [Fact]
    public async Task Tunnel_connects_from_the_homes_address_too()
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, home.ProxyAddress.Port);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT localhost:{Provider.Port} HTTP/1.1\r\nHost: localhost:{Provider.Port}\r\n\r\n"));
        var buffer = new byte[256];
        var read = await stream.ReadAsync(buffer);
        Assert.StartsWith("HTTP/1.1 200 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
        await stream.WriteAsync("GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        Assert.Contains($"\r\n{home.Address}\r\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_is_reported_like_FreeRADIUS_does_and_ends_with_the_network()
    {
        var home = await _network.StartHomeAsync("CAF0000000001");
        await home.UpdateSessionAsync();
        await _network.DisposeAsync();

        Assert.Equal(["Start", "Interim-Update", "Stop"], _records.Select(record => Value(record.Record, "Acct-Status-Type")));
        Assert.All(_records, record => Assert.Equal("Bearer the-key", record.Key));
        var start = _records[0].Record;
        Assert.Equal("caf0000000001", Value(start, "User-Name"));
        Assert.Equal("CAF0000000001", Value(start, "Calling-Station-Id"));
        Assert.Equal(home.Address.ToString(), Value(start, "Framed-IP-Address"));
        Assert.Equal("ipaddr", (string)start["Framed-IP-Address"]!["type"]!);
        Assert.Matches("^[A-Z][a-z]{2} [0-9]{2} [0-9]{4} [0-9:]{8} UTC$", Value(start, "Event-Timestamp"));
        Assert.Single(_records.Select(record => Value(record.Record, "Acct-Session-Id")).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Home_without_a_line_reports_nothing()
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        await GetAsync(home, "who");

        Assert.Empty(_records);
        await Assert.ThrowsAsync<InvalidOperationException>(() => home.StartSessionAsync());
    }

    [Fact]
    public async Task Restart_of_the_access_server_ends_its_sessions()
    {
        var home = await _network.StartHomeAsync("CAF0000000001");
        await _network.RestartAccessServerAsync();

        Assert.False(home.HasSession);
        Assert.Equal(["Start", "Accounting-Off", "Accounting-On"], _records.Select(record => Value(record.Record, "Acct-Status-Type")));
        Assert.Equal(_network.AccessServer.ToString(), Value(_records[1].Record, "NAS-IP-Address"));
    }

    [Fact]
    public async Task Proxy_adds_no_header_and_drops_what_is_for_the_next_hop()
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        using var client = home.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Provider, "headers"));
        request.Headers.TryAddWithoutValidation("Proxy-Authorization", "Basic x");
        request.Headers.TryAddWithoutValidation("Connection", "x-hop");
        request.Headers.TryAddWithoutValidation("X-Hop", "1");
        request.Headers.TryAddWithoutValidation("X-End", "1");
        using var response = await client.SendAsync(request);

        Assert.Equal(["Connection", "Host", "X-End"],
            (await response.Content.ReadAsStringAsync()).Split(',').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Large_bodies_stream_through_unchanged()
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        var body = new byte[3_000_000];
        for (var i = 0; i < body.Length; i++)
            body[i] = (byte)(i % 251);
        using var client = home.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Provider, "echo")) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await client.SendAsync(request);

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Redirects_paths_and_queries_pass_as_they_are()
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        using var client = home.CreateHttpClient();
        using var redirect = await client.GetAsync(new Uri(Provider, "redirect"));

        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.Equal("/path/a%2Fb?q=%E6%96%99", await GetAsync(home, "path/a%2Fb?q=%E6%96%99"));
    }

    [Fact]
    public async Task Many_requests_at_once_all_get_their_answer()
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        using var client = home.CreateHttpClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetStringAsync(new Uri(Provider, "who"))));

        Assert.All(answers, answer => Assert.Equal(home.Address.ToString(), answer));
    }

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://localhost:9/")]
    public async Task Only_local_servers_that_answer_are_reached(string address)
    {
        var home = await _network.StartHomeWithoutSessionAsync();
        using var client = home.CreateHttpClient();
        using var response = await client.GetAsync(new Uri(address));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    private async Task<string> GetAsync(Home home, string path)
    {
        using var client = home.CreateHttpClient();
        return await client.GetStringAsync(new Uri(Provider.AbsoluteUri + path));
    }

    private static string Value(JsonNode record, string attribute) => (string)record[attribute]!["value"]![0]!;
}
