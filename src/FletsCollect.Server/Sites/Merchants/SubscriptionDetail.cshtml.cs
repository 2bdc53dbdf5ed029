using FletsCollect.Charges;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscriptions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>One subscription with what was charged for it; can be cancelled at the end of what was paid, and that taken back.</summary>
[StaffMay(StaffPermission.ViewSales)]
public sealed class MerchantSubscriptionModel(FletsCollectDbContext db, UnitOfWork unitOfWork, CancelSubscription cancel, TimeProvider clock) : MerchantPage(db, clock)
{
    private const int MostCharges = 60;

    public Subscription Subscription { get; private set; } = null!;

    /// <summary>The latest charges of its periods.</summary>
    public IReadOnlyList<Charge> Charges { get; private set; } = [];

    public string? Failure { get; private set; }

    public bool MayChange => Me.May(StaffPermission.GiveBack) && !Subscription.IsOver;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public Task<IActionResult> OnPostCancelAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, cancel.CancelAsync, SubscriptionRefusal.AlreadyCancelled, cancellationToken);

    public Task<IActionResult> OnPostUndoAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, cancel.UndoAsync, SubscriptionRefusal.NotCancelled, cancellationToken);

    private async Task<IActionResult> ChangeAsync(
        string id, Func<FletsCollectDbContext, SubscriptionParty, Guid, CancellationToken, Task<Result<Subscription, SubscriptionRefusal>>> change, SubscriptionRefusal doneBefore, CancellationToken cancellationToken)
    {
        if (!Me.May(StaffPermission.GiveBack))
            return Forbid(StaffAuthentication.Scheme);
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        var party = SubscriptionParty.Merchant(Merchant.Id, Merchant.Code) with { Actor = Me.Actor };
        var outcome = await unitOfWork.CommitAsync((unit, token) => change(unit, party, Subscription.Id, token), cancellationToken);
        // Sent twice, it was done by the first.
        if (outcome.Succeeded(out _, out var refusal) || refusal == doneBefore)
            return RedirectToPage(new { id });
        await FindAsync(id, cancellationToken);
        Failure = refusal switch
        {
            SubscriptionRefusal.Over => T("すでに終了しています。", "It is over."),
            SubscriptionRefusal.LineEnds => T("回線の契約が終わるため、解約を取り消せません。", "The line ends, so the cancellation cannot be taken back."),
            SubscriptionRefusal.AlreadyCancelled => T("すでに解約されています。", "It was cancelled before."),
            SubscriptionRefusal.NotCancelled => T("解約されていません。", "It is not cancelled."),
            SubscriptionRefusal.NotFound => T("見つかりません。", "There is no such subscription."),
            _ => throw new ArgumentOutOfRangeException(nameof(id), refusal, "Unknown refusal."),
        };
        return Page();
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Subscription, id, out var key) || await Own<Subscription>().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Subscription = found;
        Charges = await (
            from cycle in Db.SubscriptionCycles.AsNoTracking()
            where cycle.SubscriptionId == key
            join charge in Own<Charge>() on cycle.ChargeId equals charge.Id
            orderby charge.CreatedAt descending
            select charge).Take(MostCharges).ToListAsync(cancellationToken);
        return true;
    }
}
