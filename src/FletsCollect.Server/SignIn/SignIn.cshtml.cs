using System.ComponentModel.DataAnnotations;
using FletsCollect.Server.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn;

/// <summary>Sign in with an ID and a password, then go back to where the sign-in was asked for.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class SignInModel(PasswordSignIn signIn) : PageModel
{
    [BindProperty]
    [StringLength(64)]
    public string? UserName { get; set; }

    /// <summary>Never sent back to the page.</summary>
    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>What stands in the way, with its code; null at first.</summary>
    public (string Code, string Reason, string Remedy)? Failure { get; private set; }

    public string? UserNameError { get; private set; }

    public string? PasswordError { get; private set; }

    public void OnGet() => ReturnUrl = Safe(ReturnUrl);

    public async Task<IActionResult> OnPostAsync()
    {
        ReturnUrl = Safe(ReturnUrl);
        if (string.IsNullOrWhiteSpace(UserName))
            UserNameError = T("IDを入力してください。", "Enter your ID.");
        if (string.IsNullOrEmpty(Password))
            PasswordError = T("パスワードを入力してください。", "Enter your password.");
        if (UserNameError is not null || PasswordError is not null)
            return Page();
        var outcome = ModelState.IsValid ? await signIn.SignInAsync(UserName!, Password!, ReturnUrl ?? "", HttpContext.Connection.RemoteIpAddress) : SignInOutcome.Failed;
        Failure = outcome switch
        {
            SignInOutcome.SignedIn or SignInOutcome.CodeNeeded => null,
            SignInOutcome.Failed => SupportCodes.SignInFailed,
            SignInOutcome.ReproofRequired => SupportCodes.ReproofRequired,
            SignInOutcome.Stopped => SupportCodes.Stopped,
            _ => throw new InvalidOperationException($"Nothing says what {outcome} leads to."),
        };
        if (Failure is not null)
            return Page();
        // Not a 302: the browser must not post the password again.
        Response.Headers.Location = outcome == SignInOutcome.CodeNeeded ? "/sign-in/code" : ReturnUrl;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Only addresses of this site: a sign-in page that sends people anywhere is a phisher's tool.</summary>
    private string Safe(string? returnUrl) => SafeAddress(Url, returnUrl);

    internal static string SafeAddress(IUrlHelper url, string? returnUrl) => url.IsLocalUrl(returnUrl) ? returnUrl : "/account";
}
