using System.Diagnostics;
using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FletsCollect.Benchmarks;

/// <summary>
/// Closes a month of many charges beside hand-written SQL that puts the same charges onto the same invoices in one transaction, with no
/// check, no progress and no way to resume. Both run on copies of the same database, in turn; compare ratios only.
/// </summary>
internal static class CloseBenchmark
{
    private static readonly BillingMonth Month = new(2026, 10);

    public static async Task RunAsync(DatabaseKind kind, int largest, TextWriter output)
    {
        await output.WriteLineAsync($"{kind}, {Environment.ProcessorCount} cores, five charges a line");
        await output.WriteLineAsync("   charges | hand-written s |   close s | close / hand-written | charges/s | memory of this process, MB before / most | payouts by hand s | statements s");
        foreach (var charges in new[] { largest / 10, largest })
            await RowAsync(kind, charges, output);
    }

    private static async Task RowAsync(DatabaseKind kind, int charges, TextWriter output)
    {
        await using var place = await Place.OpenAsync(kind);
        await using (var db = new FletsCollectDbContext(OptionsOf(kind, place.ConnectionString)))
        {
            await DatabaseSetup.MigrateAsync(db, CancellationToken.None);
            await MonthOfCharges.WriteAsync(db, Month, charges);
        }
        var (hand, close) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var (before, most) = (0L, 0L);
        var (addedUp, settled) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var turn = 0; turn < 2; turn++)
        {
            var byHand = await CopyAsync(place, kind, $"hand{turn}");
            hand = Smaller(hand, await MonthOfCharges.CloseByHandAsync(kind, OptionsOf(kind, byHand), Month));
            var byClose = await CopyAsync(place, kind, $"close{turn}");
            var (took, start, peak) = await CloseAsync(kind, byClose, charges);
            close = Smaller(close, took);
            (before, most) = (start, Math.Max(most, peak));
            var (added, settle) = await SettleAsync(kind, byClose);
            (addedUp, settled) = (Smaller(addedUp, added), Smaller(settled, settle));
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{charges,10:#,0} | {hand.TotalSeconds,14:0.00} | {close.TotalSeconds,9:0.00} | {close / hand,20:0.00} | {charges / close.TotalSeconds,9:0} | {before / 1_048_576.0:0} / {most / 1_048_576.0:0} | {addedUp.TotalSeconds,17:0.00} | {settled.TotalSeconds,12:0.00}"));
    }

    private static async Task<(TimeSpan Took, long Before, long Most)> CloseAsync(DatabaseKind kind, string connectionString, int charges)
    {
        await using var provider = ServicesOf(kind, connectionString);
        await using var scope = provider.CreateAsyncScope();
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = before;
        await using var sampling = new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        var started = Stopwatch.GetTimestamp();
        var outcome = await scope.ServiceProvider.GetRequiredService<CloseMonth>().ExecuteAsync(new CloseMonthCommand(Month), CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started);
        if (!outcome.Succeeded(out var closed, out var refusal) || closed.Items != charges || closed.Parked.Count > 0)
            throw new InvalidOperationException($"The close did not bill all: {closed?.ToString() ?? refusal.ToString()}.");
        return (took, before, most);
    }

    /// <summary>The statements of all merchants over the closed month, beside SQL that claims the same items and adds them up.</summary>
    private static async Task<(TimeSpan Hand, TimeSpan Settle)> SettleAsync(DatabaseKind kind, string connectionString)
    {
        await using var provider = ServicesOf(kind, connectionString);
        await using var scope = provider.CreateAsyncScope();
        await MonthOfCharges.IssueAsync(scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>());
        var hand = await MonthOfCharges.AddUpByHandAsync(OptionsOf(kind, connectionString), Month);
        var started = Stopwatch.GetTimestamp();
        var outcome = await scope.ServiceProvider.GetRequiredService<SettleMerchants>().ExecuteAsync(Month, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started);
        return outcome.Succeeded(out _, out var refusal) ? (hand, took) : throw new InvalidOperationException($"Not settled: {refusal}.");
    }

    internal static ServiceProvider ServicesOf(DatabaseKind kind, string connectionString)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Database:Kind"] = kind.ToString(),
            ["Database:ConnectionString"] = connectionString,
        }).Build();
        var services = new ServiceCollection();
        services.AddFletsCollect();
        services.AddFletsCollectDatabase(configuration);
        services.AddDataProtection();
        return services.BuildServiceProvider();
    }

    /// <summary>A copy of the seeded database, so that every run begins with the same bytes.</summary>
    private static async Task<string> CopyAsync(Place place, DatabaseKind kind, string name)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(place.ConnectionString).DataSource;
            var copy = $"{file}-{name}";
            File.Copy(file, copy);
            return $"Data Source={copy}";
        }
        NpgsqlConnection.ClearAllPools();
        var seeded = new NpgsqlConnectionStringBuilder(place.ConnectionString);
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(place.ConnectionString) { Database = "postgres" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names in it were made here.
        command.CommandText = $"CREATE DATABASE {name} TEMPLATE {seeded.Database}";
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(place.ConnectionString) { Database = name }.ConnectionString;
    }

    internal static DbContextOptions<FletsCollectDbContext> OptionsOf(DatabaseKind kind, string connectionString)
    {
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, kind, connectionString);
        return options.Options;
    }

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
