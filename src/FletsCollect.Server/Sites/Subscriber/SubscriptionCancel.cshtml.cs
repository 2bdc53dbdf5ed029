using FletsCollect.Calendars;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Asks once more before a subscription is cancelled, and says what that means on which day.</summary>
public sealed class SubscriptionCancelModel(FletsCollectDbContext db, UnitOfWork unitOfWork, CancelSubscription cancel, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public OwnSubscription Own { get; private set; } = null!;

    /// <summary>Its last day if it is cancelled now; null when it ends at once.</summary>
    public DateOnly? LastDay { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnSubscription.FindAsync(Db, Person.CredentialId, id, cancellationToken) is not { } own)
            return NotFound();
        if (own.Subscription.Status is not (SubscriptionStatus.Active or SubscriptionStatus.Suspended))
            return Redirect($"/account/subscriptions/{own.Subscription.PublicId}");
        Own = own;
        LastDay = own.Subscription.LastDayIfCancelled(own.Schedule, Now);
        return Page();
    }

    /// <summary>Pressed twice, it is cancelled once.</summary>
    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Subscription, id, out var key))
            return NotFound();
        var outcome = await unitOfWork.CommitAsync((work, token) => cancel.CancelAsync(work, SubscriptionParty.Subscriber(Person.CredentialId, Person.UserName), key, token), cancellationToken);
        return !outcome.Succeeded(out _, out var refusal) && refusal == SubscriptionRefusal.NotFound ? NotFound() : Redirect($"/account/subscriptions/{id}?done=cancelled");
    }
}
