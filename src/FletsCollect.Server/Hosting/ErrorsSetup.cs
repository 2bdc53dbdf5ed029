using Microsoft.AspNetCore.Diagnostics;

namespace FletsCollect.Server.Hosting;

/// <summary>What is answered when something is refused or fails: problem details to programs, a page to people.</summary>
public static class ErrorsSetup
{
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app)
    {
        app.UseWhen(IsForPrograms, api =>
        {
            api.UseExceptionHandler(handler => handler.Run(http => Problems.Of(http, ProblemOf(http)).ExecuteAsync(http)));
            api.UseStatusCodePages(context => TokenChallenge.WriteAsync(context.HttpContext));
        });
        app.UseWhen(http => !IsForPrograms(http), pages =>
        {
            pages.UseExceptionHandler("/error/500");
            pages.UseStatusCodePagesWithReExecute("/error/{0}");
        });
        return app;
    }

    /// <summary>A request that cannot be read is its sender's fault, whoever noticed it; a database that has no time for it is nobody's.</summary>
    private static ApiProblem ProblemOf(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        BadHttpRequestException unread => Problems.OfStatus(unread.StatusCode),
        { } error when http.RequestServices.GetRequiredService<IDatabaseConflicts>().IsOutage(error) => ApiProblem.Busy,
        _ => ApiProblem.InternalError,
    };

    private static bool IsForPrograms(HttpContext http) =>
        MerchantPaths.IsApi(http.Request.Path) || http.Request.Path.StartsWithSegments("/network", StringComparison.Ordinal);
}
