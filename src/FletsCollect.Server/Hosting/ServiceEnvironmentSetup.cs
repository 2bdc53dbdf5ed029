using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Hosting;

/// <summary>
/// Whether this deployment is the real service or the sandbox: setting <c>Service:Environment</c>, <c>Production</c> unless it says
/// <c>Sandbox</c>. The sandbox has its own address, database and test lines, so no test money ever enters the real books.
/// </summary>
public static class ServiceEnvironmentSetup
{
    public const string Setting = "Service:Environment";

    /// <summary>The header by which every answer of a sandbox says that it is one.</summary>
    public const string Header = "FletsCollect-Environment";

    private const string ReplayedHeader = "Idempotent-Replayed";

    public static WebApplicationBuilder AddServiceEnvironment(this WebApplicationBuilder builder)
    {
        var named = builder.Configuration[Setting];
        if (!Enum.TryParse<ServiceEnvironment>(named ?? nameof(ServiceEnvironment.Production), ignoreCase: false, out var environment) || !Enum.IsDefined(environment))
            throw new InvalidOperationException($"{Setting} is '{named}'. It has to be Production or Sandbox.");
        builder.Services.Replace(ServiceDescriptor.Singleton(new OnboardingRules { Environment = environment }));
        return builder;
    }

    /// <summary>In the sandbox: marks every answer, and notes who repeated a request, which certification asks and the real service need not know.</summary>
    public static IApplicationBuilder UseServiceEnvironment(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<OnboardingRules>().Environment == ServiceEnvironment.Production)
            return app;
        return app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers[Header] = "sandbox";
                return http.Response.Headers.ContainsKey(ReplayedHeader) && http.User.FindFirst(Claims.ClientId)?.Value is { } merchant ? NoteReplayAsync(http, merchant) : Task.CompletedTask;
            });
            return next(http);
        });
    }

    /// <summary>Refuses a database whose merchants are of the other deployment.</summary>
    public static async Task RefuseOtherEnvironmentAsync(FletsCollectDbContext db, ServiceEnvironment environment, CancellationToken cancellationToken)
    {
        if (await db.Merchants.AnyAsync(merchant => merchant.Environment != environment, cancellationToken))
            throw new InvalidOperationException($"This server's {Setting} is {environment}, and its database has merchants of the other deployment. Give it its own database, or correct the setting.");
    }

    private static async Task NoteReplayAsync(HttpContext http, string merchant)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().Instant();
        await http.RequestServices.GetRequiredService<UnitOfWork>().CommitAsync(
            (db, _) => Task.FromResult(db.Add(AuditEntry.Of(RunCertification.ReplayedAction, AuditActor.Merchant(merchant), merchant, now, new { method = http.Request.Method, path = http.Request.Path.Value }))),
            http.RequestAborted);
    }
}
