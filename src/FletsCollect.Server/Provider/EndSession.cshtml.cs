using FletsCollect.Server.Hosting;
using FletsCollect.Server.SignIn;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The end session endpoint (OpenID Connect RP-Initiated Logout 1.0): a merchant may send the browser here, and the subscriber decides
/// whether to sign out. A link alone signs nobody out, or any site could.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class EndSessionModel(SubscriberSignOut signOut) : PageModel
{
    /// <summary>The request's parameters, which the form must send again.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; private set; } = [];

    /// <summary>Who is signed in; null when nobody is.</summary>
    public SignedIn? Person { get; private set; }

    public Task OnGetAsync() => PrepareAsync();

    public async Task<IActionResult> OnPostAsync([FromForm] string? decision)
    {
        await PrepareAsync();
        if (!string.Equals(decision, "sign-out", StringComparison.Ordinal))
            return RedirectToPage("/Sites/Home");
        await signOut.ExecuteAsync(HttpContext);
        // OpenIddict leads back to the merchant's registered address, or, without one, to the front page.
        return SignOut(new AuthenticationProperties { RedirectUri = "/" }, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private async Task PrepareAsync()
    {
        var request = HttpContext.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("The end session endpoint was reached without a request.");
        Parameters = [.. request.GetParameters().Where(parameter => (string?)parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Key, (string)parameter.Value!))
            .Where(parameter => parameter.Key is OpenIddictConstants.Parameters.ClientId or OpenIddictConstants.Parameters.IdTokenHint
                or OpenIddictConstants.Parameters.PostLogoutRedirectUri or OpenIddictConstants.Parameters.State)];
        Person = await SignedIn.ReadAsync(HttpContext);
        if (request.PostLogoutRedirectUri is { } target)
            HttpContext.Items[SecurityHeaders.FormTargetItem] = new Uri(target).GetLeftPart(UriPartial.Authority);
    }
}
