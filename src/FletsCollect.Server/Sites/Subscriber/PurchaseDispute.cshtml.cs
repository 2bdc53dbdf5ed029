using FletsCollect.Charges;
using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>“I don't recognise this”: shows how the purchase was approved, and opens a dispute of it with the desk.</summary>
public sealed class PurchaseDisputeModel(FletsCollectDbContext db, OpenDispute open, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    public OwnPurchase Own { get; private set; } = null!;

    [BindProperty]
    public string? Statement { get; set; }

    public string? StatementError { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnPurchase.FindAsync(Db, Credential, id, cancellationToken) is not { } own)
            return NotFound();
        if (own.Charge.Status != ChargeStatus.Confirmed || !own.Charge.Remaining.IsPositive || await Db.Disputes.AnyAsync(row => row.LiveChargeId == own.Charge.Id, cancellationToken))
            return Redirect(own.Address);
        Own = own;
        return Page();
    }

    /// <summary>Pressed twice, it is disputed once, and both lead to the receipt, which says so.</summary>
    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnPurchase.FindAsync(Db, Credential, id, cancellationToken) is not { } own)
            return NotFound();
        if (TypedText.Read(Statement, Dispute.LongestStatement) is not { } statement)
        {
            Own = own;
            StatementError = T($"状況を1〜{Dispute.LongestStatement}文字で入力してください。", $"Say what is wrong, in 1 to {Dispute.LongestStatement} characters.");
            return Page();
        }
        var outcome = await open.ExecuteAsync(Person.CredentialId, own.Charge.Id, statement, cancellationToken);
        return outcome.Succeeded(out var dispute, out var refusal)
            ? Redirect($"/account/cases/{PublicId.Format(PublicId.SupportCase, dispute.CaseId)}?done=disputed")
            : refusal switch
            {
                OpenDisputeRefusal.PurchaseNotFound => NotFound(),
                OpenDisputeRefusal.NothingTaken or OpenDisputeRefusal.Refunded or OpenDisputeRefusal.DisputedBefore => Redirect(own.Address),
                _ => throw new ArgumentOutOfRangeException(nameof(id), refusal, "Unknown refusal."),
            };
    }
}
