using System.ComponentModel.DataAnnotations;
using FletsCollect.Lines;
using FletsCollect.Server.Localization;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Issues an ID to whoever opens it from an eligible line (domain.md §3): shows which line was recognised, asks for its customer number
/// and a password, and shows the new ID once.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class IssueModel(ILineDirectory lines, IssueCredential issue) : PageModel
{
    [BindProperty]
    [StringLength(40)]
    public string? CustomerNumber { get; set; }

    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Password { get; set; }

    /// <summary>The recognised line, masked; null when none may be used.</summary>
    public string? MaskedLine { get; private set; }

    public LineServiceType ServiceType { get; private set; }

    /// <summary>Why no ID can be issued here at all.</summary>
    public LineRefusal? Refusal { get; private set; }

    public string? CustomerNumberError { get; private set; }

    public string? PasswordError { get; private set; }

    /// <summary>The new ID, shown once.</summary>
    public string? IssuedUserName { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => RecogniseAsync(cancellationToken);

    public async Task OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await RecogniseAsync(cancellationToken))
            return;
        if (string.IsNullOrWhiteSpace(CustomerNumber))
            CustomerNumberError = T("お客様番号を入力してください。", "Enter your customer number.");
        PasswordError = NewPassword.Problem(Password);
        if (CustomerNumberError is not null || PasswordError is not null || !ModelState.IsValid)
            return;

        var outcome = await issue.ExecuteAsync(HttpContext.Connection.RemoteIpAddress, CustomerNumber!, Password!, cancellationToken);
        if (outcome.Succeeded(out var credential, out var refusal))
            IssuedUserName = credential.UserName;
        else if (refusal == LineRefusal.CustomerNumberMismatch)
            CustomerNumberError = Sentences(LineRefusalText.Of(refusal).Reason, LineRefusalText.Of(refusal).Remedy);
        else
            Refusal = refusal;
    }

    private async Task<bool> RecogniseAsync(CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(HttpContext.Connection.RemoteIpAddress, cancellationToken);
        if (!recognition.Succeeded(out var recognised, out var refusal))
        {
            Refusal = refusal;
            return false;
        }
        MaskedLine = recognised.Line.Number.Masked;
        ServiceType = recognised.Line.ServiceType;
        Refusal = recognised.Line.Refusal();
        return Refusal is null;
    }
}
