using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Benchmarks;

/// <summary>What it costs to import a register: the first time, and once more with one line in a hundred changed. Memory has to stay flat.</summary>
internal static class LineBenchmark
{
    public static async Task RunAsync(DatabaseKind kind, int scale, TextWriter output)
    {
        await output.WriteLineAsync($"{kind}, {Environment.ProcessorCount} cores, durable commits");
        await output.WriteLineAsync("      lines | first s   rows/s   most heap MB | again s   rows/s   most heap MB");
        foreach (var size in (int[])[10_000 * scale, 100_000 * scale])
        {
            await using var place = await Place.OpenAsync(kind);
            await using var server = new BenchmarkServer(new Setup(kind), place.ConnectionString);
            server.StartServer();
            var first = await ImportAsync(server, size, sequence: 1);
            var again = await ImportAsync(server, size, sequence: 2);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{size,11:N0} | {first.Seconds,7:0.0} {size / first.Seconds,8:0} {first.Heap,14:0} | {again.Seconds,7:0.0} {size / again.Seconds,8:0} {again.Heap,14:0}"));
        }
    }

    private static async Task<(double Seconds, double Heap)> ImportAsync(BenchmarkServer server, int size, int sequence)
    {
        var path = Path.GetTempFileName();
        try
        {
            await WriteAsync(path, size, sequence);
            await using var file = File.OpenRead(path);
            await using var scope = server.Services.CreateAsyncScope();
            GC.Collect();
            var most = 0L;
            await using var sample = new Timer(_ => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 50);
            var started = Stopwatch.GetTimestamp();
            var report = await scope.ServiceProvider.GetRequiredService<ImportLines>().ExecuteAsync(file, new ImportLinesCommand(null, DryRun: false, MayEndMany: true, "benchmark"), CancellationToken.None);
            if (report.Refusal is { } refusal)
                throw new InvalidOperationException($"{refusal}: {string.Join(' ', report.Problems)}");
            await scope.ServiceProvider.GetRequiredService<ApplyLineChanges>().ExecuteAsync(hold: null, CancellationToken.None);
            return (Stopwatch.GetElapsedTime(started).TotalSeconds, most / 1e6);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task WriteAsync(string path, int size, int sequence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        Write($"#fletscollect-lines,1,full,{sequence},2026-11-27");
        Write("line_number,service_type,status,customer_number,contracted_on,contractor_born_on,site,effective_on");
        for (var number = 1; number <= size; number++)
            Write($"CAF{number:D10},hikari_next,{(sequence > 1 && number % 100 == 0 ? "suspended" : "active")},{number:D10},2010-04-01,1980-05-05,KYOTO-{number % 1000:D4},2026-11-27");
        await file.WriteLineAsync($"#end,{size},{Convert.ToHexStringLower(hash.GetCurrentHash())}");

        void Write(string line)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            file.WriteLine(line);
        }
    }
}
