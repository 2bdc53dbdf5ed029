using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>What a list, and an export of it, is narrowed by. What cannot be read is left out and said.</summary>
/// <param name="Search">A reference from its beginning, or an id in full.</param>
/// <param name="Status">A status by its name.</param>
/// <param name="From">The first Japanese day.</param>
/// <param name="To">The last Japanese day.</param>
/// <param name="Plan">A plan's code.</param>
public sealed record SalesFilter(string? Search, string? Status, string? From, string? To, string? Plan = null)
{
    public DateOnly? FirstDay => Day(From);

    public DateOnly? LastDay => Day(To);

    /// <summary>The names of the members that cannot be read.</summary>
    public IReadOnlyList<string> Faults =>
        [.. From is { Length: > 0 } && FirstDay is null ? new[] { nameof(From) } : [], .. To is { Length: > 0 } && LastDay is null ? new[] { nameof(To) } : []];

    public IQueryable<Charge> Apply(IQueryable<Charge> charges)
    {
        if (PublicId.TryParse(PublicId.Charge, Sought, out var id))
            charges = charges.Where(charge => charge.Id == id);
        else if (Sought is { } reference)
            charges = charges.Where(charge => charge.MerchantReference.CompareTo(reference) >= 0 && charge.MerchantReference.CompareTo(reference + ByteOrder.Last) < 0);
        if (Enum.TryParse<ChargeStatus>(Status, out var status))
            charges = charges.OfStatus(status);
        if (FirstDay is { } first && BusinessDate.StartOf(first) is var from)
            charges = charges.Where(charge => charge.CreatedAt >= from);
        if (LastDay is { } last && BusinessDate.StartOf(last.AddDays(1)) is var before)
            charges = charges.Where(charge => charge.CreatedAt < before);
        return charges;
    }

    public IQueryable<Subscription> Apply(IQueryable<Subscription> subscriptions)
    {
        if (PublicId.TryParse(PublicId.Subscription, Sought, out var id))
            subscriptions = subscriptions.Where(subscription => subscription.Id == id);
        else if (Sought is { } reference)
            subscriptions = subscriptions.Where(subscription => subscription.MerchantReference.CompareTo(reference) >= 0 && subscription.MerchantReference.CompareTo(reference + ByteOrder.Last) < 0);
        if (Enum.TryParse<SubscriptionStatus>(Status, out var status))
            subscriptions = subscriptions.Where(subscription => subscription.Status == status);
        if (Plan is { Length: > 0 } plan)
            subscriptions = subscriptions.Where(subscription => subscription.Plan == plan);
        if (FirstDay is { } first && BusinessDate.StartOf(first) is var from)
            subscriptions = subscriptions.Where(subscription => subscription.CreatedAt >= from);
        if (LastDay is { } last && BusinessDate.StartOf(last.AddDays(1)) is var before)
            subscriptions = subscriptions.Where(subscription => subscription.CreatedAt < before);
        return subscriptions;
    }

    /// <summary>True when rows are looked for by what they are called; then they are listed by it.</summary>
    public bool IsSearch => Sought is not null;

    private string? Sought => OneForm.Of(Search) is { Length: > 0 } text ? text : null;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year > 1 && day.Year < 9999 ? day : null;
}
