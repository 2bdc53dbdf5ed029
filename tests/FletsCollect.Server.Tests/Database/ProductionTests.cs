using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Database;

/// <summary>Outside Development nothing of the demo exists, and a server that could be opened with the demo's keys does not start.</summary>
public sealed class ProductionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fletscollect-production-").FullName;

    [Fact]
    public async Task Empty_production_database_stays_empty()
    {
        await using var server = Production();
        await MigrateAsync(server);
        await server.InitializeAsync();

        Assert.False(await server.DatabaseAsync(db => db.Lines.AnyAsync()));
        Assert.False(await server.DatabaseAsync(db => db.Merchants.AnyAsync()));
    }

    [Fact]
    public async Task Provider_keys_and_their_ring_are_encrypted_in_the_database()
    {
        await using var server = Production();
        await MigrateAsync(server);
        await server.InitializeAsync();

        var ring = await server.DatabaseAsync(db => db.DataProtectionKeys.Select(key => key.Xml).ToListAsync());

        Assert.All(ring, key => Assert.Contains("encryptedSecret", key, StringComparison.Ordinal));
        Assert.All(ring, key => Assert.Contains("X509Certificate", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_refuses_to_start_with_the_demo_network_key()
    {
        await using var server = Production(new() { ["Network:AccountingKeys:0:Name"] = "aaa", ["Network:AccountingKeys:0:Key"] = "demo-aaa-key-for-development-only" });
        await MigrateAsync(server);

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => server.InitializeAsync().AsTask());

        Assert.Contains("Network:AccountingKeys holds the demo key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_refuses_to_start_on_a_database_with_the_demo_merchants_key()
    {
        await using var demo = new RunningServer(TimeProvider.System);
        await demo.InitializeAsync();
        await using var server = Production(new() { ["Database:ConnectionString"] = demo.ConnectionString });

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => server.InitializeAsync().AsTask());

        Assert.Contains("'hatena-demo' is registered with the demo key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_refuses_to_start_on_a_database_with_demo_staff()
    {
        await using var demo = new RunningServer(TimeProvider.System);
        await demo.InitializeAsync();
        await demo.DatabaseAsync(db => db.Set<OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication<Guid>>().ExecuteDeleteAsync());
        await using var server = Production(new() { ["Database:ConnectionString"] = demo.ConnectionString });

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => server.InitializeAsync().AsTask());

        Assert.Contains("@staff.example has the demo password", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_refuses_to_start_on_a_database_that_is_not_up_to_date()
    {
        await using var server = Production();

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => server.InitializeAsync().AsTask());

        Assert.Contains("Run the command 'migrate'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_refuses_to_start_without_a_certificate_for_its_keys()
    {
        await using var server = new RunningServer(TimeProvider.System, "Production");

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => server.InitializeAsync().AsTask());

        Assert.Contains("KeyProtection:CertificatePath is missing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_refuses_to_believe_every_forwarded_header()
    {
        await using var server = Production(new() { ["ForwardedHeaders_Enabled"] = "true" });

        var refused = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => server.InitializeAsync().AsTask());

        Assert.Contains("Network:Proxies", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private RunningServer Production(Dictionary<string, string>? settings = null)
    {
        settings ??= [];
        settings["KeyProtection:CertificatePath"] = CertificateFile();
        return new RunningServer(TimeProvider.System, "Production", settings);
    }

    private static async Task MigrateAsync(RunningServer server)
    {
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, DatabaseKind.Sqlite, server.ConnectionString);
        await using var db = new FletsCollectDbContext(options.Options);
        await db.Database.MigrateAsync();
    }

    private string CertificateFile()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=FletsCollect keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var file = Path.Combine(folder, "keys.p12");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12));
        return file;
    }
}
