using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Operator;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>A dispute with what it is judged by: what the subscriber says, the page that was agreed to, and the proof of the line.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class DisputeDetailModel(FletsCollectDbContext db, DecideDispute decide, DeskRules rules, TimeProvider clock) : DeskPage(db, clock)
{
    public Dispute Dispute { get; private set; } = null!;

    public Charge Charge { get; private set; } = null!;

    public string Merchant { get; private set; } = "";

    public string UserName { get; private set; } = "";

    /// <summary>The ID that approved the purchase, which need not be the one that disputes it.</summary>
    public string Buyer { get; private set; } = "";

    public ChargeGrant Grant { get; private set; } = null!;

    public ConsentStatement? Consent { get; private set; }

    /// <summary>Whether the stored text still has the hash that was agreed to.</summary>
    public bool ConsentIsWhole => Consent?.Hash() == Grant.ConsentHash;

    public LineProof? Proof { get; private set; }

    public People People { get; private set; } = null!;

    public string CaseAddress => $"/desk/cases/{PublicId.Format(PublicId.SupportCase, Dispute.CaseId)}";

    /// <summary>What the subscriber is answered.</summary>
    [BindProperty]
    public string? Text { get; set; }

    public string? TextError { get; private set; }

    public string? Failure { get; private set; }

    public Yen Most => new(rules.MostRefunded);

    /// <summary>False when upholding would give more back than is the desk's to give. What was given back and what is left come to one sum for ever, so no refund meanwhile changes that.</summary>
    public bool IsWithinBound => !Charge.Remaining.IsPositive || rules.Allows(Charge, Charge.Remaining);

    public bool May(DisputeMove move) => DisputeTransitions.Next(Dispute.Status, move) is not null;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostReviewAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken)
            ? await AnswerAsync(await decide.ReviewAsync(Dispute.Id, Me.PublicId, cancellationToken), T("あなたの担当にしました。", "It is with you now."), cancellationToken)
            : NotFound();

    public async Task<IActionResult> OnPostUpholdAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (!IsWithinBound)
        {
            Failure = DeskWords.AboveBound(Most);
            return Page();
        }
        return await DecideAsync(id, decide.UpholdAsync, T("お申し出を認め、残額を返金しました。", "It is upheld, and what was left is given back."), cancellationToken);
    }

    public Task<IActionResult> OnPostRejectAsync(string id, CancellationToken cancellationToken) =>
        DecideAsync(id, decide.RejectAsync, T("お申し出を認めないことをお伝えしました。", "It is rejected, and the subscriber is told."), cancellationToken);

    private async Task<IActionResult> DecideAsync(
        string id, Func<Guid, string, string, CancellationToken, Task<Result<Dispute, DisputeRefusal>>> move, string done, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (TypedText.Read(Text, SupportMessage.LongestText) is not { } text)
        {
            TextError = T($"お客様への回答を1〜{SupportMessage.LongestText}文字で入力してください。", $"Write what the subscriber is answered, in 1 to {SupportMessage.LongestText} characters.");
            return Page();
        }
        return await AnswerAsync(await move(Dispute.Id, Me.PublicId, text, cancellationToken), done, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(Result<Dispute, DisputeRefusal> outcome, string done, CancellationToken cancellationToken)
    {
        if (outcome.Succeeded(out _, out var refusal))
        {
            Tell(done);
            return Redirect($"/desk/disputes/{Dispute.PublicId}");
        }
        await FindAsync(Dispute.PublicId, cancellationToken);
        Failure = DeskWords.Of(refusal);
        return Page();
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Dispute, id, out var key) || await Db.Disputes.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Dispute = found;
        Charge = await Db.Charges.AsNoTracking().SingleAsync(row => row.Id == found.ChargeId, cancellationToken);
        Merchant = await Db.Merchants.Where(row => row.Id == found.MerchantId).Select(row => row.DisplayName).SingleAsync(cancellationToken);
        Grant = await Db.ChargeGrants.AsNoTracking().SingleAsync(row => row.Id == found.GrantId, cancellationToken);
        Consent = JsonSerializer.Deserialize<ConsentStatement>(Grant.ConsentText, JsonSerializerOptions.Web);
        Proof = Grant.LineProofId is { } proof ? await Db.LineProofs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == proof, cancellationToken) : null;
        Guid[] ids = [found.CredentialId, Charge.CredentialId];
        var names = await Db.Users.Where(row => ids.Contains(row.Id)).Select(row => new { row.Id, row.UserName }).ToDictionaryAsync(row => row.Id, row => row.UserName ?? "", cancellationToken);
        (UserName, Buyer) = (names[found.CredentialId], names[Charge.CredentialId]);
        People = await People.AmongAsync(Db, [found.DecidedBy ?? ""], cancellationToken);
        return true;
    }
}
