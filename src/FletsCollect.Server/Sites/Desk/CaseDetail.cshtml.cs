using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Operator;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>One case: what was written and noted, an answer, a note for the desk alone, and its end.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class CaseDetailModel(FletsCollectDbContext db, AnswerCase answers, LinePlaces places, TimeProvider clock) : DeskPage(db, clock)
{
    /// <summary>The most messages that are shown: the latest.</summary>
    private const int MostShown = 200;

    public SupportCase Case { get; private set; } = null!;

    /// <summary>Whose it is; empty when it is a line's.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<SupportMessage> Messages { get; private set; } = [];

    public Dispute? Dispute { get; private set; }

    public People People { get; private set; } = null!;

    public string LineAddress => places.AddressOf(Case.Line);

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Of this form; the same form sent twice is one message.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    public string? TextError { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        FormToken = Guid.CreateVersion7();
        return await FindAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public Task<IActionResult> OnPostAnswerAsync(string id, CancellationToken cancellationToken) => WriteAsync(id, answers.ExecuteAsync, T("回答しました。", "The answer is there."), cancellationToken);

    public Task<IActionResult> OnPostNoteAsync(string id, CancellationToken cancellationToken) => WriteAsync(id, answers.NoteInternallyAsync, T("メモを残しました。", "The note is kept."), cancellationToken);

    public async Task<IActionResult> OnPostCloseAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.SupportCase, id, out var key))
            return NotFound();
        // Closed twice is closed.
        if (!(await answers.CloseAsync(key, Me.PublicId, cancellationToken)).Succeeded(out _, out var refusal) && refusal == AnswerCaseRefusal.CaseNotFound)
            return NotFound();
        Tell(T("終了にしました。", "The case is closed."));
        return Redirect($"/desk/cases/{id}");
    }

    private async Task<IActionResult> WriteAsync(
        string id, Func<Guid, string, string, Guid, CancellationToken, Task<Result<SupportCase, AnswerCaseRefusal>>> write, string done, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (TypedText.Read(Text, SupportMessage.LongestText) is not { } text)
        {
            TextError = T($"内容を1〜{SupportMessage.LongestText}文字で入力してください。", $"Write something, in 1 to {SupportMessage.LongestText} characters.");
            return Page();
        }
        if (!(await write(Case.Id, text, Me.PublicId, FormToken, cancellationToken)).Succeeded(out _, out var refusal))
        {
            TextError = DeskWords.Of(refusal);
            return Page();
        }
        Tell(done);
        return Redirect($"/desk/cases/{Case.PublicId}");
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.SupportCase, id, out var key) || await Db.SupportCases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Case = found;
        UserName = found.CredentialId is null ? "" : await Db.Users.Where(row => row.Id == found.CredentialId).Select(row => row.UserName ?? "").SingleAsync(cancellationToken);
        var latest = await Db.SupportMessages.AsNoTracking().Where(row => row.CaseId == key).OrderByDescending(row => row.WrittenAt).ThenByDescending(row => row.Id).Take(MostShown).ToListAsync(cancellationToken);
        latest.Reverse();
        Messages = latest;
        Dispute = await Db.Disputes.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == key, cancellationToken);
        People = await People.AmongAsync(Db, [.. latest.Select(row => row.AuthorName), found.AssignedTo ?? ""], cancellationToken);
        return true;
    }
}
