using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>One merchant: who it is, where it stands and how it came there, and the moves that may follow.</summary>
[StaffMay(StaffPermission.ReviewMerchants)]
public sealed class MerchantDetailModel(FletsCollectDbContext db, SteerMerchant steer) : OperatorPage(db)
{
    public Merchant Merchant { get; private set; } = null!;

    /// <summary>Null for a merchant that came without a form.</summary>
    public MerchantApplication? Application { get; private set; }

    public BankAccount? Account { get; private set; }

    public IReadOnlyList<MerchantEvent> History { get; private set; } = [];

    public IReadOnlyList<StaffMember> Members { get; private set; } = [];

    public People People { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The number of the certification run, for going live.</summary>
    [BindProperty]
    public string? Certification { get; set; }

    /// <summary>The newest certification runs, which only the sandbox has.</summary>
    public IReadOnlyList<CertificationRun> Runs { get; private set; } = [];

    public string? Error { get; private set; }

    public IEnumerable<MerchantMove> Moves => MerchantTransitions.From(Merchant.Status).Intersect(SteerMerchant.Moves);

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellationToken) => await ShowAsync(code, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string code, [FromForm] MerchantMove move, CancellationToken cancellationToken)
    {
        if ((await steer.ExecuteAsync(code, move, Reason ?? "", Certification, Me.Actor, cancellationToken)).Succeeded(out _, out var refusal))
            return RedirectToPage(new { code });
        Error = OnboardingWords.Of(refusal);
        return await ShowAsync(code, cancellationToken) ? Page() : NotFound();
    }

    private async Task<bool> ShowAsync(string code, CancellationToken cancellationToken)
    {
        if (await Db.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, cancellationToken) is not { } merchant)
            return false;
        Merchant = merchant;
        Application = await Db.MerchantApplications.AsNoTracking().SingleOrDefaultAsync(row => row.Id == merchant.Id, cancellationToken);
        Account = await Db.MerchantBankAccounts.AsNoTracking().Where(row => row.MerchantId == merchant.Id).Select(row => row.Account).SingleOrDefaultAsync(cancellationToken);
        History = await Db.MerchantEvents.AsNoTracking().Where(row => row.MerchantId == merchant.Id).OrderByDescending(row => row.Id).Take(200).ToListAsync(cancellationToken);
        Runs = await Db.CertificationRuns.AsNoTracking().Where(row => row.MerchantId == merchant.Id).OrderByDescending(row => row.Id).Take(10).ToListAsync(cancellationToken);
        Members = await Db.StaffMembers.AsNoTracking().Where(row => row.MerchantId == merchant.Id).OrderBy(row => row.MailAddress).Take(200).ToListAsync(cancellationToken);
        People = await People.AmongAsync(Db, History.Select(row => row.By), cancellationToken);
        return true;
    }
}
