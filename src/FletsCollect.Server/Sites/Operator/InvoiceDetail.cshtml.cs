using FletsCollect.Billing;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>One invoice: what it comes to, each attempt to collect it with what that brought, and giving it up before its attempts are over.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class InvoiceDetailModel(FletsCollectDbContext db, ProposeGiveUp propose) : OperatorPage(db)
{
    /// <summary>The most results that are shown, the latest first.</summary>
    public const int Most = 100;

    /// <summary>What became of the items of one merchant.</summary>
    public sealed record Part(string Merchant, AllocationKind Kind, Yen Amount);

    public LineInvoice Invoice { get; private set; } = null!;

    public IReadOnlyList<CollectionResult> Results { get; private set; } = [];

    public IReadOnlyList<Part> Parts { get; private set; } = [];

    /// <summary>A proposal to give it up that waits; null when none does.</summary>
    public GiveUpProposal? Waiting { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string? Error { get; private set; }

    public bool MayGiveUp => May(StaffPermission.OperateMonth) && Invoice.CanBeGivenUp && Waiting is null;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await ShowAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!May(StaffPermission.OperateMonth))
            return Forbid(StaffAuthentication.Scheme);
        if (!await ShowAsync(id, cancellationToken))
            return NotFound();
        if (!(await propose.ExecuteAsync(Invoice.Id, Reason ?? "", Me.PublicId, cancellationToken)).Succeeded(out _, out var refusal))
        {
            Error = TermsWords.Of(refusal);
            return Page();
        }
        TempData["Done"] = T("回収の打ち切りを提案しました。別の担当者が承認すると記帳されます。", "Giving it up is proposed. It is posted once another person approves it.");
        return RedirectToPage(new { id });
    }

    private async Task<bool> ShowAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.LineInvoice, id, out var key) || await Db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } invoice)
            return false;
        Invoice = invoice;
        Results = await Db.CollectionResults.AsNoTracking().Where(row => row.InvoiceId == key).OrderByDescending(row => row.RecordedAt).ThenByDescending(row => row.Id).Take(Most).ToListAsync(cancellationToken);
        var parts = await (
            from allocation in Db.CollectionAllocations.AsNoTracking()
            where allocation.InvoiceId == key
            join merchant in Db.Merchants.AsNoTracking() on allocation.MerchantId equals merchant.Id
            group allocation by new { merchant.DisplayName, allocation.Kind } into rows
            select new { rows.Key.DisplayName, rows.Key.Kind, Sum = rows.Sum(row => (long)row.Amount) }).ToListAsync(cancellationToken);
        Parts = [.. parts.OrderBy(part => part.DisplayName, StringComparer.Ordinal).ThenBy(part => part.Kind).Select(part => new Part(part.DisplayName, part.Kind, new Yen(part.Sum)))];
        Waiting = await GiveUpProposal.Waiting(Db).Where(row => row.InvoiceId == key).OrderBy(row => row.ProposedAt).FirstOrDefaultAsync(cancellationToken);
        return true;
    }

    public static string Of(CollectionOutcome outcome) => outcome switch
    {
        CollectionOutcome.Paid => T("全額入金", "Paid"),
        CollectionOutcome.PartlyPaid => T("一部入金", "Partly paid"),
        CollectionOutcome.Unpaid => T("入金なし", "Nothing came"),
        CollectionOutcome.GivenUp => T("回収の打ち切り", "Given up"),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome."),
    };

    public static string Of(AllocationKind kind) => kind switch
    {
        AllocationKind.Collected => T("回収", "Collected"),
        AllocationKind.Returned => T("事業者に返還", "Back to the merchant"),
        AllocationKind.WrittenOff => T("貸倒れ（当社負担）", "Written off"),
        AllocationKind.Recovered => T("打ち切り後の回収", "Recovered"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };
}
