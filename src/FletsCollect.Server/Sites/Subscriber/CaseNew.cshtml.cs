using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Asks the support desk something.</summary>
public sealed class CaseNewModel(FletsCollectDbContext db, WriteToDesk write, CredentialRules rules, TimeProvider clock) : AccountPage(db, rules, clock)
{
    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Of this form; the same form sent twice opens one case.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    public string? SubjectError { get; private set; }

    public string? TextError { get; private set; }

    public bool TooManyOpen { get; private set; }

    public void OnGet() => FormToken = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (FormToken == Guid.Empty)
            return BadRequest();
        var (subject, text) = (TypedText.Read(Subject, SupportCase.LongestSubject), TypedText.Read(Text, SupportMessage.LongestText));
        if (subject is null)
            SubjectError = T($"件名を1〜{SupportCase.LongestSubject}文字で入力してください。", $"Say what it is about, in 1 to {SupportCase.LongestSubject} characters.");
        if (text is null)
            TextError = T($"お問い合わせの内容を1〜{SupportMessage.LongestText}文字で入力してください。", $"Write your question, in 1 to {SupportMessage.LongestText} characters.");
        if (subject is null || text is null)
            return Page();
        if ((await write.OpenAsync(Person.CredentialId, subject, text, FormToken, cancellationToken)).Succeeded(out var opened, out var refusal))
            return Redirect($"/account/cases/{opened.PublicId}?done=sent");
        TooManyOpen = refusal == WriteToDeskRefusal.TooManyOpen;
        return TooManyOpen ? Page() : NotFound();
    }
}
