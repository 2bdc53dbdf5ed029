using System.ComponentModel.DataAnnotations;
using FletsCollect.Lines;
using FletsCollect.Server.Localization;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn;

/// <summary>
/// Sets a new password from the line (domain.md §3), which proves the line again as well; or, at its second address, by the code that the
/// desk posted.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class RecoverModel(RecoverCredential recover, ILineDirectory lines) : PageModel
{
    [BindProperty]
    [StringLength(64)]
    public string? UserName { get; set; }

    /// <summary>The customer number, or the posted code.</summary>
    [BindProperty]
    [StringLength(64)]
    public string? Secret { get; set; }

    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Password { get; set; }

    [BindProperty]
    public bool ForgetSecondFactors { get; set; }

    /// <summary>True at the address for a posted code.</summary>
    public bool ByCode { get; private set; }

    /// <summary>The recognised line, masked; null when there is none or none is needed.</summary>
    public string? MaskedLine { get; private set; }

    public RecoveryRefusal? Refusal { get; private set; }

    public string? UserNameError { get; private set; }

    public string? SecretError { get; private set; }

    public string? PasswordError { get; private set; }

    public bool Done { get; private set; }

    public Task OnGetAsync(string? way, CancellationToken cancellationToken) => RecogniseAsync(way, cancellationToken);

    public async Task OnPostAsync(string? way, CancellationToken cancellationToken)
    {
        await RecogniseAsync(way, cancellationToken);
        if (Refusal is not null)
            return;
        if (string.IsNullOrWhiteSpace(UserName))
            UserNameError = T("IDを入力してください。", "Enter your ID.");
        if (string.IsNullOrWhiteSpace(Secret))
            SecretError = ByCode ? T("コードを入力してください。", "Enter the code.") : T("お客様番号を入力してください。", "Enter your customer number.");
        PasswordError = NewPassword.Problem(Password, UserName);
        if (UserNameError is not null || SecretError is not null || PasswordError is not null || !ModelState.IsValid)
            return;
        var outcome = ByCode
            ? await recover.ByCodeAsync(UserName!, Secret!, Password!, cancellationToken)
            : await recover.FromLineAsync(HttpContext.Connection.RemoteIpAddress, UserName!, Secret!, Password!, ForgetSecondFactors, cancellationToken);
        if (outcome.Succeeded(out _, out var refusal))
            Done = true;
        else if (refusal == RecoveryRefusal.Mismatch)
            SecretError = Sentences(CredentialTexts.Of(refusal).Reason, CredentialTexts.Of(refusal).Remedy);
        else
            Refusal = refusal;
    }

    private async Task RecogniseAsync(string? way, CancellationToken cancellationToken)
    {
        ByCode = string.Equals(way, "code", StringComparison.Ordinal);
        if (ByCode)
            return;
        var recognition = await lines.RecogniseAsync(HttpContext.Connection.RemoteIpAddress, cancellationToken);
        if (recognition.Succeeded(out var recognised, out _) && recognised.Line.Refusal() is null)
            MaskedLine = recognised.Line.Number.Masked;
        else
            Refusal = RecoveryRefusal.NotOnALine;
    }
}
