using Microsoft.AspNetCore.Localization;

namespace FletsCollect.Server.Localization;

/// <summary>The switch of language at the foot of each page.</summary>
public static class LanguageEndpoint
{
    public static IEndpointRouteBuilder MapLanguages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/language", Choose);
        return routes;
    }

    /// <summary>Keeps the choice and goes back to the page, with the request that it was showing.</summary>
    private static Microsoft.AspNetCore.Http.HttpResults.StatusCodeHttpResult Choose(HttpContext http, [Microsoft.AspNetCore.Mvc.FromForm] string language, [Microsoft.AspNetCore.Mvc.FromForm] string? returnUrl)
    {
        var chosen = language == Languages.English ? Languages.English : Languages.Japanese;
        Languages.Keep(http, Languages.CookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(chosen)), TimeSpan.FromDays(365));
        var local = returnUrl is ['/', not ('/' or '\\'), ..] or "/" ? returnUrl : "/";
        http.Response.Headers.Location = local;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
