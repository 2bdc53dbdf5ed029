using System.Diagnostics;
using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Benchmarks;

/// <summary>
/// Proves the books of many charges, each with its consent, its answer and its place in the chain of batches, beside the reading and hashing
/// of the chain alone, which whoever proves anything has to do.
/// </summary>
internal static class VerifyBenchmark
{
    public static async Task RunAsync(DatabaseKind kind, int largest, TextWriter output)
    {
        await output.WriteLineAsync($"{kind}, {Environment.ProcessorCount} cores, five charges a line, the month closed");
        await output.WriteLineAsync(" transfers | chain alone s |  verify s | verify / chain | memory of this process, MB before / most");
        foreach (var charges in new[] { largest / 10, largest })
            await RowAsync(kind, charges, output);
    }

    private static async Task RowAsync(DatabaseKind kind, int charges, TextWriter output)
    {
        await using var place = await Place.OpenAsync(kind);
        await using var provider = CloseBenchmark.ServicesOf(kind, place.ConnectionString);
        await using (var scope = provider.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>();
            await DatabaseSetup.MigrateAsync(db, CancellationToken.None);
            await BooksOfCharges.WriteAsync(scope.ServiceProvider, charges);
            var month = BillingMonth.At(TimeProvider.System.GetUtcNow().UtcDateTime);
            if (!(await scope.ServiceProvider.GetRequiredService<CloseMonth>().ExecuteAsync(new CloseMonthCommand(month, Early: true), CancellationToken.None)).Succeeded(out _, out var refusal))
                throw new InvalidOperationException($"The month was not closed: {refusal}.");
            // What the database does by itself when rows come at their own pace.
            await db.Database.ExecuteSqlRawAsync("ANALYZE");
        }
        var (chain, verify) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var (before, most) = (0L, 0L);
        for (var turn = 0; turn < 2; turn++)
        {
            await using var scope = provider.CreateAsyncScope();
            var started = Stopwatch.GetTimestamp();
            await foreach (var fault in BatchChain.FaultsAsync(scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>(), CancellationToken.None))
                throw new InvalidOperationException($"The chain is broken: {fault.Message}");
            chain = Smaller(chain, Stopwatch.GetElapsedTime(started));
            GC.Collect();
            before = Environment.WorkingSet;
            most = Math.Max(most, before);
            await using var sampling = new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
            started = Stopwatch.GetTimestamp();
            var findings = await scope.ServiceProvider.GetRequiredService<VerifyBooks>().ExecuteAsync(CancellationToken.None);
            verify = Smaller(verify, Stopwatch.GetElapsedTime(started));
            if (findings.Count > 0)
                throw new InvalidOperationException($"{findings.Count} findings, the first: {findings[0]}");
        }
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{charges,10:#,0} | {chain.TotalSeconds,13:0.00} | {verify.TotalSeconds,9:0.00} | {verify / chain,14:0.00} | {before / 1_048_576.0:0} / {most / 1_048_576.0:0}"));
    }

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
