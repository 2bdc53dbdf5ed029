using System.Security.Cryptography;

namespace FletsCollect.Server.Hosting;

/// <summary>
/// The headers of every answer: no script but the product's own files, each let in by a nonce and none of them needed but for passkeys, nothing from
/// elsewhere, no framing, no referrer. A page that answers a merchant names the merchant's origin as one more target of its form.
/// </summary>
public static class SecurityHeaders
{
    /// <summary>Where a page puts the origin that its form may lead to.</summary>
    public const string FormTargetItem = "form-target";

    /// <summary>Where a page puts the nonce that lets its scripts run.</summary>
    public const string ScriptNonceItem = "script-nonce";

    private const string ScriptAsksItem = "script-asks";

    /// <summary>The nonce of the page's scripts, made at the first call.</summary>
    public static string ScriptNonce(HttpContext http)
    {
        if (http.Items[ScriptNonceItem] is not string nonce)
            http.Items[ScriptNonceItem] = nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return nonce;
    }

    /// <summary>The same for a script that asks this server, and no other, for more.</summary>
    public static string AskingScriptNonce(HttpContext http)
    {
        http.Items[ScriptAsksItem] = true;
        return ScriptNonce(http);
    }

    /// <summary>What serves the pages is nobody's business.</summary>
    public static WebApplicationBuilder AddSecurityHeaders(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            Write(http);
            return Task.CompletedTask;
        });
        return next();
    });

    /// <summary>
    /// The page that tries the API is a program: it runs the scripts that bear the nonce, talks to this server and to no other, and makes its
    /// styles while it runs, which no nonce reaches. It shows no subscriber's data and has no session.
    /// </summary>
    private static string ApiPagePolicy(object? nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string ScriptsOf(HttpContext http) =>
        http.Items.TryGetValue(ScriptNonceItem, out var nonce) ? $"script-src 'nonce-{nonce}'; {(http.Items.ContainsKey(ScriptAsksItem) ? "connect-src 'self'; " : "")}" : "";

    private static void Write(HttpContext http)
    {
        var headers = http.Response.Headers;
        var target = http.Items.TryGetValue(FormTargetItem, out var origin) ? $" {origin}" : "";
        headers.ContentSecurityPolicy = http.Items.TryGetValue(Scalar.AspNetCore.ScalarOptions.NonceHttpContextItemKey, out var nonce)
            ? ApiPagePolicy(nonce)
            : $"default-src 'none'; {ScriptsOf(http)}style-src 'self'; img-src 'self'; form-action 'self'{target}; base-uri 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Only over https does a browser heed it; without https the product serves Development alone.
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        // After a form the browser must fetch the next page, never post the form again to it (RFC 9700 §4.12).
        if (HttpMethods.IsPost(http.Request.Method) && http.Response.StatusCode == StatusCodes.Status302Found)
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
    }
}
