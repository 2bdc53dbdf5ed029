using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Merchant.Protocol;

/// <summary>The endpoint to which the provider posts logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.5, §2.8).</summary>
internal static class SignOutEndpoint
{
    /// <summary>A logout token has a few hundred bytes.</summary>
    private const int MostBytes = 16 * 1024;

    public static async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (signOut, problem) = await ReadAsync(context);
        if (signOut is null)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FletsCollect.Merchant.SignOut").LogWarning("A logout token was not accepted: {Problem}", problem);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_request", error_description = problem }, context.RequestAborted);
            return;
        }
        await context.RequestServices.GetRequiredService<IFletsSignOutHandler>().SignedOutAsync(signOut, context, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<(FletsSignOut? SignOut, string Problem)> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        if (!context.Request.HasFormContentType)
            return (null, "Send the logout token as a form.");
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return form["logout_token"] is [{ Length: > 0 } token]
                ? await context.RequestServices.GetRequiredService<LogoutTokenRules>().ReadAsync(token, context.RequestAborted)
                : (null, "Send one logout_token.");
        }
        catch (Exception exception) when (exception is BadHttpRequestException or InvalidDataException)
        {
            return (null, "The form is not readable or too large.");
        }
    }
}
