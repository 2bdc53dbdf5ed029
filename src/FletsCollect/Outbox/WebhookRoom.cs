namespace FletsCollect.Outbox;

/// <summary>
/// Who may send now, when more is due than there is room for. Endpoints that fail have half of the room and one attempt each: they hold
/// each attempt for as long as they may, and must make nobody else wait.
/// </summary>
internal static class WebhookRoom
{
    /// <param name="due">The deliveries that are due, of each endpoint the longest due first.</param>
    /// <param name="endpoints">Their endpoints, and those at which attempts are under way.</param>
    /// <param name="underWay">How many attempts are under way at each endpoint.</param>
    /// <param name="options">The limits.</param>
    public static IReadOnlyList<WebhookDelivery> Choose(
        IEnumerable<WebhookDelivery> due, IReadOnlyDictionary<Guid, WebhookEndpoint> endpoints, IReadOnlyDictionary<Guid, int> underWay, WebhookOptions options)
    {
        var chosen = new List<WebhookDelivery>();
        var atEndpoint = new Dictionary<Guid, int>(underWay);
        var all = underWay.Values.Sum();
        var failing = underWay.Where(pair => !endpoints.TryGetValue(pair.Key, out var endpoint) || endpoint.FailingSince is not null).Sum(pair => pair.Value);
        // One of each endpoint before a second of any.
        foreach (var (delivery, _) in due.GroupBy(delivery => delivery.EndpointId).SelectMany(group => group.Select((delivery, place) => (Delivery: delivery, Place: place))).OrderBy(pair => pair.Place))
        {
            var endpoint = endpoints[delivery.EndpointId];
            var here = atEndpoint.GetValueOrDefault(endpoint.Id);
            var fails = endpoint.FailingSince is not null;
            if (all >= options.MostAtOnce || here >= (fails ? 1 : options.MostAtOncePerEndpoint) || (fails && failing >= options.MostAtOnce / 2))
                continue;
            chosen.Add(delivery);
            atEndpoint[endpoint.Id] = here + 1;
            all++;
            failing += fails ? 1 : 0;
        }
        return chosen;
    }
}
