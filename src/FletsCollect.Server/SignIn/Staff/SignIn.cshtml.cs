using System.ComponentModel.DataAnnotations;
using FletsCollect.Mail;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Signs the operator's and the merchants' people in, then goes back to where the sign-in was asked for.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class StaffSignInModel(StaffSignIn signIn) : PageModel
{
    [BindProperty]
    [StringLength(MailAddresses.Longest)]
    public string? MailAddress { get; set; }

    /// <summary>Never sent back to the page.</summary>
    [BindProperty]
    [StringLength(SignInSetup.LongestTyped)]
    public string? Password { get; set; }

    [BindProperty]
    [StringLength(20)]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool Failed { get; private set; }

    public void OnGet() => ReturnUrl = Safe(ReturnUrl);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        ReturnUrl = Safe(ReturnUrl);
        Failed = !ModelState.IsValid || !await signIn.ExecuteAsync(HttpContext, MailAddress ?? "", Password ?? "", Code ?? "", cancellationToken);
        return Failed ? Page() : LocalRedirect(ReturnUrl);
    }

    private string Safe(string? returnUrl) => Url.IsLocalUrl(returnUrl) ? returnUrl : "/staff";
}
