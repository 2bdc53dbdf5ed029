using FletsCollect.Merchants;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Money of one merchant that is kept back: what is, what was, and keeping back more or giving it free.</summary>
[StaffMay(StaffPermission.OperateMonth)]
public sealed class MerchantHoldsModel(FletsCollectDbContext db, HoldFunds holds) : OperatorPage(db)
{
    /// <summary>The most holds that are shown: those that hold, and the latest of the others.</summary>
    public const int Most = 100;

    public const int LongestReason = 200;

    public Merchant Merchant { get; private set; } = null!;

    public IReadOnlyList<FundsHold> Holds { get; private set; } = [];

    public People People { get; private set; } = null!;

    [BindProperty]
    public string? Amount { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Of this form; the same form sent twice holds once.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    public string? AmountError { get; private set; }

    public string? ReasonError { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellationToken)
    {
        FormToken = Guid.CreateVersion7();
        return await ShowAsync(code, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostHoldAsync(string code, CancellationToken cancellationToken)
    {
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (!await ShowAsync(code, cancellationToken))
            return NotFound();
        if (!TypedYen.TryRead(Amount, out var amount) || amount is null)
            AmountError = T("1円以上の金額を円の整数で入力してください。", "Enter the amount in whole yen, from 1.");
        var reason = TypedText.Read(Reason, LongestReason);
        if (reason is null)
            ReasonError = T($"理由を1〜{LongestReason}文字で入力してください。", $"Enter a reason of 1 to {LongestReason} characters.");
        if (amount is not { } yen || reason is null)
            return Page();
        return await AnswerAsync(
            await holds.HoldAsync(code, yen, reason, Me.PublicId, cancellationToken, FormToken), code, hold => T($"{hold.Amount}円の支払いを保留しました。", $"{hold.Amount} yen are held."));
    }

    public async Task<IActionResult> OnPostReleaseAsync(string code, [FromForm] string hold, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(code, cancellationToken) || !PublicId.TryParse(PublicId.FundsHold, hold, out var key) || !await Db.FundsHolds.AnyAsync(row => row.Id == key && row.MerchantId == Merchant.Id, cancellationToken))
            return NotFound();
        return await AnswerAsync(
            await holds.ReleaseAsync(key, Me.PublicId, cancellationToken), code, released => T($"{released.Amount}円の保留を解除しました。次の精算で支払われます。", $"{released.Amount} yen are free; they are on the next statement."));
    }

    private async Task<IActionResult> AnswerAsync(Result<FundsHold, HoldFundsRefusal> outcome, string code, Func<FundsHold, string> done)
    {
        if (!outcome.Succeeded(out var hold, out var refusal))
        {
            Error = TermsWords.Of(refusal);
            return await ShowAsync(code, HttpContext.RequestAborted) ? Page() : NotFound();
        }
        TempData["Done"] = done(hold);
        return RedirectToPage(new { code });
    }

    private async Task<bool> ShowAsync(string code, CancellationToken cancellationToken)
    {
        if (await Db.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, cancellationToken) is not { } merchant)
            return false;
        Merchant = merchant;
        Holds = await Db.FundsHolds.AsNoTracking().Where(row => row.MerchantId == merchant.Id).OrderBy(row => row.ReleasedAt != null).ThenByDescending(row => row.HeldAt).Take(Most).ToListAsync(cancellationToken);
        People = await People.AmongAsync(Db, Holds.SelectMany(row => new[] { row.HeldBy, row.ReleasedBy ?? "" }), cancellationToken);
        return true;
    }
}
