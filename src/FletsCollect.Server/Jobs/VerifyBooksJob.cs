using System.Diagnostics.Metrics;
using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Reconciliation;

namespace FletsCollect.Server.Jobs;

/// <summary>
/// What the last proof of the books on this server found, as measurements of the meter <c>FletsCollect.Books</c>, which OpenTelemetry can
/// collect: <c>fletscollect.books.findings</c>, <c>fletscollect.books.verified</c> (Unix time of the proof's end) and
/// <c>fletscollect.books.verify.duration</c>. A server that has proved nothing yet reports nothing.
/// </summary>
public sealed class BooksHealth : IDisposable
{
    public const string MeterName = "FletsCollect.Books";

    private readonly Meter meter;
    private BooksProof? last;

    public BooksHealth(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        meter.CreateObservableGauge("fletscollect.books.findings", () => Of(proof => (long)proof.Findings), unit: "{finding}", description: "Places at which an invariant of the books does not hold.");
        meter.CreateObservableGauge("fletscollect.books.verified", () => Of(proof => new DateTimeOffset(proof.EndedAt).ToUnixTimeSeconds()), unit: "s", description: "When the books were last proved.");
        meter.CreateObservableGauge("fletscollect.books.verify.duration", () => Of(proof => proof.Duration.TotalSeconds), unit: "s", description: "How long the last proof took.");
    }

    /// <summary>The last proof; null before the first.</summary>
    public BooksProof? Last => Volatile.Read(ref last);

    public void Note(BooksProof proof) => Volatile.Write(ref last, proof);

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<T>> Of<T>(Func<BooksProof, T> measure)
        where T : struct => Last is { } proof ? [new Measurement<T>(measure(proof))] : [];
}

/// <summary>A proof of the books.</summary>
/// <param name="EndedAt">When it ended, in UTC.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Findings">How many places were wrong.</param>
public sealed record BooksProof(DateTime EndedAt, TimeSpan Duration, int Findings);

/// <summary>Proves the books once a day. It reads only, from one snapshot, and so needs no hold on its lease.</summary>
public sealed partial class VerifyBooksJob(VerifyBooks verify, BooksHealth health, TimeProvider clock, ILogger<VerifyBooksJob> log) : IJob
{
    /// <summary>The outcome of a run that found nothing.</summary>
    public const string Sound = "Every invariant of the books holds.";

    private const int MostLogged = 20;

    public string Name => "verify-books";

    public TimeSpan Interval => TimeSpan.FromDays(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var findings = await verify.ExecuteAsync(cancellationToken);
        health.Note(new BooksProof(clock.Instant(), clock.GetElapsedTime(started), findings.Count));
        foreach (var finding in findings.Take(MostLogged))
            LogFinding(finding.Invariant, finding.Subject, finding.Message);
        return findings.Count == 0
            ? Sound
            : string.Create(CultureInfo.InvariantCulture, $"{findings.Count} FINDINGS in the books: run verify, and stop paying out until each is explained.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The books are wrong: {Invariant} of {Subject}. {Finding}")]
    private partial void LogFinding(Invariant invariant, string subject, string finding);
}
