using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Hosting.Throttling;

/// <summary>Counts what each place and each merchant asks of this server.</summary>
public sealed class Throttles(IOptions<ThrottlingOptions> options, IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private readonly PartitionedRateLimiter<(ThrottleRule Rule, string Whom)> limiters =
        PartitionedRateLimiter.Create<(ThrottleRule Rule, string Whom), (ThrottleRule Rule, string Whom)>(
            asked => RateLimitPartition.Get(asked, key => new WindowLimiter(options.Value.Of(key.Rule), clock)));

    public void Dispose() => limiters.Dispose();

    /// <summary>Counts one request; the first that is refused in a window leaves an audit entry.</summary>
    internal async Task<WindowLease> TakeAsync(ThrottleRule rule, string whom, CancellationToken cancellationToken)
    {
        var lease = (WindowLease)limiters.AttemptAcquire((rule, whom));
        if (lease.IsFirstRefusal)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<UnitOfWork>().CommitAsync(
                (db, _) => Task.FromResult(db.Add(AuditEntry.Of("request.throttled", AuditActor.Anonymous, rule.ToString(), clock.Instant(), new { whom, lease.Limit.Permits }))),
                cancellationToken);
        }
        return lease;
    }

    /// <summary>
    /// Where a request comes from, as one connection: an IPv4 address, or the /64 that one IPv6 connection has at least, whose addresses
    /// cost nothing.
    /// </summary>
    public static string PlaceOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]) + "/64"
            : address.ToString();
    }
}
