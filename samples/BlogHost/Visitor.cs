using System.Buffers.Text;
using System.Security.Cryptography;

namespace BlogHost;

/// <summary>Who is looking: an unguessable cookie, standing in for the blog's own sign-in.</summary>
internal static class Visitor
{
    private const string Cookie = "blog-visitor";

    public static string Id(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { Length: 43 } known)
            return known;

        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        context.Response.Cookies.Append(Cookie, id, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(180),
            IsEssential = true,
        });
        return id;
    }

    public static string? Known(HttpContext context) => context.Request.Cookies[Cookie];
}
