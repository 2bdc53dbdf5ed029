using System.Globalization;
using FletsCollect.Server.Database;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Benchmarks;

/// <summary>
/// Charges per second over HTTP on the full path (sender-constrained token, grant, limit, idempotency, transfers, batch hash, outbox, audit;
/// answered after a durable commit), beside what this machine can do at all. All figures of one table come from one run, each beside its
/// probe and in turn with it; compare their ratios, never the numbers of two machines or two days.
/// </summary>
internal sealed class ChargeBenchmark
{
    private const int MerchantCount = 100;
    private const int LineCount = 10_000;

    /// <summary>Each pair is measured so often in turn; the medians count.</summary>
    private const int Turns = 3;

    private readonly BenchmarkServer server;
    private readonly ProbeServer echo;
    private readonly Shop shop;
    private readonly int scale;
    private readonly TextWriter output;

    private ChargeBenchmark(BenchmarkServer server, ProbeServer echo, Shop shop, int scale, TextWriter output)
    {
        (this.server, this.echo, this.shop, this.scale, this.output) = (server, echo, shop, scale, output);
    }

    public static async Task<IReadOnlyList<Figure>> RunAsync(Setup setup, int scale, TextWriter output)
    {
        await using var place = await Place.OpenAsync(setup.Kind);
        await using var measured = new BenchmarkServer(setup, place.ConnectionString);
        measured.StartServer();
        await using var answering = await ProbeServer.EchoAsync();
        await using var entities = await ProbeServer.ByEntitiesAsync(measured);
        var seller = new Shop(measured.Services, measured.Issuer);
        await seller.OpenAsync(MerchantCount, LineCount);
        seller.RemembersTokens = true;
        var benchmark = new ChargeBenchmark(measured, answering, seller, scale, output);
        await output.WriteLineAsync($"{setup}, {Environment.ProcessorCount} cores, load and server in one process, medians of {Turns} turns");
        await benchmark.WarmUpAsync();
        await output.WriteLineAsync("connections |  charges/s    p50 ms    p99 ms |     echo/s    p50 ms    p99 ms | charges / echo");
        await benchmark.BesideEchoAsync(1, 300);
        await benchmark.BesideEchoAsync(8, 2_000);
        await benchmark.BesideEchoAsync(64, 6_000);
        var busiest = await benchmark.BesideEchoAsync(256, 8_000);
        seller.ProofAlgorithm = SecurityAlgorithms.RsaSsaPssSha256;
        await benchmark.BesideEchoAsync(256, 8_000, "proofs by PS256 instead of ES256");
        seller.ProofAlgorithm = SecurityAlgorithms.EcdsaSha256;
        seller.Certificate = Certificates.Merchant;
        await benchmark.BesideEchoAsync(64, 6_000, "tokens bound to a certificate, both over mutual TLS");
        await benchmark.BesideEchoAsync(256, 8_000, "tokens bound to a certificate, both over mutual TLS");
        seller.Certificate = null;
        seller.RemembersTokens = false;
        await benchmark.BesideEchoAsync(256, 8_000, "tokens of another server, whose signatures are verified too");
        seller.RemembersTokens = true;
        List<Figure> figures = [new(setup, FigureKind.BesideEcho, busiest.Ratio), new(setup, FigureKind.Percentile99, busiest.One.Percentile99)];
        figures.Add(new(setup, FigureKind.HotMerchant, (await benchmark.HotAndSpreadAsync()).Ratio));
        figures.Add(new(setup, FigureKind.BesideEntities, (await benchmark.BesideEntitiesAsync(entities)).Ratio));
        if (setup.Kind == DatabaseKind.PostgreSql)
            figures.Add(new(setup, FigureKind.BesideRawInserts, (await benchmark.BesideRawInsertsAsync(place.ConnectionString)).Ratio));
        await output.WriteLineAsync();
        return figures;
    }

    /// <summary>Compiles the code that will be measured, as far as it gets compiled, and fills the caches of both.</summary>
    private async Task WarmUpAsync()
    {
        for (var turn = 0; turn < 6; turn++)
        {
            var requests = await shop.ApprovedAsync(3_000, MerchantCount);
            await LoadGenerator.RunAsync(server.EndPoint, requests, 64);
            await LoadGenerator.RunAsync(echo.EndPoint, requests, 64);
        }
    }

    private async Task<Comparison> BesideEchoAsync(int connections, int count, string remark = "")
    {
        var requests = await ApprovedInTurnsAsync(count, MerchantCount);
        var shown = shop.Certificate;
        var (ofServer, ofEcho) = shown is null ? (server.EndPoint, echo.EndPoint) : (server.MutualTlsEndPoint, echo.MutualTlsEndPoint);
        var compared = await Comparison.InTurnAsync(
            Turns,
            async turn => (await LoadGenerator.RunAsync(ofServer, requests[turn], connections, shown)).Expect(201),
            // The very same bytes, and more of them, because they are answered so much sooner.
            async turn => (await LoadGenerator.RunAsync(ofEcho, [.. requests[turn], .. requests[turn], .. requests[turn]], connections, shown)).Expect(200));
        await output.WriteLineAsync(Invariant(
            $"{connections,11} | {compared.One.PerSecond,10:0} {compared.One.Median,9:0.00} {compared.One.Percentile99,9:0.00} | {compared.Other.PerSecond,10:0} {compared.Other.Median,9:0.00} {compared.Other.Percentile99,9:0.00} | {compared.Ratio,14:0.000} {remark}").TrimEnd());
        return compared;
    }

    private async Task<Comparison> HotAndSpreadAsync()
    {
        var (hot, spread) = (await ApprovedInTurnsAsync(4_000, 1), await ApprovedInTurnsAsync(4_000, MerchantCount));
        var compared = await Comparison.InTurnAsync(Turns, turn => ChargeAsync(hot[turn]), turn => ChargeAsync(spread[turn]));
        await output.WriteLineAsync(Invariant($"one hot merchant / {MerchantCount} merchants, 64 connections: {compared.One.PerSecond:0} / {compared.Other.PerSecond:0} = {compared.Ratio:0.00}"));
        return compared;
    }

    private async Task<Comparison> BesideEntitiesAsync(ProbeServer entities)
    {
        var (charges, others) = (await ApprovedInTurnsAsync(4_000, MerchantCount), await ApprovedInTurnsAsync(600, MerchantCount));
        var compared = await Comparison.InTurnAsync(
            Turns, turn => ChargeAsync(charges[turn]), async turn => (await LoadGenerator.RunAsync(entities.EndPoint, others[turn], 64)).Expect(201));
        await output.WriteLineAsync(Invariant($"Entity Framework, one transaction for each request, no token check, 64 connections: {compared.One.PerSecond:0} / {compared.Other.PerSecond:0} = {compared.Ratio:0.0}"));
        return compared;
    }

    private async Task<Comparison> BesideRawInsertsAsync(string connectionString)
    {
        var charges = await ApprovedInTurnsAsync(4_000, MerchantCount);
        await using var raw = await RawInserts.OpenAsync(connectionString, clients: 8);
        var compared = await Comparison.InTurnAsync(Turns, turn => ChargeAsync(charges[turn]), _ => raw.RunAsync(4_000 * scale));
        await output.WriteLineAsync(Invariant($"hand-written SQL, one commit for each charge, 8 clients, no HTTP: {compared.One.PerSecond:0} / {compared.Other.PerSecond:0} = {compared.Ratio:0.00}"));
        return compared;
    }

    private async Task<Load> ChargeAsync(byte[][] requests) => (await LoadGenerator.RunAsync(server.EndPoint, requests, 64)).Expect(201);

    private async Task<byte[][][]> ApprovedInTurnsAsync(int count, int merchantCount)
    {
        var turns = new byte[Turns][][];
        for (var turn = 0; turn < Turns; turn++)
            turns[turn] = await shop.ApprovedAsync(count * scale, merchantCount);
        return turns;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
