using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Merchants;
using FletsCollect.Refunds;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The second person's yes or no to one thing of the four-eyes queue.</summary>
[StaffMay(StaffPermission.Approve)]
public sealed class DecideModel(FletsCollectDbContext db, DecideTerms terms, DecidePayoutBatch payouts, DecideReceiptMove receipts, DecideRefund refunds, DecideGiveUp invoices, DecideLargestCharge charges) : OperatorPage(db)
{
    /// <summary>The bank's own name for the transfer, when money is paid back.</summary>
    [BindProperty]
    [StringLength(100)]
    public string? BankReference { get; set; }

    /// <summary>Why a refund is denied; its merchant reads it.</summary>
    [BindProperty]
    [StringLength(200)]
    public string? Reason { get; set; }

    public WaitingDecision Waiting { get; private set; } = null!;

    public People People { get; private set; } = null!;

    /// <summary>Why it was not decided.</summary>
    public string? Error { get; private set; }

    public bool IsOwn => Waiting.By == Me.PublicId || Waiting.By == Me.Actor.ToString();

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public Task<IActionResult> OnPostApproveAsync(string id, CancellationToken cancellationToken) => DecideAsync(id, approve: true, cancellationToken);

    public Task<IActionResult> OnPostRejectAsync(string id, CancellationToken cancellationToken) => DecideAsync(id, approve: false, cancellationToken);

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await WaitingDecisions.FindAsync(Db, id, cancellationToken) is not { } waiting)
            return false;
        (Waiting, People) = (waiting, await People.AmongAsync(Db, [waiting.By], cancellationToken));
        return true;
    }

    private async Task<IActionResult> DecideAsync(string id, bool approve, CancellationToken cancellationToken)
    {
        // Gone when it was decided a moment ago, in another window or by somebody else: the queue says what is left.
        if (!await FindAsync(id, cancellationToken))
            return RedirectToPage("/Sites/Operator/Approvals");
        if (!ModelState.IsValid)
            Error = T("入力が長すぎます。", "What you entered is too long.");
        else if (!approve && Waiting.Kind == DecisionKind.Refund && string.IsNullOrWhiteSpace(Reason))
            Error = T("却下の理由を入力してください。販売事業者に伝わります。", "Enter why it is denied; its merchant is told.");
        else
            Error = await RefusalAsync(approve, cancellationToken);
        if (Error is not null)
            return Page();
        TempData["Done"] = approve ? T($"承認しました：{Waiting.What}", $"Approved: {Waiting.What}") : T($"却下しました：{Waiting.What}", $"Rejected: {Waiting.What}");
        return RedirectToPage("/Sites/Operator/Approvals");
    }

    /// <summary>Decides; null when it is done, else why not.</summary>
    private async Task<string?> RefusalAsync(bool approve, CancellationToken cancellationToken)
    {
        var by = Me.PublicId;
        switch (Waiting.Kind)
        {
            case DecisionKind.Tariff or DecisionKind.Contract:
                return (await terms.ExecuteAsync(Waiting.Id, approve, by, cancellationToken)).Succeeded(out _, out var termsRefusal) ? null : DecisionWords.Of(termsRefusal);
            case DecisionKind.PayoutBatch:
                var number = long.Parse(Waiting.Id.AsSpan(WaitingDecisions.BatchPrefix.Length), CultureInfo.InvariantCulture);
                var batch = approve ? await payouts.ApproveAsync(number, by, cancellationToken) : await payouts.WithdrawAsync(number, by, cancellationToken);
                return batch.Succeeded(out _, out var batchRefusal) ? null : DecisionWords.Of(batchRefusal);
            case DecisionKind.ReceiptMatch or DecisionKind.ReceiptPayBack:
                var reference = approve && Waiting.Kind == DecisionKind.ReceiptPayBack ? BankReference : null;
                var move = await receipts.ExecuteAsync(KeyOf(PublicId.ReceiptMove), approve, reference, by, cancellationToken);
                return move.Succeeded(out _, out var moveRefusal) ? null : DecisionWords.Of(moveRefusal);
            case DecisionKind.GiveUp:
                return (await invoices.ExecuteAsync(KeyOf(PublicId.GiveUp), approve, by, cancellationToken)).Succeeded(out _, out var giveUpRefusal) ? null : DecisionWords.Of(giveUpRefusal);
            case DecisionKind.LargestCharge:
                return (await charges.ExecuteAsync(KeyOf(PublicId.LargestCharge), approve, by, cancellationToken)).Succeeded(out _, out var chargeRefusal) ? null : DecisionWords.Of(chargeRefusal);
            case DecisionKind.Refund:
                var refund = approve ? await refunds.ProcessAsync(KeyOf(PublicId.Refund), by, cancellationToken) : await refunds.DenyAsync(KeyOf(PublicId.Refund), by, Reason!.Trim(), cancellationToken);
                return refund.Succeeded(out _, out var refundRefusal) ? null : DecisionWords.Of(refundRefusal);
            default:
                throw new InvalidOperationException($"Nothing decides a {Waiting.Kind}.");
        }
    }

    private Guid KeyOf(string prefix) => PublicId.TryParse(prefix, Waiting.Id, out var key) ? key : throw new InvalidOperationException($"{Waiting.Id} is no {prefix}.");
}
