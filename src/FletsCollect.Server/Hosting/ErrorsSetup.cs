
namespace FletsCollect.Server.Hosting;

/// <summary>What is answered when something is refused or fails: problem details to programs, a page to people.</summary>
public static class ErrorsSetup
{
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app)
    {
        app.UseWhen(IsForPrograms, api =>
        {
            api.UseExceptionHandler(handler => handler.Run(http => Problems.Of(http, ApiProblem.InternalError).ExecuteAsync(http)));
            api.UseStatusCodePages(context =>
            {
                var http = context.HttpContext;
                var problem = http.Items[ChargeToken.ErrorItem] is "invalid_dpop_proof" ? ApiProblem.InvalidDpopProof : Problems.OfStatus(http.Response.StatusCode);
                if (http.Response.StatusCode == StatusCodes.Status401Unauthorized && http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
                {
                    // Tokens are bound to a key (RFC 9449 §7.1); OpenIddict's own challenge asks for a bearer token.
                    var error = http.Request.Headers.Authorization.Count == 0 ? "" : $", error=\"{problem switch { ApiProblem.InvalidDpopProof => "invalid_dpop_proof", _ => "invalid_token" }}\"";
                    http.Response.Headers.WWWAuthenticate = $"DPoP algs=\"{string.Join(' ', ChargeToken.ProofAlgorithms)}\"{error}";
                }
                return Problems.Of(http, problem).ExecuteAsync(http);
            });
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
