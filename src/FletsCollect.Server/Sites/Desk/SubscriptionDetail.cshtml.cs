using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>A subscription, cancelled for its subscriber at the end of what was paid, and that taken back.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class SubscriptionDetailModel(
    FletsCollectDbContext db, AnswerCase answers, UnitOfWork unitOfWork, CancelSubscription cancel, LinePlaces places, TimeProvider clock) : OnBehalfPage(db, answers, clock)
{
    public Subscription Subscription { get; private set; } = null!;

    public string Merchant { get; private set; } = "";

    public string UserName { get; private set; } = "";

    public string LineAddress => places.AddressOf(Subscription.Line);

    /// <summary>True when what can be done next is taking the cancellation back.</summary>
    public bool IsCancelled => Subscription.Status == SubscriptionStatus.CancelScheduled;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        Begin();
        return Page();
    }

    public Task<IActionResult> OnPostCancelAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        id, cancel.CancelAsync, SubscriptionRefusal.AlreadyCancelled,
        row => row.IsOver ? T($"{row.PublicId}を終了しました。", $"{row.PublicId} is over.") : T($"{row.PublicId}を解約しました。{FullDate(row.EndsOn!.Value)}まで使えます。", $"{row.PublicId} is cancelled and runs until {FullDate(row.EndsOn!.Value)}."),
        cancellationToken);

    public Task<IActionResult> OnPostUndoAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        id, cancel.UndoAsync, SubscriptionRefusal.NotCancelled, row => T($"{row.PublicId}の解約を取り消しました。", $"The cancellation of {row.PublicId} was taken back."), cancellationToken);

    private async Task<IActionResult> ChangeAsync(
        string id, Func<FletsCollectDbContext, SubscriptionParty, Guid, CancellationToken, Task<Result<Subscription, SubscriptionRefusal>>> change, SubscriptionRefusal doneBefore,
        Func<Subscription, string> done, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (!HasGround())
            return Page();
        var outcome = await unitOfWork.CommitAsync((unit, token) => change(unit, SubscriptionParty.Desk(Me.PublicId, Ground), Subscription.Id, token), cancellationToken);
        if (outcome.Succeeded(out var changed, out var refusal))
        {
            await NoteInCaseAsync(done(changed), cancellationToken);
            Tell(done(changed));
        }
        else if (refusal != doneBefore)
        {
            Failure = DeskWords.Of(refusal);
            await FindAsync(id, cancellationToken);
            return Page();
        }
        // Sent twice, it was done by the first.
        return Redirect($"/desk/subscriptions/{Subscription.PublicId}");
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Subscription, id, out var key) || await Db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Subscription = found;
        Merchant = await Db.Merchants.Where(row => row.Id == found.MerchantId).Select(row => row.DisplayName).SingleAsync(cancellationToken);
        UserName = await Db.Users.Where(row => row.Id == found.CredentialId).Select(row => row.UserName ?? "").SingleAsync(cancellationToken);
        await ReadCasesAsync(found.CredentialId, cancellationToken);
        return true;
    }
}
