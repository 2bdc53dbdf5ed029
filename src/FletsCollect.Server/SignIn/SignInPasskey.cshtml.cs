using FletsCollect.Server.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.SignIn;

/// <summary>Signs in with a passkey. One of the two pages with a script, because only a script can ask a passkey.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class SignInPasskeyModel(Passkeys passkeys, SecondStep step) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>What the passkey said, as JSON.</summary>
    [BindProperty]
    public string? Answer { get; set; }

    /// <summary>What the passkey is asked, as JSON.</summary>
    public string Options { get; private set; } = "";

    public (string Code, string Reason, string Remedy)? Failure { get; private set; }

    public async Task OnGetAsync()
    {
        ReturnUrl = SignInModel.SafeAddress(Url, ReturnUrl);
        Options = await passkeys.RequestOptionsAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        ReturnUrl = SignInModel.SafeAddress(Url, ReturnUrl);
        if (!string.IsNullOrEmpty(Answer) && await step.WithPasskeyAsync(Answer, ReturnUrl, HttpContext.Connection.RemoteIpAddress))
            return LocalRedirect(ReturnUrl);
        Failure = SupportCodes.PasskeyRefused;
        Options = await passkeys.RequestOptionsAsync();
        return Page();
    }
}
