namespace FletsCollect.Server.Hosting;

/// <summary>What is answered when something is refused or fails: problem details to programs, a page to people.</summary>
public static class ErrorsSetup
{
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app)
    {
        app.UseWhen(IsForPrograms, api =>
        {
            api.UseExceptionHandler(handler => handler.Run(http => Problems.Of(http, ApiProblem.InternalError).ExecuteAsync(http)));
            api.UseStatusCodePages(context => TokenChallenge.WriteAsync(context.HttpContext));
        });
        app.UseWhen(http => !IsForPrograms(http), pages =>
        {
            pages.UseExceptionHandler("/error/500");
            pages.UseStatusCodePagesWithReExecute("/error/{0}");
        });
        return app;
    }

    private static bool IsForPrograms(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/network", StringComparison.Ordinal);
}
