using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>The purchases of the household that wait for the contractor, each with exactly the terms that its buyer agreed to.</summary>
public sealed class ApprovalsModel(FletsCollectDbContext db, DecidePurchaseApproval decide, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    /// <summary>A purchase that waits, or was decided lately.</summary>
    public sealed record Asked(Guid Id, string UserName, string Description, Yen Amount, string Seller, DateTime AskedAt, DateTime Until, PurchaseApprovalStatus State, bool PassesCap, IReadOnlyList<ConsentTerm> Terms);

    public IReadOnlyList<Asked> Waiting { get; private set; } = [];

    public IReadOnlyList<Asked> Decided { get; private set; } = [];

    /// <summary>True when a decision came too late, or was made already.</summary>
    public bool TooLate { get; private set; }

    protected override bool NeedsFreshSignIn => HttpMethods.IsPost(Request.Method);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm] Guid approval, [FromForm] string? decision, CancellationToken cancellationToken)
    {
        if (decision is not ("approve" or "deny"))
            return RedirectToPage();
        var outcome = await decide.ExecuteAsync(Person.CredentialId, approval, approved: decision is "approve", cancellationToken);
        if (outcome.Succeeded(out _, out var refusal))
            return RedirectToPage();
        if (refusal == PurchaseDecisionRefusal.NotFound)
            return NotFound();
        TooLate = true;
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!IsContractor)
            return NotFound();
        var now = Now;
        var rows = await Db.PurchaseApprovals.AsNoTracking().Where(approval => approval.Line == Credential.Line)
            .OrderByDescending(approval => approval.AskedAt).Take(30)
            .Join(Db.Users, approval => approval.CredentialId, member => member.Id, (Approval, Member) => new { Approval, Member.UserName })
            .Join(Db.Merchants, row => row.Approval.MerchantId, merchant => merchant.Id, (Row, Merchant) => new { Row.Approval, Row.UserName, Merchant.DisplayName })
            .ToListAsync(cancellationToken);
        var all = rows.ConvertAll(row => new Asked(
            row.Approval.Id, row.UserName!, row.Approval.Description, row.Approval.Amount, row.DisplayName, row.Approval.AskedAt, row.Approval.ExpiresAt, row.Approval.StateAt(now), row.Approval.PassesCap,
            JsonSerializer.Deserialize<ConsentStatement>(row.Approval.ConsentText, JsonSerializerOptions.Web)!.Terms));
        Waiting = [.. all.Where(asked => asked.State == PurchaseApprovalStatus.Waiting)];
        Decided = [.. all.Where(asked => asked.State != PurchaseApprovalStatus.Waiting)];
        return Page();
    }
}
