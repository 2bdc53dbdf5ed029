using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>One application: what was entered, what the product found, what was said, and the moves that may follow.</summary>
[StaffMay(StaffPermission.ReviewMerchants)]
public sealed class ApplicationDetailModel(FletsCollectDbContext db, ScreenApplication screen, OfferTerms offer, ConcludeContract conclude, Issuer issuer, TimeProvider clock) : OperatorPage(db)
{
    public MerchantApplication Application { get; private set; } = null!;

    public IReadOnlyList<ApplicationFinding> Findings { get; private set; } = [];

    public IReadOnlyList<MerchantEvent> History { get; private set; } = [];

    public People People { get; private set; } = null!;

    /// <summary>The terms that were offered last, with the second person's word; null while none were.</summary>
    public (MerchantContract Terms, TermsDecision? Decision)? Offered { get; private set; }

    /// <summary>The individual tariffs that terms may name.</summary>
    public IReadOnlyList<string> Tariffs { get; private set; } = [];

    /// <summary>The question or the reason.</summary>
    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public string? Code { get; set; }

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

    public string? Error { get; private set; }

    /// <summary>The owner's invitation, which is shown this once.</summary>
    public Uri? Link { get; private set; }

    public bool MayOffer => Application.Status == MerchantStatus.Screening && Offered is not (_, null) && Offered is not (_, { Approved: true });

    public bool MayConclude => Application.Status == MerchantStatus.Screening && Offered is (_, { Approved: true });

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await ShowAsync(id, cancellationToken) ? Page() : NotFound();

    public Task<IActionResult> OnPostTakeUpAsync(string id, CancellationToken cancellationToken) => MoveAsync(id, (screening, key) => screening.TakeUpAsync(key, Me.Actor, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostAskAsync(string id, CancellationToken cancellationToken) => MoveAsync(id, (screening, key) => screening.AskAsync(key, Note ?? "", Me.Actor, cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostRejectAsync(string id, CancellationToken cancellationToken) => MoveAsync(id, (screening, key) => screening.RejectAsync(key, Note ?? "", Me.Actor, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostOfferAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.MerchantApplication, id, out var key))
            return NotFound();
        if (!ModelState.IsValid || !BillingMonth.TryParse(From?.Trim(), out var from))
        {
            Error = T("適用開始月は 2026-12 の形で、金額は円の整数で入力してください。", "Write the month as 2026-12, and amounts in whole yen.");
        }
        else
        {
            var terms = new ContractTerms(Basis, new Yen(MinimumPayout), new Yen(TransferFee), string.IsNullOrWhiteSpace(Tariff) ? null : Tariff.Trim());
            if ((await offer.ExecuteAsync(new OfferTermsCommand(key, Code?.Trim() ?? "", from, terms, Me.PublicId), cancellationToken)).Succeeded(out _, out var refusal))
                return RedirectToPage(new { id });
            Error = OnboardingWords.Of(refusal);
        }
        return await ShowAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostConcludeAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.MerchantApplication, id, out var key))
            return NotFound();
        if ((await conclude.ExecuteAsync(key, Me.Actor, cancellationToken)).Succeeded(out var contracted, out var refusal))
            Link = issuer.Joining(contracted.Owner.Token);
        else
            Error = OnboardingWords.Of(refusal);
        return await ShowAsync(id, cancellationToken) ? Page() : NotFound();
    }

    private async Task<IActionResult> MoveAsync(string id, Func<ScreenApplication, Guid, Task<Result<MerchantApplication, ScreenApplicationRefusal>>> move, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.MerchantApplication, id, out var key))
            return NotFound();
        if ((await move(screen, key)).Succeeded(out _, out var refusal))
            return RedirectToPage(new { id });
        Error = OnboardingWords.Of(refusal);
        return await ShowAsync(id, cancellationToken) ? Page() : NotFound();
    }

    private async Task<bool> ShowAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.MerchantApplication, id, out var key) || await Db.MerchantApplications.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } application)
            return false;
        Application = application;
        Findings = await ApplicationFinding.OfAsync(Db, application, cancellationToken);
        History = await Db.MerchantEvents.AsNoTracking().Where(row => row.MerchantId == key).OrderBy(row => row.Id).Take(200).ToListAsync(cancellationToken);
        var offered = await (
            from contract in Db.MerchantContracts.AsNoTracking()
            where contract.MerchantId == key
            join decided in Db.TermsDecisions.AsNoTracking() on contract.Id equals decided.SubjectId into decisions
            from decision in decisions.DefaultIfEmpty()
            orderby contract.Id descending
            select new { contract, decision }).FirstOrDefaultAsync(cancellationToken);
        Offered = offered is null ? null : (offered.contract, offered.decision);
        Tariffs = [.. (await FletsCollect.Settlement.Tariff.ApprovedAsync(Db, cancellationToken)).Where(tariff => tariff.Offer == TariffOffer.Individual).Select(tariff => tariff.Version)];
        People = await People.AmongAsync(Db, History.Select(row => row.By).Concat(offered is null ? [] : [offered.contract.ProposedBy, offered.decision?.DecidedBy ?? ""]), cancellationToken);
        From ??= BillingMonth.At(clock.Instant()).ToString();
        Code ??= application.MerchantCode;
        return true;
    }
}
