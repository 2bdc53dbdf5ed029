using FletsCollect.Merchant;

namespace BlogHost.Orders;

/// <summary>
/// The orders, in memory and in one JSON file. A real shop has a database; what matters is the same: one row per order, a reference that
/// never comes twice, and a paid order that nothing changes any more.
/// </summary>
internal sealed class OrderBook
{
    private static readonly TimeSpan s_waits = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _clock;
    private readonly JsonFile<Order> _file;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Order> _orders;

    public OrderBook(TimeProvider clock, IConfiguration configuration, IHostEnvironment environment)
    {
        _clock = clock;
        _file = new JsonFile<Order>(environment, configuration["Orders:File"] ?? "data/orders.json");
        _orders = _file.Read().ToDictionary(order => order.Reference, StringComparer.Ordinal);
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
                Reference = Orders.Reference.New("ORD"),
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

    private void Save() => _file.Write(_orders.Values);
}
