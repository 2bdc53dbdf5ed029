using FletsCollect.Lines;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>Opens a case for somebody who called or wrote a letter.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class CaseNewModel(FletsCollectDbContext db, AnswerCase answers, LinePlaces places, TimeProvider clock) : DeskPage(db, clock)
{
    [BindProperty]
    public string? UserName { get; set; }

    /// <summary>What stands for the line in addresses when the case is about a line that has no ID; else none.</summary>
    [BindProperty]
    public string? LinePlace { get; set; }

    /// <summary>That line.</summary>
    public LineNumber? Line => LinePlace is null ? null : places.Read(LinePlace);

    [BindProperty]
    public SupportChannel Channel { get; set; } = SupportChannel.Phone;

    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Of this form; the same form sent twice opens one case.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    public string? UserNameError { get; private set; }

    public string? LineError { get; private set; }

    public string? SubjectError { get; private set; }

    public string? TextError { get; private set; }

    /// <param name="id">The public id of the ID that is spoken of; none when it is asked for.</param>
    /// <param name="line">What stands for the line when it has no ID.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "id")] string? id, [FromQuery(Name = "line")] string? line, CancellationToken cancellationToken)
    {
        FormToken = Guid.CreateVersion7();
        LinePlace = line;
        if (line is not null && Line is null)
            return NotFound();
        if (PublicId.TryParse(PublicId.Credential, id, out var key))
            UserName = await Db.Users.Where(row => row.Id == key).Select(row => row.UserName).SingleOrDefaultAsync(cancellationToken);
        return Page();
    }

    /// <summary>Where a case about a line that has no ID is opened.</summary>
    internal static string AddressOnLine(LinePlaces places, LineNumber line) => $"/desk/cases/new?line={places.Of(line)}";

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (FormToken == Guid.Empty || (LinePlace is not null && Line is null) || Channel is not (SupportChannel.Phone or SupportChannel.Mail))
            return BadRequest();
        var userName = OneForm.Of(UserName);
        var (subject, text) = (TypedText.Read(Subject, SupportCase.LongestSubject), TypedText.Read(Text, SupportMessage.LongestText));
        if (subject is null)
            SubjectError = T($"件名を1〜{SupportCase.LongestSubject}文字で入力してください。", $"Say what it is about, in 1 to {SupportCase.LongestSubject} characters.");
        if (text is null)
            TextError = T($"お申し出の内容を1〜{SupportMessage.LongestText}文字で入力してください。", $"Write what was said, in 1 to {SupportMessage.LongestText} characters.");
        if (subject is null || text is null)
            return Page();
        var outcome = Line is { } line
            ? await answers.NoteOnLineAsync(line, Channel, subject, text, Me.PublicId, FormToken, cancellationToken)
            : await answers.NoteAsync(userName, Channel, subject, text, Me.PublicId, FormToken, cancellationToken);
        if (outcome.Succeeded(out var opened, out var refusal))
        {
            Tell(T("受け付けました。", "The case is open."));
            return Redirect($"/desk/cases/{opened.PublicId}");
        }
        if (Line is null)
            UserNameError = DeskWords.Of(refusal);
        else
            LineError = DeskWords.Of(refusal);
        return Page();
    }
}
