using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Authentication;
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
    [StringLength(SignInSetup.LongestPassword)]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool Failed { get; private set; }

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
        if (ModelState.IsValid && await signIn.SignInAsync(UserName!, Password!, ReturnUrl ?? "", HttpContext.Connection.RemoteIpAddress))
        {
            // Not a 302: the browser must not post the password again.
            Response.Headers.Location = ReturnUrl;
            return StatusCode(StatusCodes.Status303SeeOther);
        }
        Failed = true;
        return Page();
    }

    /// <summary>Only addresses of this site: a sign-in page that sends people anywhere is a phisher's tool.</summary>
    private string Safe(string? returnUrl) => Url.IsLocalUrl(returnUrl) ? returnUrl : "/account";
}
