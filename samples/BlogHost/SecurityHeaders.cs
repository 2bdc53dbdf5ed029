using FletsCollect.Merchant;
using Microsoft.Extensions.Options;

namespace BlogHost;

internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        // Browsers apply form-action to the redirects after a post too, so the provider's address belongs to it.
        var provider = new Uri(app.Services.GetRequiredService<IOptions<FletsPayOptions>>().Value.Issuer).GetLeftPart(UriPartial.Authority);
        var policy = $"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {provider}; base-uri 'none'; frame-ancestors 'none'";

        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
    }
}
