using System.Text.RegularExpressions;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Diagnostics;

namespace FletsCollect.Server.Api.Camara;

/// <summary>
/// What is the same for every operation of CAMARA's Carrier Billing APIs: errors in their form whoever found them, and <c>x-correlator</c>,
/// which comes back in the answer and is no key: a repeat is known by <c>clientCorrelator</c>.
/// </summary>
public static partial class CamaraSetup
{
    public const string Correlator = "x-correlator";

    /// <summary>Stands inside the error pages of the rest, so that theirs find an answer written already.</summary>
    public static IApplicationBuilder UseCamara(this IApplicationBuilder app) => app.UseWhen(
        http => MerchantPaths.IsCamara(http.Request.Path),
        facade =>
        {
            facade.Use(CorrelateAsync);
            facade.UseExceptionHandler(handler => handler.Run(http =>
                CamaraError.Of(http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException unread ? unread.StatusCode : 500).Answer().ExecuteAsync(http)));
            facade.UseStatusCodePages(async context =>
            {
                await TokenChallenge.SayAsync(context.HttpContext);
                await CamaraError.Of(context.HttpContext.Response.StatusCode).Answer().ExecuteAsync(context.HttpContext);
            });
        });

    /// <summary>What the caller knows the request by; the id of the answer when it named nothing.</summary>
    public static string CorrelatorOf(HttpContext http) =>
        http.Request.Headers[Correlator] is [{ Length: > 0 } given] && WellFormed().IsMatch(given) ? given : http.TraceIdentifier;

    private static async Task CorrelateAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Correlator] = CorrelatorOf(http);
            return Task.CompletedTask;
        });
        if (http.Request.Headers[Correlator] is { Count: > 0 } given && (given.Count > 1 || !WellFormed().IsMatch(given.ToString())))
            await CamaraError.InvalidArgument($"{Correlator} must be at most 256 of a-z A-Z 0-9 - _ : ; . / < > {{ }}.").Answer().ExecuteAsync(http);
        else if (!AcceptedForm.TakesJson(http.Request))
            await CamaraError.Of(StatusCodes.Status406NotAcceptable).Answer().ExecuteAsync(http);
        else
            await next(http);
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9\-_:;./<>{}]{0,256}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WellFormed();
}
