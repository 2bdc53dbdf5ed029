using FletsCollect.Server.Hosting;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.SignIn;

/// <summary>Signing in with an ID and a password, on ASP.NET Core Identity.</summary>
public static class SignInSetup
{
    /// <summary>What a form takes of a password; longer ones are refused by the rules, not cut.</summary>
    public const int LongestTyped = 512;

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityCore<Credential>(identity =>
            {
                // The product's own rules stand in PasswordRules.
                identity.Password = new PasswordOptions
                {
                    RequiredLength = PasswordRules.Shortest,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                    RequiredUniqueChars = 1,
                };
            })
            .AddEntityFrameworkStores<FletsCollectDbContext>()
            .AddSignInManager();
        services.AddOptions<CredentialRules>().Bind(builder.Configuration.GetSection(CredentialRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<CredentialRules>>().Value);
        services.Replace(ServiceDescriptor.Scoped<IPasswordHasher<Credential>, NormalisedPasswordHasher<Credential>>());
        services.AddOptions<IdentityPasskeyOptions>().Configure<Issuer>(AddPasskeys);
        services.AddHttpContextAccessor();
        services.AddScoped<PendingSignIn>();
        services.AddScoped<SignInSession>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<AuthenticatorApp>();
        services.AddScoped<Passkeys>();
        services.AddScoped<SecondStep>();
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
            cookie.ExpireTimeSpan = SubscriberSession.Longest;
            cookie.SlidingExpiration = false;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/error";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events = new CookieAuthenticationEvents { OnValidatePrincipal = SignInSession.ValidateAsync };
        })
        .AddCookie(IdentityConstants.TwoFactorUserIdScheme, cookie =>
        {
            // Between a right password and a code, and between a passkey's question and its answer.
            var secure = !builder.Environment.IsDevelopment();
            cookie.Cookie.Name = secure ? "__Host-flets-second-step" : "flets-second-step";
            cookie.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = PendingSignIn.Lifetime;
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

    /// <summary>
    /// Passkeys of this issuer's host alone, on devices that know their user by a finger, a face or a PIN. The origin is what the browser
    /// signed: the header of the same name is empty, because this site sends no referrer.
    /// </summary>
    private static void AddPasskeys(IdentityPasskeyOptions passkeys, Issuer issuer)
    {
        var origin = issuer.Address.GetLeftPart(UriPartial.Authority);
        passkeys.ServerDomain = issuer.Address.Host;
        passkeys.UserVerificationRequirement = "required";
        passkeys.ResidentKeyRequirement = "required";
        passkeys.AttestationConveyancePreference = "none";
        passkeys.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && string.Equals(context.Origin, origin, StringComparison.Ordinal));
    }
}
