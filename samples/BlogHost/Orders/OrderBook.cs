using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>
/// The orders, in memory and in one JSON file. A real shop has a database; what matters is the same: one row per order, a reference that
/// never comes twice, and a paid order that nothing changes any more.
/// </summary>
internal sealed class OrderBook
{
    private static readonly TimeSpan s_waits = TimeSpan.FromMinutes(15);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly TimeProvider _clock;
    private readonly string _file;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Order> _orders;

    // Approvals carry an access token, so they stay in memory: after a restart an unconfirmed order is a case for the support desk.
    private readonly ConcurrentDictionary<string, ApprovedPurchase> _approvals = new(StringComparer.Ordinal);

    public OrderBook(TimeProvider clock, IConfiguration configuration, IHostEnvironment environment)
    {
        _clock = clock;
        _file = Path.Combine(environment.ContentRootPath, configuration["Orders:File"] ?? "data/orders.json");
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        _orders = File.Exists(_file)
            ? JsonSerializer.Deserialize<List<Order>>(File.ReadAllText(_file), s_json)!.ToDictionary(order => order.Reference, StringComparer.Ordinal)
            : new(StringComparer.Ordinal);
    }

    /// <summary>
    /// A visitor who presses the button twice, or comes back from the provider and presses it again, continues the same order: the
    /// provider approves a reference only once, so two tabs cannot become two charges.
    /// </summary>
    public Order Begin(string visitorId)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            if (_orders.Values.LastOrDefault(order => order.VisitorId == visitorId && order.Status is OrderStatus.Waiting
                && order.StartedAt > now - s_waits) is { } waiting)
            {
                return waiting;
            }

            var order = new Order
            {
                // Short enough to read out on the phone, and 54 random bits: never the same twice.
                Reference = $"ORD-{RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 11)}",
                VisitorId = visitorId,
                StartedAt = now,
            };
            _orders.Add(order.Reference, order);
            Save();
            return order;
        }
    }

    public Order? Find(string reference)
    {
        lock (_lock)
            return _orders.GetValueOrDefault(reference);
    }

    public IReadOnlyList<Order> Of(string visitorId)
    {
        lock (_lock)
            return [.. _orders.Values.Where(order => order.VisitorId == visitorId).Reverse()];
    }

    /// <summary>Hides what was bought in a sign-in at the provider that is over now; paid orders too, which nothing else changes.</summary>
    public void SignOut(FletsSignOut signOut)
    {
        lock (_lock)
        {
            foreach (var order in _orders.Values.Where(order => order.SubscriberId is not null && signOut.Ends(order.SubscriberId, order.SessionId)).ToList())
                _orders[order.Reference] = order with { SignedOut = true };
            Save();
        }
    }

    /// <summary>Changes an order unless it is paid: a late answer from another tab must not undo a payment.</summary>
    public void Change(string reference, Func<Order, Order> change)
    {
        lock (_lock)
        {
            if (!_orders.TryGetValue(reference, out var order) || order.Status is OrderStatus.Paid)
                return;
            _orders[reference] = change(order);
            Save();
        }
    }

    /// <summary>The first approval of an order stays: the charge may already have been sent with it.</summary>
    public ApprovedPurchase KeepApproval(ApprovedPurchase approved) => _approvals.GetOrAdd(approved.Purchase.MerchantReference, approved);

    public ApprovedPurchase? Approval(string reference) => _approvals.GetValueOrDefault(reference);

    public void ForgetApproval(string reference) => _approvals.TryRemove(reference, out _);

    private void Save()
    {
        // Written beside and moved, so that a crash leaves the old file and never half of the new one.
        var temporary = _file + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(_orders.Values, s_json));
        File.Move(temporary, _file, overwrite: true);
    }
}
