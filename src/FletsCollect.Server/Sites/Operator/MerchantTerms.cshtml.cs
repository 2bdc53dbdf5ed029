using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>How one merchant is paid, and how much it may ask for at once: what holds, what was proposed, and proposing something else.</summary>
[StaffMay(StaffPermission.OperateMonth)]
public sealed class MerchantTermsModel(FletsCollectDbContext db, ProposeContract contracts, ChangeLargestCharge charges, TimeProvider clock) : OperatorPage(db)
{
    /// <summary>The most contracts that are shown, the latest first.</summary>
    public const int Most = 50;

    /// <param name="Contract">What was proposed.</param>
    /// <param name="Decision">The second person's word; null while it waits.</param>
    public sealed record Row(MerchantContract Contract, TermsDecision? Decision);

    public Merchant Merchant { get; private set; } = null!;

    public IReadOnlyList<Row> Contracts { get; private set; } = [];

    /// <summary>A larger charge that waits for a second person; null when none does.</summary>
    public LargestChargeProposal? Larger { get; private set; }

    /// <summary>The individual tariffs that terms may name.</summary>
    public IReadOnlyList<string> Tariffs { get; private set; } = [];

    public People People { get; private set; } = null!;

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public SettlementBasis Basis { get; set; }

    [BindProperty]
    public long MinimumPayout { get; set; } = ContractTerms.Standard.MinimumPayout.Amount;

    [BindProperty]
    public long TransferFee { get; set; }

    [BindProperty]
    public string? Tariff { get; set; }

    /// <summary>The largest charge, as it was typed.</summary>
    [BindProperty]
    public string? Largest { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string? Error { get; private set; }

    /// <summary>True while a contract waits for a second person: the same form sent twice is one proposal.</summary>
    public bool ContractWaits => Contracts.Any(row => row.Decision is null);

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellationToken) => await ShowAsync(code, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostContractAsync(string code, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(code, cancellationToken))
            return NotFound();
        if (ContractWaits)
            return RedirectToPage(new { code });
        if (!ModelState.IsValid || !BillingMonth.TryParse(From?.Trim(), out var from))
        {
            Error = T("適用開始月は 2026-12 の形で、金額は円の整数で入力してください。", "Write the month as 2026-12, and amounts in whole yen.");
            return Page();
        }
        var terms = new ContractTerms(Basis, new Yen(MinimumPayout), new Yen(TransferFee), string.IsNullOrWhiteSpace(Tariff) ? null : Tariff.Trim());
        if (!(await contracts.ExecuteAsync(new ProposeContractCommand(code, from, terms, Me.PublicId), cancellationToken)).Succeeded(out _, out var refusal))
        {
            Error = TermsWords.Of(refusal);
            return Page();
        }
        TempData["Done"] = T("契約条件を提案しました。別の担当者が承認すると有効になります。", "The terms are proposed. They hold once another person approves them.");
        return RedirectToPage(new { code });
    }

    public async Task<IActionResult> OnPostLargestAsync(string code, CancellationToken cancellationToken)
    {
        if (!await ShowAsync(code, cancellationToken))
            return NotFound();
        if (!TypedYen.TryRead(Largest, out var amount) || amount is not { } yen)
        {
            Error = T("1回の上限を円の整数で入力してください。", "Enter the largest charge in whole yen.");
            return Page();
        }
        if (!(await charges.ExecuteAsync(code, yen, Reason ?? "", Me.PublicId, cancellationToken)).Succeeded(out var change, out var refusal))
        {
            Error = TermsWords.Of(refusal);
            return Page();
        }
        TempData["Done"] = change.Proposal is null
            ? T($"1回の上限を{yen}円にしました。", $"The largest charge is {yen} yen from now on.")
            : T("上限の引き上げを提案しました。別の担当者が承認すると有効になります。", "The larger charge is proposed. It holds once another person approves it.");
        return RedirectToPage(new { code });
    }

    private async Task<bool> ShowAsync(string code, CancellationToken cancellationToken)
    {
        if (await Db.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, cancellationToken) is not { } merchant)
            return false;
        Merchant = merchant;
        var rows = await (
            from contract in Db.MerchantContracts.AsNoTracking()
            where contract.MerchantId == merchant.Id
            join decided in Db.TermsDecisions.AsNoTracking() on contract.Id equals decided.SubjectId into decisions
            from decision in decisions.DefaultIfEmpty()
            orderby contract.ProposedAt descending, contract.Id descending
            select new { contract, decision }).Take(Most).ToListAsync(cancellationToken);
        Contracts = [.. rows.Select(row => new Row(row.contract, row.decision))];
        Larger = await LargestChargeProposal.Waiting(Db).Where(row => row.MerchantId == merchant.Id).OrderBy(row => row.ProposedAt).FirstOrDefaultAsync(cancellationToken);
        Tariffs = [.. (await FletsCollect.Settlement.Tariff.ApprovedAsync(Db, cancellationToken)).Where(tariff => tariff.Offer == TariffOffer.Individual).Select(tariff => tariff.Version)];
        People = await People.AmongAsync(Db, rows.SelectMany(row => new[] { row.contract.ProposedBy, row.decision?.DecidedBy ?? "" }).Append(Larger?.ProposedBy ?? ""), cancellationToken);
        From ??= BillingMonth.At(clock.Instant()).Next.ToString();
        return true;
    }
}
