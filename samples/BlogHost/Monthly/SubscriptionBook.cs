using System.Globalization;
using BlogHost.Orders;
using FletsCollect.Merchant;

namespace BlogHost.Monthly;

/// <summary>The subscriptions, in memory and in one JSON file, and what events change of them.</summary>
internal sealed class SubscriptionBook
{
    private readonly TimeProvider _clock;
    private readonly JsonFile<Subscription> _file;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _subscriptions;

    public SubscriptionBook(TimeProvider clock, IConfiguration configuration, IHostEnvironment environment)
    {
        _clock = clock;
        _file = new JsonFile<Subscription>(environment, configuration["Orders:SubscriptionsFile"] ?? "data/subscriptions.json");
        _subscriptions = _file.Read().ToDictionary(subscription => subscription.Reference, StringComparer.Ordinal);
    }

    /// <summary>
    /// A visitor who presses the button twice continues the same subscription, on the day on which it was to start: the provider approves
    /// a reference only once.
    /// </summary>
    public Subscription Begin(string visitorId)
    {
        lock (_lock)
        {
            var today = MonthlyTerms.Today(_clock);
            if (_subscriptions.Values.LastOrDefault(subscription => subscription.VisitorId == visitorId
                && subscription.Status is SubscriptionStatus.Waiting && subscription.Start == today) is { } waiting)
            {
                return waiting;
            }
            var subscription = new Subscription { Reference = Reference.New("SUB"), VisitorId = visitorId, Start = today };
            _subscriptions.Add(subscription.Reference, subscription);
            Save();
            return subscription;
        }
    }

    public Subscription? Find(string reference)
    {
        lock (_lock)
            return _subscriptions.GetValueOrDefault(reference);
    }

    public IReadOnlyList<Subscription> Of(string visitorId)
    {
        lock (_lock)
            return [.. _subscriptions.Values.Where(subscription => subscription.VisitorId == visitorId && !subscription.SignedOut).Reverse()];
    }

    public void Change(string reference, Func<Subscription, Subscription> change)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(reference, out var subscription))
                return;
            _subscriptions[reference] = change(subscription);
            Save();
        }
    }

    /// <summary>Hides what was bought in a sign-in at the provider that is over now.</summary>
    public void SignOut(FletsSignOut signOut)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions.Values.Where(one => one.SubscriberId is not null && signOut.Ends(one.SubscriberId, one.SessionId)).ToList())
                _subscriptions[subscription.Reference] = subscription with { SignedOut = true };
            Save();
        }
    }

    /// <summary>Does what an event asks for; nothing for most. The same event twice changes nothing more.</summary>
    public void Heed(FletsEvent happened)
    {
        if (FletsSubscription.Of(happened) is { } told)
        {
            // Events come in any order: one that is older than what is known already is history.
            Change(told.MerchantReference, known => happened.Time <= known.AsOf
                ? known
                : known.As(told) with { AsOf = happened.Time, PaymentFails = happened.Type is "subscription.renewal_failed" });
        }
        else if (FletsCharge.Of(happened) is { } charge)
        {
            Change(charge.MerchantReference, known => known.Charges.Any(one => one.Id == charge.Id)
                ? known
                : known with { Charges = [.. known.Charges.Append(Month(charge)).OrderBy(one => one.Day)] });
        }
    }

    private static MonthlyCharge Month(FletsCharge charge) =>
        new(charge.Id, charge.BusinessDate, long.Parse(charge.Amount.Value, CultureInfo.InvariantCulture));

    private void Save() => _file.Write(_subscriptions.Values);
}
