using System.Net;
using FletsCollect.Lines;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Network;

/// <summary>Access server to AAA to session directory, with the programs that operators run.</summary>
public sealed class FreeRadiusTests : IAsyncLifetime
{
    private const string DemoKey = "demo-aaa-key-for-development-only";

    private readonly RunningServer server = new(TimeProvider.System);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Session_that_the_access_server_starts_puts_its_addresses_on_the_line_until_it_stops()
    {
        await using var radius = await FreeRadius.StartAsync(server.Issuer, DemoKey);

        Assert.True(await radius.AccountAsync(Session("Start", "s1", "CAF0000000001", "192.0.2.10", "2001:db8:2::/56")));
        Assert.Equal("CAF0000000001", await LineOfAsync("192.0.2.10"));
        Assert.Equal("CAF0000000001", await LineOfAsync("2001:db8:2:ff::1"));
        Assert.Null(await LineOfAsync("2001:db8:3::1"));

        Assert.True(await radius.AccountAsync(Session("Stop", "s1", "CAF0000000001", "192.0.2.10", "2001:db8:2::/56")));
        Assert.Null(await LineOfAsync("192.0.2.10"));
    }

    [Fact]
    public async Task Interim_update_mends_a_start_that_was_lost()
    {
        await using var radius = await FreeRadius.StartAsync(server.Issuer, DemoKey);

        Assert.True(await radius.AccountAsync(Session("Interim-Update", "s2", "caf0000000002", "192.0.2.20")));

        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.20"));
    }

    [Fact]
    public async Task Restart_of_the_access_server_ends_its_sessions()
    {
        await using var radius = await FreeRadius.StartAsync(server.Issuer, DemoKey);
        await radius.AccountAsync(Session("Start", "s3", "CAF0000000002", "192.0.2.30"));

        Assert.True(await radius.AccountAsync("Acct-Status-Type = Accounting-On", "NAS-IP-Address = 198.51.100.1"));

        Assert.Null(await LineOfAsync("192.0.2.30"));
    }

    [Fact]
    public async Task Record_that_will_never_be_good_is_acknowledged_so_that_it_is_not_sent_for_ever()
    {
        await using var radius = await FreeRadius.StartAsync(server.Issuer, DemoKey);

        Assert.True(await radius.AccountAsync(Session("Start", "s4", "somebody@example.com", "192.0.2.40")));

        Assert.Null(await LineOfAsync("192.0.2.40"));
    }

    [Fact]
    public async Task Record_that_the_directory_did_not_take_is_not_acknowledged()
    {
        await using var radius = await FreeRadius.StartAsync(server.Issuer, "a-key-that-the-directory-does-not-know");

        Assert.False(await radius.AccountAsync(Session("Start", "s5", "CAF0000000001", "192.0.2.50")));

        Assert.Null(await LineOfAsync("192.0.2.50"));
    }

    private static string[] Session(string status, string id, string line, string address, string? prefix = null) =>
    [
        $"Acct-Status-Type = {status}",
        $"Acct-Session-Id = \"{id}\"",
        $"User-Name = \"{line}\"",
        "NAS-IP-Address = 198.51.100.1",
        $"Framed-IP-Address = {address}",
        .. prefix is null ? [] : new[] { $"Delegated-IPv6-Prefix = {prefix}" },
    ];

    private async Task<string?> LineOfAsync(string address)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var recognition = await scope.ServiceProvider.GetRequiredService<ILineDirectory>().RecogniseAsync(IPAddress.Parse(address), CancellationToken.None);
        return recognition.Succeeded(out var recognised, out _) ? recognised.Line.Number.Value : null;
    }
}
