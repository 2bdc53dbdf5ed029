using System.Globalization;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Hosting.Throttling;

/// <summary>
/// Refuses who asks too often, before anything costs work: 429 with <c>Retry-After</c>, to programs in their endpoint's own form and to
/// people as a page.
/// </summary>
public static class ThrottlingSetup
{
    /// <summary>The header that names what is counted, how much of it there is, and in how many seconds.</summary>
    public const string Policy = "RateLimit-Policy";

    /// <summary>The header that says what is left, and for how many seconds.</summary>
    public const string Left = "RateLimit";

    public static WebApplicationBuilder AddThrottling(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ThrottlingOptions>().Bind(builder.Configuration.GetSection(ThrottlingOptions.Section))
            .Validate(options => options.IsSound(), "Every limit of Throttling needs Permits from 1 to 10000000 and a Window from 1 second to 1 day, such as Throttling:SignIn:Permits=60.")
            .ValidateOnStart();
        builder.Services.AddSingleton<Throttles>();
        return builder;
    }

    /// <summary>By place. Before authentication, which is itself work that may be asked for too often.</summary>
    public static IApplicationBuilder UseThrottling(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (RuleOf(http.Request) is { } rule)
        {
            var throttles = http.RequestServices.GetRequiredService<Throttles>();
            var lease = await throttles.TakeAsync(rule, Throttles.PlaceOf(http.Connection.RemoteIpAddress), http.RequestAborted);
            if (!lease.IsAcquired)
            {
                await RefuseAsync(http, rule, lease);
                return;
            }
        }
        await next(http);
    });

    /// <summary>
    /// By merchant, once it is known to be that merchant: a stranger who uses its name must not use up what it may ask for. Reads and
    /// writes are counted apart, so that a back end that polls can still charge.
    /// </summary>
    public static IApplicationBuilder UseMerchantThrottling(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (MerchantPaths.IsMerchants(http.Request.Path) && http.User.FindFirst(Claims.ClientId)?.Value is { } client
            && !await AdmitMerchantAsync(http, http.RequestServices.GetRequiredService<Throttles>(), client))
            return;
        await next(http);
    });

    /// <summary>Counts a merchant's call and says what is left; false when it was one too many and is answered.</summary>
    internal static async ValueTask<bool> AdmitMerchantAsync(HttpContext http, Throttles throttles, string client)
    {
        var (rule, policy) = HttpMethods.IsGet(http.Request.Method) ? (ThrottleRule.MerchantReads, "reads") : (ThrottleRule.MerchantWrites, "writes");
        var lease = await throttles.TakeAsync(rule, client, http.RequestAborted);
        Say(http.Response, policy, lease);
        if (!lease.IsAcquired)
            await RefuseAsync(http, rule, lease);
        return lease.IsAcquired;
    }

    /// <summary>
    /// Says what a merchant may ask and what is left of it (IETF draft-ietf-httpapi-ratelimit-headers), and when it is too much, how long to
    /// wait (RFC 9110 §10.2.3).
    /// </summary>
    /// <param name="response">The answer that it goes with.</param>
    /// <param name="policy">The name of what is counted: <c>reads</c>, <c>writes</c> or <c>protocol</c>.</param>
    /// <param name="lease">What was taken.</param>
    internal static void Say(HttpResponse response, string policy, WindowLease lease)
    {
        response.Headers[Policy] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";q={lease.Limit.Permits};w={lease.Limit.Window.TotalSeconds:0}");
        response.Headers[Left] = string.Create(CultureInfo.InvariantCulture, $"\"{policy}\";r={lease.Remaining};t={lease.SecondsUntilReset}");
        if (!lease.IsAcquired)
            response.Headers.RetryAfter = lease.SecondsUntilReset.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task RefuseAsync(HttpContext http, ThrottleRule rule, WindowLease lease)
    {
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = lease.SecondsUntilReset.ToString(CultureInfo.InvariantCulture);
        // Everything else is written by the error pages, which know the API's form and a person's.
        if (rule == ThrottleRule.Protocol)
        {
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsJsonAsync(new { error = Errors.TemporarilyUnavailable, error_description = "Too many requests; wait as long as Retry-After says." }, http.RequestAborted);
        }
    }

    private static ThrottleRule? RuleOf(HttpRequest request)
    {
        var isPost = HttpMethods.IsPost(request.Method);
        // Routing takes an address in any letter case and with a slash at its end.
        return request.Path.Value?.TrimEnd('/').ToUpperInvariant() switch
        {
            "/SIGN-IN" or "/SIGN-IN/CODE" or "/SIGN-IN/PASSKEY" or "/STAFF/SIGN-IN" or "/STAFF/JOIN" when isPost => ThrottleRule.SignIn,
            "/ISSUE" or "/RECOVER" or "/RECOVER/CODE" when isPost => ThrottleRule.Issuance,
            "/ENQUIRY" or "/APPLY" when isPost => ThrottleRule.Enquiry,
            "/CONNECT/AUTHORIZE" => ThrottleRule.Consent,
            "/DEVICE" => ThrottleRule.UserCode,
            "/CONNECT/PAR" or "/CONNECT/DEVICE-AUTHORIZATION" or "/CONNECT/TOKEN" or "/CONNECT/INTROSPECT" or "/CONNECT/REVOKE" => ThrottleRule.Protocol,
            _ => null,
        };
    }
}
