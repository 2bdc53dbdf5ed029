using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Localization;

/// <summary>The switch of language at the foot of each page.</summary>
public static class LanguageEndpoint
{
    public static IEndpointRouteBuilder MapLanguages(this IEndpointRouteBuilder routes)
    {
        // Looked at by the handler, which knows who may have been meant.
        routes.MapPost("/language", ChooseAsync).DisableAntiforgery();
        return routes;
    }

    /// <summary>Keeps the choice and goes back to the page, with the request that it was showing.</summary>
    private static async Task<StatusCodeHttpResult> ChooseAsync(
        HttpContext http, IAntiforgery antiforgery, IAuthenticationSchemeProvider schemes, [FromForm] string language, [FromForm] string? returnUrl)
    {
        if (!await IsOwnFormAsync(http, antiforgery, schemes))
            return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        var chosen = language == Languages.English ? Languages.English : Languages.Japanese;
        Languages.Keep(http, Languages.CookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen)), TimeSpan.FromDays(365));
        var local = returnUrl is ['/', not ('/' or '\\'), ..] or "/" ? returnUrl : "/";
        http.Response.Headers.Location = local;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>
    /// True when the form is from a page of ours. Such a page was written for whom it is for: a staff member, a subscriber, or nobody, and one
    /// browser may be signed in as both; so the token is good when it is meant for any of them.
    /// </summary>
    private static async Task<bool> IsOwnFormAsync(HttpContext http, IAntiforgery antiforgery, IAuthenticationSchemeProvider schemes)
    {
        if (await antiforgery.IsRequestValidAsync(http))
            return true;
        foreach (var scheme in (await schemes.GetAllSchemesAsync()).Where(scheme => scheme.HandlerType == typeof(CookieAuthenticationHandler)))
        {
            http.User = (await http.AuthenticateAsync(scheme.Name)).Principal ?? new ClaimsPrincipal();
            if (await antiforgery.IsRequestValidAsync(http))
                return true;
        }
        return false;
    }
}
