using FletsCollect.Onboarding;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Network;
using FletsCollect.Server.Provider;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;

namespace FletsCollect.Server.Database;

/// <summary>What must be true before the first request: tables that are up to date, keys, and no demo secret outside Development.</summary>
public static class Startup
{
    public static async Task PrepareAsync(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>();
        if (app.Environment.IsDevelopment())
            await DatabaseSetup.MigrateAsync(db, stopping);
        else if ((await db.Database.GetPendingMigrationsAsync(stopping)).Any())
            throw new InvalidOperationException("The database is not up to date. Run the command 'migrate' once, on one server, before starting this version.");

        await ServiceEnvironmentSetup.RefuseOtherEnvironmentAsync(db, app.Services.GetRequiredService<OnboardingRules>().Environment, stopping);
        await app.Services.GetRequiredService<ProviderKeys>().ReadAsync(stopping);
        if (app.Environment.IsDevelopment())
            await DemoData.WriteAsync(scope.ServiceProvider, stopping);
        else
            await RefuseDemoSecretsAsync(scope.ServiceProvider, stopping);
    }

    /// <summary>Demo keys stand in the samples for anybody to read: outside Development they would be open doors.</summary>
    private static async Task RefuseDemoSecretsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<IOptions<NetworkOptions>>().Value.AccountingKeys.Any(key => key.Key == DemoData.AccountingKey))
            throw new InvalidOperationException("Network:AccountingKeys holds the demo key. Replace it with a random one.");
        var applications = services.GetRequiredService<IOpenIddictApplicationManager>();
        await foreach (var application in applications.ListAsync(cancellationToken: cancellationToken))
        {
            var keys = await applications.GetJsonWebKeySetAsync(application, cancellationToken);
            if (keys?.Keys.Any(key => DemoData.IsDemoKey(key)) == true)
            {
                var clientId = await applications.GetClientIdAsync(application, cancellationToken);
                throw new InvalidOperationException($"The application '{clientId}' is registered with the demo key. Register a key of its own, or use a database without demo data.");
            }
        }
        var active = await services.GetRequiredService<FletsCollectDbContext>().StaffMembers.Where(member => member.Status == StaffStatus.Active).Select(member => member.MailAddress).ToListAsync(cancellationToken);
        if (active.Find(DemoData.IsDemoStaff) is { } demo)
            throw new InvalidOperationException($"The staff member {demo} has the demo password. Suspend all demo staff, or use a database without demo data.");
    }
}
