using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>One case: what was written, and the dispute that it is about with its evidence, if it is about one.</summary>
public sealed class CaseDetailModel(FletsCollectDbContext db, WriteToDesk write, DecideDispute disputes, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    /// <summary>The most messages that are shown: the latest.</summary>
    private const int MostShown = 200;

    public SupportCase Case { get; private set; } = null!;

    public IReadOnlyList<SupportMessage> Messages { get; private set; } = [];

    public Dispute? Dispute { get; private set; }

    /// <summary>What is disputed.</summary>
    public OwnPurchase? Purchase { get; private set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Of this form; the same form sent twice is one message.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    public string? TextError { get; private set; }

    /// <summary>What was just done; the page says so only if it is still true.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "done")]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        FormToken = Guid.CreateVersion7();
        return await ReadAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (TypedText.Read(Text, SupportMessage.LongestText) is not { } text)
        {
            TextError = T($"内容を1〜{SupportMessage.LongestText}文字で入力してください。", $"Write your message, in 1 to {SupportMessage.LongestText} characters.");
            return Page();
        }
        var outcome = await write.ExecuteAsync(Person.CredentialId, Case.Id, text, FormToken, cancellationToken);
        return outcome.Succeeded(out var written, out _) ? Redirect($"/account/cases/{written.PublicId}?done=sent") : NotFound();
    }

    /// <summary>Takes the dispute back; pressed twice, it is taken back once.</summary>
    public async Task<IActionResult> OnPostWithdrawAsync(string id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken) || Dispute is null)
            return NotFound();
        await disputes.WithdrawAsync(Dispute.Id, Person.CredentialId, Person.UserName, cancellationToken);
        return Redirect($"/account/cases/{Case.PublicId}?done=withdrawn");
    }

    private async Task<bool> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.SupportCase, id, out var key)
            || await Db.SupportCases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key && row.CredentialId == Person.CredentialId, cancellationToken) is not { } found)
            return false;
        Case = found;
        Messages = await Db.SupportMessages.AsNoTracking().Where(row => row.CaseId == key && row.Author != SupportAuthor.DeskNote).OrderByDescending(row => row.WrittenAt).ThenByDescending(row => row.Id).Take(MostShown).ToListAsync(cancellationToken);
        Dispute = await Db.Disputes.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == key, cancellationToken);
        if (Dispute is { } dispute)
            Purchase = await OwnPurchase.FindAsync(Db, Credential, PublicId.Format(PublicId.Charge, dispute.ChargeId), cancellationToken);
        return true;
    }
}
