using System.ComponentModel.DataAnnotations;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Where an invitation leads: a password, an authenticator app, and then the sign-in.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class StaffJoinModel(StaffJoining joining) : PageModel
{
    [BindProperty(SupportsGet = true)]
    [StringLength(100)]
    public string? Invitation { get; set; }

    /// <summary>Never sent back to the page.</summary>
    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Password { get; set; }

    [BindProperty]
    [StringLength(20)]
    public string? Code { get; set; }

    /// <summary>Who joins; null when the invitation is over.</summary>
    public StaffMember? Member { get; private set; }

    public string Key { get; private set; } = "";

    public QrPicture? Picture { get; private set; }

    public string? PasswordError { get; private set; }

    public string? CodeError { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await ShowAsync(cancellationToken);
        if (Member is null)
            return Page();
        PasswordError = NewPassword.Problem(Password, Member.MailAddress);
        if (PasswordError is not null)
            return Page();
        switch (await joining.ExecuteAsync(Invitation, Password!, Code ?? "", cancellationToken))
        {
            case null:
                return RedirectToPage("/SignIn/Staff/SignIn");
            case StaffJoiningRefusal.WrongCode:
                CodeError = T("コードが正しくありません。認証アプリに今表示されている数字を入力してください。", "The code is wrong. Enter the number that the app shows now.");
                return Page();
            case StaffJoiningRefusal.InvitationOver:
                Member = null;
                return Page();
            case var refusal:
                throw new InvalidOperationException($"Nothing says what {refusal} leads to.");
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || await joining.ReadAsync(Invitation, cancellationToken) is not var (member, key))
            return;
        (Member, Key, Picture) = (member, key, QrPicture.OfAuthenticator(member.MailAddress, key));
    }
}
