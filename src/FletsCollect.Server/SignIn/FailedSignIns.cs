using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Counts wrong passwords for an ID by where they come from, so that whoever guesses loses the right to guess from there, and the
/// household that owns the ID loses nothing. Each server counts for itself; Identity's lock-out, which all servers share, stays behind it.
/// </summary>
public sealed class FailedSignIns(TimeProvider clock)
{
    /// <summary>Wrong passwords for one ID from one place within the window.</summary>
    public const int Most = 10;

    /// <summary>Entries at which those that are over are swept out.</summary>
    private const int SweepAt = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Name, string Place), Failures> failures = new();

    /// <summary>True when this place may not try this ID again before its window is over.</summary>
    public bool AreSpent(string name, IPAddress? address) =>
        failures.TryGetValue((name, PlaceOf(address)), out var count) && count.Count >= Most && clock.GetUtcNow() < count.Until;

    /// <summary>Counts a wrong password; true when it was the last one that this place had.</summary>
    public bool Add(string name, IPAddress? address)
    {
        var now = clock.GetUtcNow();
        if (failures.Count >= SweepAt)
        {
            foreach (var ended in failures.Where(entry => now >= entry.Value.Until))
                failures.TryRemove(ended);
        }
        var counted = failures.AddOrUpdate(
            (name, PlaceOf(address)),
            static (_, at) => new Failures(1, at + Window),
            static (_, before, at) => at >= before.Until ? new Failures(1, at + Window) : before with { Count = before.Count + 1 },
            now);
        return counted.Count == Most;
    }

    /// <summary>An IPv4 address, or the /64 that one IPv6 connection has at least: its addresses cost nothing.</summary>
    private static string PlaceOf(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private readonly record struct Failures(int Count, DateTimeOffset Until);
}
