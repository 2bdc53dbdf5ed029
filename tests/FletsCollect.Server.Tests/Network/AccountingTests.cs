using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FletsCollect.Database.Tests;
using FletsCollect.Lines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Network;

/// <summary>Who may write to the session directory, and what becomes of records that nobody foresaw.</summary>
public sealed class AccountingTests : IAsyncLifetime
{
    private const string OldKey = "the-key-that-is-being-replaced-0123456789";
    private const string NewKey = "the-key-that-takes-its-place-0123456789ab";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly X509Certificate2 Known = TestCertificates.SelfSigned("CN=aaa-1");
    private static readonly X509Certificate2 Next = TestCertificates.SelfSigned("CN=aaa-2");
    private static readonly X509Certificate2 Expired = TestCertificates.SelfSigned("CN=aaa-0", fromDay: -30, toDay: -1);

    private readonly FakeTimeProvider clock = new(Now);
    private readonly Directory server;

    public AccountingTests() => server = new Directory(clock);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Key_takes_over_from_another_while_both_count()
    {
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(OldKey, "192.0.2.10"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(NewKey, "192.0.2.11"));

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(OldKey, "192.0.2.12"));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(NewKey, "192.0.2.13"));

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(OldKey, "192.0.2.14"));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(NewKey, "192.0.2.15"));
        Assert.Null(await LineOfAsync("192.0.2.11"));
        Assert.Null(await LineOfAsync("192.0.2.14"));
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.15"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer another-key-that-nobody-was-ever-given")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + OldKey)]
    [InlineData(OldKey)]
    public async Task Stranger_writes_nothing(string? authorization)
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        if (authorization is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(http, AccountingRecord.Session("Start", "192.0.2.20")));

        Assert.Null(await LineOfAsync("192.0.2.20"));
        Assert.Contains(server.Log.Lines, line => line.Contains("did not authenticate itself as the AAA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificate_of_the_AAA_counts_as_a_key_does()
    {
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Known, "192.0.2.30"));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(Next, "192.0.2.31"));
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.30"));
    }

    [Fact]
    public async Task Certificate_of_somebody_else_or_out_of_its_time_is_nothing()
    {
        using var authority = TestCertificates.NewAuthority("CN=somebody");
        using var sameName = TestCertificates.SelfSigned("CN=aaa-1");
        using var issued = TestCertificates.IssuedBy(TestCertificates.Authority, "aaa-1");
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(sameName, "192.0.2.32"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(issued, "192.0.2.33"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Expired, "192.0.2.34"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync((X509Certificate2?)null, "192.0.2.35"));

        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Known, "192.0.2.36"));
    }

    public static TheoryData<string> Hopeless => new()
    {
        "",
        "{}",
        "[]",
        "null",
        "not json",
        "{\"Acct-Status-Type\":\"Start\"}",
        "{\"Acct-Status-Type\":{\"value\":[{}]},\"NAS-IP-Address\":{\"value\":[\"192.0.2.1\"]}}",
        new string('[', 10_000),
        AccountingRecord.Session("Start", "somewhere"),
        AccountingRecord.Session("Start", "192.0.2.0/24"),
        AccountingRecord.Session("Party", "192.0.2.40"),
        AccountingRecord.Session("Start", "192.0.2.40", ("Calling-Station-Id", "somebody@example.com")),
        AccountingRecord.Session("Start", "192.0.2.40", ("Calling-Station-Id", "回線")),
        AccountingRecord.Session("Start", "192.0.2.40", ("Acct-Session-Id", "")),
        AccountingRecord.Session("Start", "192.0.2.40", ("Acct-Session-Id", new string('s', 129))),
        AccountingRecord.Session("Start", "192.0.2.40", ("Acct-Session-Id", "s\0")),
        AccountingRecord.Session("Start", "192.0.2.40", ("NAS-IP-Address", new string('n', 65))),
        AccountingRecord.Session("Start", "192.0.2.40").Replace("\"s-192.0.2.40\"", "\"\\ud800\"", StringComparison.Ordinal),
    };

    [Theory]
    [MemberData(nameof(Hopeless))]
    public async Task Record_that_will_never_be_good_is_acknowledged_and_ignored(string body)
    {
        using var http = With(OldKey);

        var answer = await Answer.ReadAsync(await http.PostAsync(Path, Json(body)));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("ignored", answer.Text("outcome"));
        Assert.NotNull(answer.Text("reason"));
        Assert.Null(await LineOfAsync("192.0.2.40"));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_acknowledged_and_ignored()
    {
        using var http = With(OldKey);
        using var body = new ByteArrayContent([.. "{\"User-Name\":{\"value\":[\""u8, 0xFF, 0xFE, .. "\"]}}"u8]);

        using var answer = await http.PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Session_that_nothing_is_heard_of_owns_nothing_until_it_is_heard_of_again()
    {
        await PostAsync(OldKey, "192.0.2.50");
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.50"));

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await LineOfAsync("192.0.2.50"));

        await PostAsync(OldKey, "192.0.2.50", "Interim-Update");
        Assert.Equal("CAF0000000002", await LineOfAsync("192.0.2.50"));
    }

    [Fact]
    public async Task Access_server_whose_clock_is_ahead_does_not_hold_its_addresses_for_ever()
    {
        var future = clock.GetUtcNow().AddYears(1).UtcDateTime.ToString("MMM dd yyyy HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
        using var http = With(OldKey);
        await PostAsync(http, AccountingRecord.Session("Start", "192.0.2.60", ("Event-Timestamp", future)));

        clock.Advance(TimeSpan.FromMinutes(1));
        await PostAsync(http, AccountingRecord.Session("Start", "192.0.2.60", ("Acct-Session-Id", "later"), ("Calling-Station-Id", "CAF0000000001")));

        Assert.Equal("CAF0000000001", await LineOfAsync("192.0.2.60"));
    }

    [Theory]
    [InlineData("Acct-Session-Time")]
    [InlineData(null)]
    public async Task Late_update_of_a_session_that_is_new_to_the_directory_takes_no_address_from_a_younger_one(string? age)
    {
        using var http = With(OldKey);
        await PostAsync(http, AccountingRecord.Session("Start", "192.0.2.70", ("Acct-Session-Id", "young"), ("Calling-Station-Id", "CAF0000000001")));
        clock.Advance(TimeSpan.FromMinutes(1));

        await PostAsync(http, AccountingRecord.Session("Interim-Update", "192.0.2.70", ("Acct-Session-Id", "old"), (age ?? "Acct-Session-Time-That-Nobody-Says", "3600")));

        Assert.Equal(age is null ? "CAF0000000002" : "CAF0000000001", await LineOfAsync("192.0.2.70"));
    }

    private static Uri Path => new("network/accounting", UriKind.Relative);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private HttpClient With(string key)
    {
        var http = new HttpClient { BaseAddress = server.Issuer };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private async Task<HttpStatusCode> PostAsync(string key, string address, string status = "Start")
    {
        using var http = With(key);
        return await PostAsync(http, AccountingRecord.Session(status, address));
    }

    private async Task<HttpStatusCode> PostAsync(X509Certificate2? certificate, string address)
    {
        using var http = new HttpClient(TestCertificates.Showing(certificate)) { BaseAddress = server.MutualTlsAddress };
        return await PostAsync(http, AccountingRecord.Session("Start", address));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string body)
    {
        using var answer = await http.PostAsync(Path, Json(body));
        return answer.StatusCode;
    }

    private async Task<string?> LineOfAsync(string address)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var recognition = await scope.ServiceProvider.GetRequiredService<ILineDirectory>().RecogniseAsync(IPAddress.Parse(address), CancellationToken.None);
        return recognition.Succeeded(out var recognised, out _) ? recognised.Line.Number.Value : null;
    }

    private static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>A server with two keys of which one is on its way out, certificates, and half an hour of patience with silence.</summary>
    private sealed class Directory : RunningServer
    {
        public Directory(TimeProvider clock)
            : base(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Network:AccountingKeys:0:Name"] = "old",
                ["Network:AccountingKeys:0:Key"] = OldKey,
                ["Network:AccountingKeys:0:NotAfter"] = $"{Now.AddHours(2):O}",
                ["Network:AccountingKeys:1:Name"] = "new",
                ["Network:AccountingKeys:1:Key"] = NewKey,
                ["Network:AccountingKeys:1:NotBefore"] = $"{Now.AddHours(1):O}",
                ["Network:AccountingCertificates:0:Name"] = "certificate-1",
                ["Network:AccountingCertificates:0:Sha256"] = Fingerprint(Known),
                ["Network:AccountingCertificates:1:Name"] = "certificate-2",
                ["Network:AccountingCertificates:1:Sha256"] = string.Join(':', Fingerprint(Next).Chunk(2).Select(pair => new string(pair))).ToLowerInvariant(),
                ["Network:AccountingCertificates:2:Name"] = "certificate-0",
                ["Network:AccountingCertificates:2:Sha256"] = Fingerprint(Expired),
                ["LineSessions:Silence"] = "00:30:00",
            }) =>
            MutualTlsAddress = new Uri($"https://localhost:{LoopbackPort.Free()}/");
    }
}
