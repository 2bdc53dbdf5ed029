using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Server.SignIn;

/// <summary>Signing in with an ID and a password, on ASP.NET Core Identity.</summary>
public static class SignInSetup
{
    /// <summary>
    /// Shortest password. A subscriber on Hikari Next also proves the line, so the password is one of two factors (NIST SP 800-63B §3.1.1);
    /// no rules on its composition.
    /// </summary>
    public const int ShortestPassword = 12;

    public const int LongestPassword = 128;

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityCore<Credential>(identity =>
            {
                identity.Password = new PasswordOptions
                {
                    RequiredLength = ShortestPassword,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                    RequiredUniqueChars = 5,
                };
            })
            .AddEntityFrameworkStores<FletsCollectDbContext>()
            .AddSignInManager();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<SubscriberSignOut>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            // Without https, which only Development allows, a __Host- cookie would be dropped by clients that are not browsers.
            var secure = !builder.Environment.IsDevelopment();
            cookie.Cookie.Name = secure ? "__Host-flets-sign-in" : "flets-sign-in";
            cookie.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.HttpOnly = true;
            // Lax, because the merchant's site sends the browser here by a plain navigation.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
            cookie.SlidingExpiration = false;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/error";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events = new CookieAuthenticationEvents { OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync };
        });
        services.AddAntiforgery(antiforgery =>
        {
            var secure = !builder.Environment.IsDevelopment();
            antiforgery.Cookie.Name = secure ? "__Host-flets-form" : "flets-form";
            antiforgery.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            // SecurityHeaders forbids framing altogether.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return builder;
    }
}
