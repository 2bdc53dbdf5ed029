using FletsCollect.Billing;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Proposes what is done with one receipt in suspense: it pays an invoice, or goes back to its sender.</summary>
[StaffMay(StaffPermission.OperateMonth)]
public sealed class SuspenseDetailModel(FletsCollectDbContext db, ProposeReceiptMove propose) : OperatorPage(db)
{
    public const int LongestReason = 200;

    public SuspendedReceipt Suspended { get; private set; } = null!;

    /// <summary>The invoice that the collector named, when there is one of that name.</summary>
    public LineInvoice? Named { get; private set; }

    [BindProperty]
    public string? Invoice { get; set; }

    [BindProperty]
    public string? Amount { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostMatchAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (!PublicId.TryParse(PublicId.LineInvoice, Invoice?.Trim(), out var invoice))
        {
            Error = T("請求の番号（inv_…）を入力してください。", "Enter the invoice's number (inv_…).");
            return Page();
        }
        return await ProposeAsync(invoice, cancellationToken);
    }

    public async Task<IActionResult> OnPostPayBackAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ? await ProposeAsync(invoice: null, cancellationToken) : NotFound();

    private async Task<IActionResult> ProposeAsync(Guid? invoice, CancellationToken cancellationToken)
    {
        if (!TypedYen.TryRead(Amount, out var amount))
            Error = T("金額は円の整数で入力してください。空欄なら残りのすべてです。", "Enter the amount in whole yen, or nothing for all that is left.");
        else if (TypedText.Read(Reason, LongestReason) is not { } reason)
            Error = T($"理由を1〜{LongestReason}文字で入力してください。", $"Enter a reason of 1 to {LongestReason} characters.");
        else if (!(await propose.ExecuteAsync(new ProposeReceiptMoveCommand(Suspended.Receipt.Reference, invoice, amount, reason, Me.PublicId), cancellationToken)).Succeeded(out _, out var refusal))
            Error = TermsWords.Of(refusal);
        if (Error is not null)
            return Page();
        TempData["Done"] = T("提案しました。別の担当者が承認すると実行されます。", "It is proposed, and happens once another person approves it.");
        return RedirectToPage("/Sites/Operator/Suspense");
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "N", out var key) || await Db.CollectionResults.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key && row.Suspended > Yen.Zero, cancellationToken) is not { } receipt)
            return false;
        Suspended = await SuspendedReceipts.OfAsync(Db, receipt, cancellationToken);
        Named = await Db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == receipt.InvoiceId, cancellationToken);
        return true;
    }
}
