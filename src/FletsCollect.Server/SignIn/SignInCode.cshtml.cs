using System.ComponentModel.DataAnnotations;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.SignIn;

/// <summary>Asks for the authenticator app's code after a right password.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class SignInCodeModel(PendingSignIn pending, SecondStep step) : PageModel
{
    [BindProperty]
    [StringLength(20)]
    public string? Code { get; set; }

    public SecondFactorRefusal? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await pending.ReadAsync(cancellationToken) is null ? RedirectToPage("/SignIn/SignIn") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await pending.ReadAsync(cancellationToken) is not var (_, purpose))
            return RedirectToPage("/SignIn/SignIn");
        Refusal = await step.WithCodeAsync(Code ?? "", HttpContext.Connection.RemoteIpAddress, cancellationToken);
        return Refusal is null ? LocalRedirect(SignInModel.SafeAddress(Url, purpose)) : Page();
    }
}
