using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>One subscription: what it costs, when it is charged next, every period so far, and the way to stop it or to let it go on.</summary>
public sealed class SubscriptionDetailModel(FletsCollectDbContext db, UnitOfWork unitOfWork, CancelSubscription cancel, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    private const int PageSize = 24;

    public sealed record Period(DateOnly FirstDay, DateOnly LastDay, DateOnly ChargedOn, Yen Amount, Yen Refunded, string Charge);

    public OwnSubscription Own { get; private set; } = null!;

    public IReadOnlyList<Period> Periods { get; private set; } = [];

    /// <summary>What was just done; the page says so only if it is still true.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "done")]
    public string? Done { get; set; }

    public bool CanUndo => Own.Subscription is { Status: SubscriptionStatus.CancelScheduled, EndReason: not SubscriptionEndReason.LineTerminated, EndsOn: { } last } && last >= BusinessDate.At(Now);

    /// <summary>The day of the next charge if the cancellation is taken back; null when the term is over by then.</summary>
    public DateOnly? NextIfUndone => Own.Schedule.At(Own.Subscription.NextCycle).FirstDay is var day && day > Own.Schedule.End ? null : day;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnSubscription.FindAsync(Db, Person.CredentialId, id, cancellationToken) is not { } own)
            return NotFound();
        Own = own;
        var found = await (
            from cycle in Db.SubscriptionCycles.AsNoTracking()
            where cycle.SubscriptionId == own.Subscription.Id
            join charge in Db.Charges on cycle.ChargeId equals charge.Id
            join captured in Db.ChargeEvents on new { ChargeId = charge.Id, Kind = ChargeEventKind.Capture } equals new { captured.ChargeId, captured.Kind }
            orderby cycle.FirstDay descending
            select new { cycle.FirstDay, cycle.LastDay, captured.BusinessDate, charge.Amount, charge.Refunded, charge.Id })
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        var rows = Cut(found, PageSize);
        Periods = [.. rows.Select(row => new Period(row.FirstDay, row.LastDay, row.BusinessDate, row.Amount, row.Refunded, PublicId.Format(PublicId.Charge, row.Id)))];
        return Page();
    }

    /// <summary>Takes a cancellation back; pressed twice, it is taken back once.</summary>
    public async Task<IActionResult> OnPostUndoAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Subscription, id, out var key))
            return NotFound();
        var outcome = await unitOfWork.CommitAsync((work, token) => cancel.UndoAsync(work, SubscriptionParty.Subscriber(Person.CredentialId, Person.UserName), key, token), cancellationToken);
        if (outcome.Succeeded(out _, out var refusal) || refusal == SubscriptionRefusal.NotCancelled)
            return Redirect($"/account/subscriptions/{id}?done=undone");
        return refusal == SubscriptionRefusal.NotFound ? NotFound() : Redirect($"/account/subscriptions/{id}?done=not-undone");
    }
}
