using FletsCollect.Onboarding;
using FletsCollect.Server.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Apply;

/// <summary>The form by which a company asks to sell here. It leads to a page of its own at an address that nobody guesses.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ApplyPageModel(SubmitApplication submit) : PageModel
{
    [BindProperty]
    public TypedApplication Form { get; set; } = new();

    /// <summary>Of this form; the same form sent twice is one application.</summary>
    [BindProperty]
    public string? Token { get; set; }

    /// <summary>What is wrong, in the order of the form.</summary>
    public IReadOnlyList<ApplicationFault> Faults { get; private set; } = [];

    public string? ErrorOf(string field) => Faults.FirstOrDefault(fault => fault.Field == field) is { } fault ? ApplicationWords.Of(fault) : null;

    public void OnGet() => Token = MerchantApplication.NewToken();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!MerchantApplication.IsToken(Token))
            return BadRequest();
        (var form, Faults) = ApplicationReading.Read(Form);
        if (form is null)
            return Page();
        await submit.ExecuteAsync(form, Token, Languages.Current, cancellationToken);
        return Redirect($"/apply/{Token}");
    }
}
