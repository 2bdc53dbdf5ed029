using System.Security.Claims;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>
/// The sign-in of the operator's and the merchants' people: a cookie of its own, apart from the subscribers', and a policy for each
/// <see cref="StaffPermission"/>.
/// </summary>
public static class StaffAuthentication
{
    public const string Scheme = "Staff";

    /// <summary>What a page asks for that any staff member may open.</summary>
    public const string AnyPolicy = "staff";

    /// <summary>Nobody stays signed in for longer, whatever is clicked.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Nobody stays signed in for longer without a click.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>The name of the policy that asks for a permission.</summary>
    public static string PolicyOf(StaffPermission permission) => $"staff:{permission}";

    public static WebApplicationBuilder AddStaff(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<IPasswordHasher<StaffMember>, NormalisedPasswordHasher<StaffMember>>();
        services.AddSingleton<StaffAuthenticator>();
        services.AddScoped<StaffSignIn>();
        services.AddScoped<StaffStepUp>();
        services.AddScoped<StaffJoining>();
        services.AddAuthentication().AddCookie(Scheme, cookie =>
        {
            // Without https, which only Development allows, a __Host- cookie would be dropped by clients that are not browsers.
            var secure = !builder.Environment.IsDevelopment();
            cookie.Cookie.Name = secure ? "__Host-flets-staff" : "flets-staff";
            cookie.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.HttpOnly = true;
            // Lax, so that a link in a mail opens the page that it names; what changes something is a post with an antiforgery token.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.Path = "/";
            cookie.ExpireTimeSpan = Idle;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/staff/sign-in";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events = new CookieAuthenticationEvents
            {
                OnValidatePrincipal = ValidateAsync,
                OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                },
            };
        });
        var authorization = services.AddAuthorizationBuilder()
            .AddPolicy(AnyPolicy, policy => policy.AddAuthenticationSchemes(Scheme).RequireAssertion(context => StaffIdentity.Of(context.User) is not null));
        foreach (var permission in Enum.GetValues<StaffPermission>())
            authorization.AddPolicy(PolicyOf(permission), policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser()
                .RequireAssertion(context => StaffIdentity.Of(context.User)?.May(permission) == true));
        return builder;
    }

    /// <summary>Holds each request's cookie against the database: who was suspended or invited anew is out at once.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Principal is { } principal && StaffIdentity.Of(principal) is { } signedIn
            && services.GetRequiredService<TimeProvider>().GetUtcNow() - signedIn.Since < Longest
            && await IsAsIssuedAsync(services.GetRequiredService<FletsCollectDbContext>(), principal, signedIn, context.HttpContext.RequestAborted))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }

    /// <summary>True when the member may still do what the cookie says.</summary>
    internal static Task<bool> IsAsIssuedAsync(FletsCollectDbContext db, ClaimsPrincipal principal, StaffIdentity signedIn, CancellationToken cancellationToken)
    {
        var stamp = principal.FindFirstValue(StaffIdentity.StampClaim);
        return db.StaffMembers.AnyAsync(
            member => member.Id == signedIn.Id && member.Status == StaffStatus.Active && member.SecurityStamp == stamp && member.Role == signedIn.Role && member.MerchantId == signedIn.MerchantId,
            cancellationToken);
    }
}

/// <summary>Asks of a page that its visitor is of the staff and has a permission.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StaffMayAttribute(StaffPermission permission) : AuthorizeAttribute(StaffAuthentication.PolicyOf(permission))
{
    public StaffPermission Permission => permission;
}
