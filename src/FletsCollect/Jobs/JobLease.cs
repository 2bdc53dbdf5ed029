namespace FletsCollect.Jobs;

/// <summary>
/// Says which server runs a job, until when, and what came of the last run. The epoch counts the holders: a holder that was paused beyond
/// its lease finds another epoch here and must stop, so two servers never do one job's work at once.
/// </summary>
public sealed class JobLease
{
    private JobLease() { }

    public JobLease(string name) => Name = name;

    /// <summary>The job.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Who runs it, or ran it last.</summary>
    public string Holder { get; private set; } = "";

    /// <summary>Moves with every new holder, and fences off the ones before.</summary>
    public long Epoch { get; private set; }

    /// <summary>Until when nobody else may run it; null when nobody does.</summary>
    public DateTime? HeldUntil { get; private set; }

    public DateTime? StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    /// <summary>What the last finished run said of itself, or why it failed.</summary>
    public string? Outcome { get; private set; }

    /// <summary>True when the last finished run failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>True while a holder may be at work.</summary>
    public bool IsHeldAt(DateTime now) => HeldUntil > now;

    /// <summary>
    /// True when the job should run: nobody runs it, and the last run ended long enough ago. Without an interval that is not asked, because
    /// the server that ended it may have a clock that is ahead.
    /// </summary>
    public bool IsDueAt(DateTime now, TimeSpan interval) =>
        !IsHeldAt(now) && (interval == TimeSpan.Zero || FinishedAt is not { } finished || finished + interval <= now || StartedAt > finished);

    internal void Take(string holder, DateTime now, DateTime until)
    {
        Holder = holder;
        Epoch++;
        HeldUntil = until;
        StartedAt = now;
    }

    internal void Finish(DateTime now, string outcome, bool failed)
    {
        HeldUntil = null;
        FinishedAt = now;
        Outcome = outcome.Length > LongestOutcome ? outcome[..LongestOutcome] : outcome;
        Failed = failed;
    }

    internal const int LongestOutcome = 500;
}
