using System.ComponentModel.DataAnnotations;
using FletsCollect.Subscriptions;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Jobs;

/// <summary>Whether and how this server runs jobs.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>False on a server that leaves the jobs to others, or to cron by the command <c>run-job</c>. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often this server looks whether a job is due: 1 second to 10 minutes. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The jobs, and what runs them. A hand-made loop instead of a scheduler, because its waits go by the product's one clock.</summary>
public static class JobsSetup
{
    public static WebApplicationBuilder AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobsOptions>().Bind(builder.Configuration.GetSection(JobsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<JobRunner>();
        builder.Services.AddHostedService<JobSchedule>();
        builder.Services.AddJob<ExpireReservationsJob>();
        builder.Services.AddJob<ExpirePurchaseApprovalsJob>();
        builder.Services.AddOptions<PruningOptions>().Bind(builder.Configuration.GetSection(PruningOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddJob<PruneJob>();
        builder.Services.AddJob<CountUsageJob>();
        builder.Services.AddSingleton<BooksHealth>();
        builder.Services.AddJob<VerifyBooksJob>();
        return builder;
    }

    /// <summary>The renewals of subscriptions, and their rules.</summary>
    public static WebApplicationBuilder AddRenewals(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RenewalRules>().Bind(builder.Configuration.GetSection(RenewalRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<RenewalRules>>().Value);
        builder.Services.AddJob<RenewSubscriptionsJob>();
        return builder;
    }

    /// <summary>Adds a job; it gets a scope of its own for each run.</summary>
    public static IServiceCollection AddJob<TJob>(this IServiceCollection services)
        where TJob : class, IJob => services.AddScoped<IJob, TJob>();
}
