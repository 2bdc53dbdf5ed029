namespace FletsCollect.Server.Tests.Network;

/// <summary>A server behind a configured reverse proxy: what the proxy says of the client counts, what the client says does not.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly RunningServer server = new(TimeProvider.System, settings: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Network:Proxies:0"] = "::1",
        ["Network:Proxies:1"] = "127.0.0.1",
        ["Network:Proxies:2"] = "198.51.100.0/24",
    });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("192.0.2.50", "L01")]
    [InlineData("127.0.0.1, 192.0.2.50", "L01")]
    [InlineData("127.0.0.1, 192.0.2.50, 198.51.100.7", "L01")]
    public async Task Nearest_address_that_is_no_proxy_is_the_clients(string forwardedFor, string code)
    {
        using var person = server.NewPerson();
        person.ExtraHeaders["X-Forwarded-For"] = forwardedFor;

        var page = await person.OpenAsync("/issue");

        Assert.Equal(code, page.Document!.QuerySelector("#line-refusal")?.GetAttribute("data-code"));
    }

    [Fact]
    public async Task Address_that_the_proxy_names_is_on_its_own_line()
    {
        await ConnectAsync("192.0.2.60");
        using var person = server.NewPerson();
        person.ExtraHeaders["X-Forwarded-For"] = "203.0.113.9, 192.0.2.60";

        var page = await person.OpenAsync("/issue");

        Assert.Equal("CAF******0002", page.Document!.QuerySelector("#recognised-line")?.TextContent);
    }

    private async Task ConnectAsync(string address)
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", "demo-aaa-key-for-development-only");
        using var record = new StringContent(
            $$$"""
            {"Acct-Status-Type":{"type":"integer","value":["Start"]},"Acct-Session-Id":{"type":"string","value":["s-{{{address}}}"]},
             "NAS-IP-Address":{"type":"ipaddr","value":["192.0.2.1"]},"Calling-Station-Id":{"type":"string","value":["CAF0000000002"]},
             "Framed-IP-Address":{"type":"ipaddr","value":["{{{address}}}"]}}
            """,
            System.Text.Encoding.UTF8,
            "application/json");
        using var answer = await http.PostAsync(new Uri("network/accounting", UriKind.Relative), record);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
    }
}
