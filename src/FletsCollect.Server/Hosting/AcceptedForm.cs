using Microsoft.Net.Http.Headers;

namespace FletsCollect.Server.Hosting;

/// <summary>The API answers in JSON and in nothing else, so whoever takes no JSON is told before anything is done (RFC 9110 §15.5.7).</summary>
public static class AcceptedForm
{
    private static readonly string[] Json = ["application/json", "application/problem+json"];

    public static IApplicationBuilder UseAcceptedForm(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is null || !MerchantPaths.IsApi(http.Request.Path) || TakesJson(http.Request))
            return next(http);
        return Problems.Of(http, ApiProblem.NotAcceptable, param: HeaderNames.Accept).ExecuteAsync(http);
    });

    /// <summary>True when the request leaves it open what it is answered in, or names JSON.</summary>
    public static bool TakesJson(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
            return true;
        // What cannot be read asks for nothing in particular (RFC 9110 §12.5.1).
        return !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            || accepted.Any(range => range.Quality is not 0 && Array.Exists(Json, form => new MediaTypeHeaderValue(form).IsSubsetOf(range)));
    }
}
