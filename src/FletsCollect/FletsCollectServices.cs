using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FletsCollect;

/// <summary>The use cases of the money, for a host that brings a database, a clock and Identity's password hasher.</summary>
public static class FletsCollectServices
{
    /// <summary>
    /// Adds every use case. The host adds <c>IDbContextFactory&lt;FletsCollectDbContext&gt;</c> and <see cref="IDatabaseConflicts"/> for the
    /// database it chose.
    /// </summary>
    public static IServiceCollection AddFletsCollect(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SpendingLimits>();
        services.AddScoped<UnitOfWork>();
        services.AddScoped<ILineDirectory, LineDirectory>();
        services.AddScoped<RecordAccounting>();
        services.AddScoped<IssueCredential>();
        services.AddScoped<ApproveCharge>();
        services.AddScoped<ConfirmCharge>();
        return services;
    }
}
