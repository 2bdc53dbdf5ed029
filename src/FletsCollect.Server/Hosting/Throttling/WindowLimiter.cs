using System.Threading.RateLimiting;

namespace FletsCollect.Server.Hosting.Throttling;

/// <summary>
/// Lets so many through in a window that begins with the first. .NET's own fixed window tells neither what is left nor when it ends, and
/// reads another clock than the rest of the product.
/// </summary>
internal sealed class WindowLimiter(ThrottleLimit limit, TimeProvider clock) : RateLimiter
{
    private readonly Lock gate = new();
    private int taken;
    private DateTimeOffset end = clock.GetUtcNow() + limit.Window;

    /// <summary>Null while the window runs; after it there is nothing to remember, so whoever holds limiters may drop this one.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (gate)
                return clock.GetUtcNow() is var now && now >= end ? now - end : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now >= end)
                (taken, end) = (0, now + limit.Window);
            taken = Math.Min(taken + permitCount, limit.Permits + 2);
            return new WindowLease(taken <= limit.Permits, limit, Math.Max(0, limit.Permits - taken), end - now, taken == limit.Permits + 1);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));
}

/// <summary>The answer of a <see cref="WindowLimiter"/>.</summary>
internal sealed class WindowLease(bool isAcquired, ThrottleLimit limit, int remaining, TimeSpan untilReset, bool isFirstRefusal) : RateLimitLease
{
    public override bool IsAcquired => isAcquired;

    public override IEnumerable<string> MetadataNames => [];

    public ThrottleLimit Limit => limit;

    /// <summary>What may still be asked in this window.</summary>
    public int Remaining => remaining;

    /// <summary>Whole seconds until the window ends, at least 1.</summary>
    public int SecondsUntilReset => Math.Max(1, (int)Math.Ceiling(untilReset.TotalSeconds));

    /// <summary>True once in a window, for what should be noted once.</summary>
    public bool IsFirstRefusal => isFirstRefusal;

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }
}
