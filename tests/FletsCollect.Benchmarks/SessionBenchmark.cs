using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Benchmarks;

/// <summary>
/// What it costs to find the line of an address, among more and more sessions that each own an IPv4 address and an IPv6 prefix. The sizes
/// are measured in turns, so that a machine whose speed drifts drifts for all of them; beside each a round trip to the same database that
/// looks nothing up.
/// </summary>
internal static class SessionBenchmark
{
    private const int Turns = 10;
    private const int Chunk = 5_000;

    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    public static async Task RunAsync(DatabaseKind kind, int scale, TextWriter output)
    {
        List<Directory> directories = [];
        try
        {
            foreach (var size in Sizes)
                directories.Add(await Directory.OpenAsync(kind, size));
            foreach (var directory in directories)
                await directory.TurnAsync(500);
            foreach (var directory in directories)
                directory.Forget();
            for (var turn = 0; turn < Turns; turn++)
            {
                foreach (var directory in directories)
                    await directory.TurnAsync(500 * scale);
            }
            await output.WriteLineAsync($"{kind}, {Environment.ProcessorCount} cores, one look-up after another, each in a scope of its own as in a request");
            await output.WriteLineAsync("   sessions | look-up p50 us   p99 us | round trip p50 us | look-up / look-up among 10,000");
            foreach (var directory in directories)
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{directory.Size,11:N0} | {directory.Median,14:0} {directory.Percentile99,8:0} | {directory.RoundTrip,17:0} | {directory.Median / directories[0].Median,30:0.00}"));
            }
        }
        finally
        {
            foreach (var directory in directories)
                await directory.DisposeAsync();
        }
    }

    private sealed class Directory : IAsyncDisposable
    {
        private readonly Place place;
        private readonly BenchmarkServer server;
        private readonly List<double> lookUps = [];
        private readonly List<double> roundTrips = [];

        private Directory(Place place, BenchmarkServer server, int size) => (this.place, this.server, Size) = (place, server, size);

        public int Size { get; }

        public double Median => Percentile(lookUps, 0.5);

        public double Percentile99 => Percentile(lookUps, 0.99);

        public double RoundTrip => Percentile(roundTrips, 0.5);

        public static async Task<Directory> OpenAsync(DatabaseKind kind, int size)
        {
            var opened = await Place.OpenAsync(kind);
            var started = new BenchmarkServer(new Setup(kind), opened.ConnectionString);
            started.StartServer();
            for (var first = 0; first < size; first += Chunk)
                await FillAsync(started, first);
            if (kind == DatabaseKind.PostgreSql)
            {
                await using var scope = started.Services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>().Database.ExecuteSqlAsync($"ANALYZE");
            }
            return new Directory(opened, started, size);
        }

        /// <summary>As many look-ups, of IPv4 and IPv6 addresses in turn, and a round trip for each.</summary>
        public async Task TurnAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var number = RandomNumberGenerator.GetInt32(Size);
                var address = i % 2 == 0 ? IPv4Of(number) : InsideOf(number, (byte)RandomNumberGenerator.GetInt32(256));
                await using var scope = server.Services.CreateAsyncScope();
                var lines = scope.ServiceProvider.GetRequiredService<ILineDirectory>();
                var started = Stopwatch.GetTimestamp();
                var recognition = await lines.RecogniseAsync(address, CancellationToken.None);
                lookUps.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                if (!recognition.Succeeded(out var recognised, out var refusal) || recognised.Line.Number != NumberOf(number))
                    throw new InvalidOperationException($"{address} was not found on its line: {refusal}.");

                var db = scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>();
                started = Stopwatch.GetTimestamp();
                await db.Database.ExecuteSqlAsync($"SELECT 1");
                roundTrips.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }

        /// <summary>Forgets what was measured while the code was compiled and the caches were cold.</summary>
        public void Forget()
        {
            lookUps.Clear();
            roundTrips.Clear();
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await place.DisposeAsync();
        }

        private static async Task FillAsync(BenchmarkServer server, int first)
        {
            await using var scope = server.Services.CreateAsyncScope();
            var writer = scope.ServiceProvider.GetRequiredService<ISetWriter>();
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            await scope.ServiceProvider.GetRequiredService<UnitOfWork>().CommitAsync(
                async (db, token) =>
                {
                    var set = new WriteSet();
                    for (var number = first; number < first + Chunk; number++)
                    {
                        var line = new Line(NumberOf(number), LineServiceType.HikariNext, LineStatus.Active, $"{number:D10}", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5));
                        var session = new LineSession(line.Number, $"s{number}", "192.0.2.1", now, now);
                        set.Insert(line);
                        set.Insert(session);
                        set.Insert(new LineSessionAddress(AddressPrefix.Covering(IPv4Of(number))[0], session.Id));
                        set.Insert(new LineSessionAddress(AddressPrefix.Covering(InsideOf(number, 0)).Single(prefix => prefix.Network.PrefixLength == 56), session.Id));
                    }
                    await writer.WriteAsync(db, set, token);
                    return true;
                },
                CancellationToken.None);
        }

        private static LineNumber NumberOf(int number) => new($"CAF9{number:D9}");

        private static IPAddress IPv4Of(int number) => new([11, .. Digits(number)]);

        /// <summary>An address in the /56 of a session.</summary>
        private static IPAddress InsideOf(int number, byte host) => new([0x20, 0x01, 0x0d, 0xb8, .. Digits(number), host, 0, 0, 0, 0, 0, 0, 0, 1]);

        private static byte[] Digits(int number) => [(byte)((number >> 16) & 0xFF), (byte)((number >> 8) & 0xFF), (byte)(number & 0xFF)];

        private static double Percentile(List<double> values, double part)
        {
            var ordered = values.Order().ToList();
            return ordered[(int)Math.Min(ordered.Count - 1, ordered.Count * part)];
        }
    }
}
