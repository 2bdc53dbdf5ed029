using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FletsCollect.Database.Tests;
using FletsCollect.Lines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Network;

/// <summary>Access server to AAA to session directory, with the programs that operators run.</summary>
public sealed class FreeRadiusTests(FreeRadiusTests.Network network) : IClassFixture<FreeRadiusTests.Network>
{
    private const string DemoKey = "demo-aaa-key-for-development-only";

    private readonly RunningServer server = network.Server;
    private readonly FreeRadius radius = network.Radius;

    [Fact]
    public async Task Session_that_the_access_server_starts_puts_its_addresses_on_the_line_until_it_stops()
    {
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
        Assert.True(await radius.AccountAsync(Session("Interim-Update", "s2", "caf0000000002", "192.0.2.20")));

        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.20"));
    }

    [Fact]
    public async Task Restart_of_the_access_server_ends_its_sessions()
    {
        await radius.AccountAsync(Session("Start", "s3", "CAF0000000002", "192.0.2.30"));

        Assert.True(await radius.AccountAsync("Acct-Status-Type = Accounting-On", "NAS-IP-Address = 198.51.100.1"));

        Assert.Null(await LineOfAsync("192.0.2.30"));
    }

    [Fact]
    public async Task Record_that_will_never_be_good_is_acknowledged_so_that_it_is_not_sent_for_ever()
    {
        Assert.True(await radius.AccountAsync(Session("Start", "s4", "somebody@example.com", "192.0.2.40")));

        Assert.Null(await LineOfAsync("192.0.2.40"));
    }

    [Fact]
    public async Task Record_that_the_directory_did_not_take_is_not_acknowledged()
    {
        await using var stranger = await FreeRadius.StartAsync(server.Issuer, "a-key-that-the-directory-does-not-know");

        Assert.False(await stranger.InsistAsync(attempts: 1, Session("Start", "s5", "CAF0000000001", "192.0.2.50")));

        Assert.Null(await LineOfAsync("192.0.2.50"));
    }

    [Fact]
    public async Task Stop_that_overtook_its_start_wins_and_repeats_change_nothing()
    {
        Assert.True(await radius.AccountAsync(Session("Stop", "s6", "CAF0000000001", "192.0.2.60")));
        Assert.True(await radius.AccountAsync(Session("Start", "s6", "CAF0000000001", "192.0.2.60")));
        Assert.True(await radius.AccountAsync(Session("Interim-Update", "s6", "CAF0000000001", "192.0.2.60")));

        Assert.Null(await LineOfAsync("192.0.2.60"));
    }

    [Fact]
    public async Task Address_that_another_line_is_given_is_that_lines_at_once_and_stays_so()
    {
        Assert.True(await radius.AccountAsync([.. Session("Start", "s7", "CAF0000000001", "192.0.2.70"), "Event-Timestamp = 1700000000"]));

        Assert.True(await radius.AccountAsync([.. Session("Start", "s8", "CAF0000000002", "192.0.2.70"), "Event-Timestamp = 1700000060"]));
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.70"));

        Assert.True(await radius.AccountAsync(Session("Interim-Update", "s7", "CAF0000000001", "192.0.2.70")));
        Assert.True(await radius.AccountAsync(Session("Stop", "s7", "CAF0000000001", "192.0.2.70")));
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.70"));
    }

    [Fact]
    public async Task Longest_prefix_that_holds_an_address_decides()
    {
        Assert.True(await radius.AccountAsync(Session("Start", "s9", "CAF0000000001", "192.0.2.90", "2001:db8:9::/48")));

        Assert.True(await radius.AccountAsync([.. Session("Start", "s10", "CAF0000000002", "192.0.2.91", "2001:db8:9:ab00::/56"), "Framed-IPv6-Prefix = 2001:db8:a::/64"]));

        Assert.Equal("CAF0000000002", await LineOfAsync("2001:db8:9:abcd::1"));
        Assert.Equal("CAF0000000002", await LineOfAsync("2001:db8:a::1"));
        Assert.Equal("CAF0000000001", await LineOfAsync("2001:db8:9:ac00::1"));
    }

    [Fact]
    public async Task Shutdown_of_the_access_server_ends_its_sessions_and_no_others()
    {
        await radius.AccountAsync(Session("Start", "s11", "CAF0000000001", "192.0.2.110"));
        await radius.AccountAsync([.. Session("Start", "s11", "CAF0000000002", "192.0.2.111").Select(attribute => attribute.Replace("198.51.100.1", "198.51.100.2", StringComparison.Ordinal))]);

        Assert.True(await radius.AccountAsync("Acct-Status-Type = Accounting-Off", "NAS-IP-Address = 198.51.100.1"));

        Assert.Null(await LineOfAsync("192.0.2.110"));
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.111"));
    }

    [Fact]
    public async Task Attributes_in_Japanese_do_no_harm()
    {
        Assert.True(await radius.AccountAsync(
            [.. Session("Start", "セッション", "回線契約者", "192.0.2.120"), "Calling-Station-Id = \"CAF0000000002\"", "NAS-Port-Id = \"収容局 1/1/1\"", "Reply-Message = \"\\000\\377\""]));

        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.120"));
    }

    [Fact]
    public async Task AAA_with_a_certificate_needs_no_key()
    {
        using var certificate = TestCertificates.SelfSigned("CN=aaa");
        using var stranger = TestCertificates.SelfSigned("CN=aaa");
        await using var directory = new DirectoryWithCertificate(certificate);
        await directory.InitializeAsync();

        await using (var known = await FreeRadius.StartAsync(directory.MutualTlsAddress!, accountingKey: null, directory.Tls(certificate)))
            Assert.True(await known.AccountAsync(Session("Start", "s13", "CAF0000000002", "192.0.2.130")));
        await using (var unknown = await FreeRadius.StartAsync(directory.MutualTlsAddress!, accountingKey: null, directory.Tls(stranger)))
            Assert.False(await unknown.InsistAsync(attempts: 1, Session("Start", "s14", "CAF0000000002", "192.0.2.131")));
    }

    [Fact]
    public async Task Directory_that_is_away_or_fails_gives_no_acknowledgement_and_gets_the_record_again()
    {
        var port = LoopbackPort.Free();
        await using var lonely = await FreeRadius.StartAsync(new Uri($"http://127.0.0.1:{port}"), DemoKey);
        Assert.False(await lonely.InsistAsync(attempts: 1, Session("Start", "s15", "CAF0000000001", "192.0.2.150")));

        Queue<int> answers = new([500, 401]);
        var taken = 0;
        await using var directory = WebApplication.CreateSlimBuilder().Build();
        directory.Urls.Add($"http://127.0.0.1:{port}");
        directory.MapPost("/network/accounting", () =>
        {
            taken++;
            return Results.StatusCode(answers.TryDequeue(out var code) ? code : 204);
        });
        await directory.StartAsync(TestContext.Current.CancellationToken);
        while (answers.Count > 0)
            Assert.False(await lonely.InsistAsync(attempts: 1, Session("Start", $"s{answers.Count}", "CAF0000000001", "192.0.2.150")));
        Assert.Equal(2, taken);

        // An access server that is not answered sends the very same packet again.
        answers.Enqueue(503);
        taken = 0;
        Assert.True(await lonely.InsistAsync(attempts: 5, Session("Start", "s16", "CAF0000000001", "192.0.2.150")));
        Assert.Equal(2, taken);
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

    /// <summary>A directory and the AAA that feeds it.</summary>
    public sealed class Network : IAsyncLifetime
    {
        public RunningServer Server { get; } = new(TimeProvider.System);

        public FreeRadius Radius { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Server.InitializeAsync();
            Radius = await FreeRadius.StartAsync(Server.Issuer, DemoKey);
        }

        public async ValueTask DisposeAsync()
        {
            await Radius.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    /// <summary>A directory that knows a certificate and no key.</summary>
    private sealed class DirectoryWithCertificate : RunningServer
    {
        private readonly string folder = Directory.CreateTempSubdirectory("fletscollect-aaa-").FullName;

        public DirectoryWithCertificate(X509Certificate2 known)
            : base(TimeProvider.System, settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Network:AccountingCertificates:0:Name"] = "aaa",
                ["Network:AccountingCertificates:0:Sha256"] = known.GetCertHashString(HashAlgorithmName.SHA256),
            }) =>
            MutualTlsAddress = new Uri($"https://localhost:{LoopbackPort.Free()}/");

        /// <summary>What the operator of an AAA that holds a certificate writes into <c>tls.conf</c>.</summary>
        public string Tls(X509Certificate2 certificate)
        {
            using var key = certificate.GetECDsaPrivateKey()!;
            return $"""
                ca_info_file = "{Pem("ca", TestCertificates.Authority.ExportCertificatePem())}"
                certificate_file = "{Pem("certificate", certificate.ExportCertificatePem())}"
                private_key_file = "{Pem("key", key.ExportPkcs8PrivateKeyPem())}"
                """;
        }

        /// <summary>FreeRADIUS trusts authorities, not a server that vouches for itself.</summary>
        protected override IReadOnlyDictionary<string, string> MutualTlsSettings()
        {
            using var server = TestCertificates.IssuedBy(TestCertificates.Authority, "localhost", purpose: "1.3.6.1.5.5.7.3.1");
            var file = Path.Combine(folder, "server.pfx");
            File.WriteAllBytes(file, server.Export(X509ContentType.Pfx));
            return new Dictionary<string, string>(base.MutualTlsSettings(), StringComparer.Ordinal) { ["Kestrel:Endpoints:MutualTls:Certificate:Path"] = file };
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private string Pem(string name, string text)
        {
            var file = Path.Combine(folder, name + ".pem");
            File.WriteAllText(file, text);
            return file;
        }
    }
}
