using System.Globalization;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites;

/// <summary>What a person sees when a page cannot be had: what happened, that nothing was charged, and where to go.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    public int Status { get; private set; }

    /// <summary>The OAuth error of a request that must not be answered by a redirect.</summary>
    public string? OAuthError { get; private set; }

    public void OnGet(int status) => Show(status);

    public void OnPost(int status) => Show(status);

    private void Show(int status)
    {
        Status = status is >= 400 and < 600 ? status : 404;
        Response.StatusCode = Status;
        OAuthError = HttpContext.GetOpenIddictServerResponse()?.Error;
    }

    /// <summary>What to tell the support desk.</summary>
    public string RequestId => string.Create(CultureInfo.InvariantCulture, $"{HttpContext.TraceIdentifier}");
}
