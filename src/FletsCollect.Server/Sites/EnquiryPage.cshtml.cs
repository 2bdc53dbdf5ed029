using FletsCollect.Calendars;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites;

/// <summary>The form on which a business asks about selling by this service, with the desk's hours (domain.md R21).</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class EnquiryPageModel(FletsCollectDbContext db, KeepEnquiries enquiries, TimeProvider clock) : PageModel
{
    [BindProperty]
    public string? Company { get; set; }

    [BindProperty]
    public string? PersonName { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Of this form; the same form sent twice is one enquiry.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    /// <summary>What is wrong, by the field's name, in the order of the form.</summary>
    public IReadOnlyList<(string Field, string Message)> Errors { get; private set; } = [];

    /// <summary>The number of an enquiry that was taken.</summary>
    public string? Taken { get; private set; }

    public DateTime Now => clock.Instant();

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Message;

    public async Task OnGetAsync([FromQuery(Name = "taken")] string? taken, CancellationToken cancellationToken)
    {
        FormToken = Guid.CreateVersion7();
        if (PublicId.TryParse(PublicId.Enquiry, taken, out var id) && await db.Enquiries.AnyAsync(row => row.Id == id, cancellationToken))
            Taken = PublicId.Format(PublicId.Enquiry, id);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (FormToken == Guid.Empty)
            return BadRequest();
        var errors = new List<(string, string)>();
        string Read(string field, string? typed, int longest, string japanese, string english, bool manyLines = false)
        {
            var text = OneForm.Of(typed).ReplaceLineEndings("\n");
            if (text.Length is 0 || text.Length > longest || text.Any(character => char.IsControl(character) && !(manyLines && character is '\n' or '\t')))
                errors.Add((field, T($"{japanese}を1〜{longest}文字で入力してください。", $"Enter {english}, in 1 to {longest} characters.")));
            return text;
        }
        var form = new EnquiryForm(
            Read(nameof(Company), Company, Enquiry.LongestName, "会社名", "the company"),
            Read(nameof(PersonName), PersonName, Enquiry.LongestName, "お名前", "your name"),
            Read(nameof(Contact), Contact, Enquiry.LongestName, "ご連絡先", "how we reach you"),
            Read(nameof(Text), Text, Enquiry.LongestText, "お問い合わせの内容", "your question", manyLines: true),
            FormToken,
            Current);
        if (errors.Count == 0 && !form.Contact.Contains('@', StringComparison.Ordinal) && form.Contact.Count(char.IsAsciiDigit) < 9)
            errors.Add((nameof(Contact), T("メールアドレスか、市外局番からの電話番号を入力してください。", "Enter a mail address, or a phone number with its area code.")));
        Errors = errors;
        if (errors.Count > 0)
            return Page();
        var taken = await enquiries.ReceiveAsync(form, cancellationToken);
        return Redirect($"/enquiry?taken={taken.PublicId}");
    }
}
