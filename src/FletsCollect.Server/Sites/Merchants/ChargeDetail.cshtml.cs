using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Refunds;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>One charge with its history and its refunds, and the form that gives money of it back.</summary>
[StaffMay(StaffPermission.ViewSales)]
public sealed class ChargeDetailModel(FletsCollectDbContext db, IdempotentWork idempotent, RequestRefund refund, TimeProvider clock) : MerchantPage(db, clock)
{
    public Charge Charge { get; private set; } = null!;

    public IReadOnlyList<ChargeEvent> History { get; private set; } = [];

    public IReadOnlyList<Refund> Refunds { get; private set; } = [];

    /// <summary>How much; all that is left when it is empty.</summary>
    [BindProperty]
    public string? Amount { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Names this form, so that sending it twice gives back once.</summary>
    [BindProperty]
    public Guid Form { get; set; }

    public string? AmountError { get; private set; }

    public string? ReasonError { get; private set; }

    /// <summary>True right after money was given back.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "refunded")]
    public bool Refunded { get; set; }

    public bool MayRefund => Me.May(StaffPermission.GiveBack) && Charge.Remaining.IsPositive;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        Form = Guid.CreateVersion7();
        return await FindAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!Me.May(StaffPermission.GiveBack))
            return Forbid(StaffAuthentication.Scheme);
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (!TypedYen.TryRead(Amount, out var amount))
            AmountError = RefundFormWords.NotAnAmount;
        var reason = Reason?.Trim();
        if (string.IsNullOrEmpty(reason) || reason.Length > 200)
            ReasonError = T("理由を200文字以内で入力してください。", "Say why, in at most 200 characters.");
        if (AmountError is not null || ReasonError is not null)
            return Page();
        var once = await idempotent.CommitAsync(
            Merchant.Code,
            new IdempotencyKey($"site-{Form:N}", RequestRefund.Operation, $"{Charge.Id:N}|{amount?.Amount}"),
            async (unit, merchant, token) => (await refund.ExecuteAsync(unit, new RequestRefundCommand(Charge.Id, amount, reason, merchant.Id, Me.Actor), token)).Succeeded(out _, out var refused)
                ? new StoredAnswer(StatusCodes.Status201Created, "")
                : new StoredAnswer(StatusCodes.Status409Conflict, refused.ToString()),
            cancellationToken);
        if (once.Succeeded(out var answer, out _) && answer.Answer.Status == StatusCodes.Status201Created)
            return RedirectToPage(new { id, refunded = true });
        await FindAsync(id, cancellationToken);
        AmountError = once.Succeeded(out answer, out var notTried) ? Explain(Enum.Parse<RefundRefusal>(answer.Answer.Body)) : RefundFormWords.Of(notTried);
        // What was refused is kept under its name, so another try needs another.
        Form = Guid.CreateVersion7();
        ModelState.Remove(nameof(Form));
        return Page();
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Charge, id, out var key) || await Own<Charge>().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Charge = found;
        History = await Db.ChargeEvents.AsNoTracking().Where(row => row.ChargeId == key).OrderBy(row => row.RecordedAt).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        Refunds = await Own<Refund>().Where(row => row.ChargeId == key).OrderByDescending(row => row.CreatedAt).Take(100).ToListAsync(cancellationToken);
        return true;
    }

    private static string Explain(RefundRefusal refusal) => refusal switch
    {
        RefundRefusal.AmountExceedsRemaining => T("返金できる残額を超えています。", "It is more than what is left to refund."),
        RefundRefusal.ChargeRefunded => T("全額が返金済みか、返金処理中です。", "All of it was refunded, or is about to be."),
        RefundRefusal.ChargeReserved => T("確定前の課金です。取消しはAPIで行います。", "It is not confirmed yet; it is cancelled through the API."),
        RefundRefusal.ChargeCancelled or RefundRefusal.ChargeExpired => T("料金は発生していないため、返金するものがありません。", "Nothing was taken, so there is nothing to refund."),
        RefundRefusal.ChargeNotFound => T("課金が見つかりません。", "There is no such charge."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
