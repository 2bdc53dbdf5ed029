using FletsCollect.Server.Localization;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>The IDs of the line, for its contractor: what each may do without being asked for, and the button that gives one up.</summary>
public sealed class HouseholdModel(
    FletsCollectDbContext db, SetMemberRule rule, RevokeCredential revoke, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    /// <summary>An ID of the line and what is set for it.</summary>
    public sealed record Member(Guid Id, string UserName, CredentialRole Role, CredentialStatus State, DateTime IssuedAt, Yen? Cap, MemberRule? Rule);

    public IReadOnlyList<Member> Members { get; private set; } = [];

    /// <summary>The industries of the merchants that there are.</summary>
    public IReadOnlyList<string> Industries { get; private set; } = [];

    /// <summary>What was refused, with its code; null when nothing was.</summary>
    public (string Code, string Reason, string Remedy)? Failure { get; private set; }

    /// <summary>Which ID's form is in error.</summary>
    public Guid? FailedMember { get; private set; }

    protected override bool NeedsFreshSignIn => HttpMethods.IsPost(Request.Method);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostRuleAsync([FromForm] Guid member, [FromForm] string? askAbove, [FromForm] bool onlySome, [FromForm] string[]? industries, CancellationToken cancellationToken)
    {
        if (!TypedYen.TryReadFromZero(askAbove, out var above))
            return await FailAsync(member, SupportCodes.AmountUnreadable, cancellationToken);
        var outcome = await rule.ExecuteAsync(Person.CredentialId, member, above?.Amount, onlySome ? industries ?? [] : null, cancellationToken);
        if (outcome.Succeeded(out _, out var refusal))
            return RedirectToPage();
        return refusal == MemberRuleRefusal.NotYours ? NotFound() : await FailAsync(member, SupportCodes.AmountUnreadable, cancellationToken);
    }

    public async Task<IActionResult> OnPostRevokeAsync([FromForm] string userName, CancellationToken cancellationToken)
    {
        var outcome = await revoke.ExecuteAsync(RevokeCredentialCommand.ByContractor(userName, Person.CredentialId, Person.UserName), cancellationToken);
        return outcome.Succeeded(out _, out var refusal) ? RedirectToPage() : await FailAsync(member: null, CredentialTexts.Of(refusal), cancellationToken);
    }

    private Task<IActionResult> FailAsync(Guid? member, (string Code, string Reason, string Remedy) failure, CancellationToken cancellationToken)
    {
        (FailedMember, Failure) = (member, failure);
        return ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!IsContractor)
            return NotFound();
        var now = Now;
        var rows = await Db.Users.AsNoTracking().Where(credential => credential.Line == Credential.Line && credential.Status != CredentialStatus.Revoked)
            .OrderBy(credential => credential.IssuedAt).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(credential => credential.Id);
        var set = await Db.MemberRules.AsNoTracking().Where(row => ids.Contains(row.CredentialId)).ToDictionaryAsync(row => row.CredentialId, cancellationToken);
        Members = [.. rows.Select(credential => new Member(
            credential.Id, credential.UserName!, credential.Role, credential.StateAt(now), credential.IssuedAt, credential.MonthlyCap, set.GetValueOrDefault(credential.Id)))];
        Industries = await Db.Merchants.Select(merchant => merchant.Industry).Distinct().OrderBy(industry => industry).ToListAsync(cancellationToken);
        return Page();
    }
}
