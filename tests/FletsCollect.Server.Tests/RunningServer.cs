using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FletsCollect.Database.Tests;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting.Throttling;
using FletsCollect.Server.Provider.Storage;
using FletsCollect.Server.Tests;
using FletsCollect.Subscriptions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

[assembly: AssemblyFixture(typeof(RunningServer))]

namespace FletsCollect.Server.Tests;

/// <summary>
/// The real server on a real port, with demo data, its own SQLite file and a clock that tests may move. Tests share it, so each uses
/// orders and credentials of its own.
/// </summary>
public class RunningServer : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("fletscollect-server-").FullName;
    private readonly int port = LoopbackPort.Free();

    private readonly TimeProvider clock;
    private readonly Action<IServiceCollection>? configure;
    private readonly string environment;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly Lazy<Task<string>> issuedId;
    private int lastLine = 8_000_000;

    public RunningServer()
        : this(TimeProvider.System)
    {
        MutualTlsAddress = new Uri($"https://localhost:{LoopbackPort.Free()}/");
    }

    /// <summary>A server of a test's own: on a clock that the test moves, in another environment, or with other settings.</summary>
    internal RunningServer(TimeProvider clock, string environment = "Development", IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null)
    {
        this.configure = configure;
        this.clock = clock;
        this.environment = environment;
        this.settings = settings ?? new Dictionary<string, string>(StringComparer.Ordinal);
        issuedId = new Lazy<Task<string>>(IssueAsync);
        UseKestrel(kestrel =>
        {
            // The test host reads no endpoints from the configuration by itself, as the program does.
            kestrel.Configure(kestrel.ApplicationServices.GetRequiredService<IConfiguration>().GetSection("Kestrel"));
            kestrel.ListenLocalhost(port);
        });
    }

    /// <summary>Every line that the server logged.</summary>
    public CapturedLog Log { get; } = new();

    /// <summary>The connection string of the server's database.</summary>
    public string ConnectionString => $"Data Source={Path.Combine(folder, "server.db")}";

    /// <summary>Where this server listens.</summary>
    public Uri Address => new($"http://localhost:{port}/");

    /// <summary>The address that the world knows: this server's own, unless a test says otherwise.</summary>
    public Uri Issuer => settings.TryGetValue("Provider:Issuer", out var given) ? new Uri(given) : Address;

    /// <summary>Where merchants show their certificates; null when this server takes none.</summary>
    public Uri? MutualTlsAddress { get; protected internal init; }

    public virtual ValueTask InitializeAsync()
    {
        StartServer();
        return ValueTask.CompletedTask;
    }

    /// <summary>Somebody with a browser on line CAF0000000001, which the demo attaches to the loopback address.</summary>
    public Person NewPerson() => new(Issuer);

    /// <summary>A new browser of the one subscriber there is; not signed in yet. A line may have five IDs, so tests share one.</summary>
    public async Task<Person> NewSubscriberAsync() => new(Issuer) { UserName = await issuedId.Value };

    /// <summary>Somebody on a line that nobody else is on, at a server that believes forwarded addresses; has an ID.</summary>
    public async Task<Person> NewSubscriberOnOwnLineAsync(LineServiceType type = LineServiceType.HikariNext)
    {
        var number = Interlocked.Increment(ref lastLine);
        var line = new LineNumber($"CAF{number:D10}");
        var address = $"198.51.100.{number % 250}";
        await DatabaseAsync(db =>
        {
            db.Add(new Line(line, type, LineStatus.Active, $"{number:D10}", new DateOnly(2010, 4, 1), new DateOnly(1975, 4, 1)));
            return db.SaveChangesAsync();
        });
        await using (var scope = Services.CreateAsyncScope())
        {
            Assert.True(AddressPrefix.TryParse(address, out var prefix));
            await scope.ServiceProvider.GetRequiredService<RecordAccounting>().ExecuteAsync(new SessionSeen("test", line.Value, line, [prefix], clock.GetUtcNow().UtcDateTime), CancellationToken.None);
        }
        using var newcomer = new Person(Issuer);
        newcomer.ExtraHeaders["X-Forwarded-For"] = address;
        var person = new Person(Issuer) { UserName = await newcomer.GetIssuedAsync($"{number:D10}"), Line = line };
        person.ExtraHeaders["X-Forwarded-For"] = address;
        return person;
    }

    /// <summary>A browser of somebody else of the household, with an ID of their own.</summary>
    public async Task<Person> NewMemberAsync()
    {
        await issuedId.Value;
        using var newcomer = NewPerson();
        return new Person(Issuer) { UserName = await newcomer.GetIssuedAsync() };
    }

    /// <summary>Charges every period that has begun, as the job would.</summary>
    public async Task RenewAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RenewSubscriptions>().ExecuteAsync(hold: null, CancellationToken.None);
    }

    /// <summary>Takes the demo's line off the loopback address, so that nobody is at home.</summary>
    public Task EndSessionsAsync() => DatabaseAsync(db => db.LineSessions.ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, (DateTime?)clock.GetUtcNow().UtcDateTime)));

    public MerchantClient NewMerchant() => new(Issuer, clock);

    /// <summary>A second merchant, registered with a key and the redirect address of its own.</summary>
    public async Task<MerchantClient> NewOtherMerchantAsync()
    {
        var key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "other" };
        var code = $"other-{Guid.CreateVersion7():N}";
        await DatabaseAsync(db =>
        {
            db.Add(new Merchant(code, MerchantChannel.Internet, MerchantStatus.Live, new MerchantNames("別のお店", "株式会社別", "見本", "東京都", "other@example.com"), null));
            return db.SaveChangesAsync();
        });
        await using var scope = Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var demo = new OpenIddictApplicationDescriptor();
        await applications.PopulateAsync(demo, (await applications.FindByClientIdAsync("hatena-demo"))!);
        demo.ClientId = code;
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        demo.JsonWebKeySet = new JsonWebKeySet { Keys = { new JsonWebKey { Kty = "EC", Crv = "P-256", Kid = "other", X = Base64UrlEncoder.Encode(point.X), Y = Base64UrlEncoder.Encode(point.Y) } } };
        await applications.CreateAsync(demo);
        return new MerchantClient(Issuer, clock) { ClientId = code, SigningKey = key };
    }

    /// <summary>Changes a merchant's registration, as the operator's desk does.</summary>
    public async Task ChangeClientAsync(string clientId, Action<OpenIddictApplicationDescriptor> change)
    {
        await using var scope = Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var application = (await applications.FindByClientIdAsync(clientId))!;
        var descriptor = new OpenIddictApplicationDescriptor();
        await applications.PopulateAsync(descriptor, application);
        change(descriptor);
        await applications.UpdateAsync(application, descriptor);
        await FollowClientsAsync();
    }

    /// <summary>Lets every server learn now what it would learn within the second.</summary>
    protected virtual Task FollowClientsAsync() => Services.GetRequiredService<RegisteredClients>().FollowAsync(CancellationToken.None);

    /// <summary>Reads or changes the server's database.</summary>
    public async Task<T> DatabaseAsync<T>(Func<FletsCollectDbContext, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(environment);
        builder.UseSetting("Provider:Issuer", Issuer.AbsoluteUri);
        builder.UseSetting("Database:ConnectionString", ConnectionString);
        // Tests that care register an address of their own; the sample's may be anybody's.
        builder.UseSetting("Demo:LogoutUri", "");
        // A test that moves the clock decides itself when a job runs, by the command.
        builder.UseSetting("Jobs:Enabled", "false");
        // All tests come from one address.
        foreach (var rule in Enum.GetNames<ThrottleRule>())
            builder.UseSetting($"Throttling:{rule}:Permits", "1000000");
        foreach (var (key, value) in MutualTlsSettings().Concat(settings))
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(clock);
            // A hash that takes a tenth of a second is for those who guess; here hundreds are made, and none is guessed.
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000);
            configure?.Invoke(services);
        });
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Information));
    }

    /// <summary>An endpoint of Kestrel that asks for certificates, configured as an operator would.</summary>
    protected virtual IReadOnlyDictionary<string, string> MutualTlsSettings()
    {
        if (MutualTlsAddress is not { } address)
            return new Dictionary<string, string>(StringComparer.Ordinal);
        var serverFile = Path.Combine(folder, "server.pfx");
        File.WriteAllBytes(serverFile, TestCertificates.Server.Export(X509ContentType.Pfx));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Kestrel:Endpoints:MutualTls:Url"] = address.AbsoluteUri,
            ["Kestrel:Endpoints:MutualTls:Certificate:Path"] = serverFile,
            ["Kestrel:Endpoints:MutualTls:ClientCertificateMode"] = "AllowCertificate",
            ["Provider:MutualTls:Address"] = address.AbsoluteUri,
            ["Provider:MutualTls:Authorities:0"] = AuthorityFile(),
        };
    }

    protected string AuthorityFile()
    {
        var file = Path.Combine(folder, "authority.pem");
        File.WriteAllText(file, TestCertificates.Authority.ExportCertificatePem());
        return file;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<string> IssueAsync()
    {
        using var person = NewPerson();
        return await person.GetIssuedAsync();
    }
}

/// <summary>A server for one class whose tests move the clock.</summary>
public sealed class ClockedServer : RunningServer
{
    public ClockedServer()
        : this(new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
    {
    }

    private ClockedServer(FakeTimeProvider clock)
        : base(clock) => Clock = clock;

    internal FakeTimeProvider Clock { get; }
}

/// <summary>A server behind a proxy on loopback, so that a test can be anywhere.</summary>
public sealed class ServerBehindProxy() : RunningServer(TimeProvider.System, settings: new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["Network:Proxies:0"] = "::1",
    ["Network:Proxies:1"] = "127.0.0.1",
});
