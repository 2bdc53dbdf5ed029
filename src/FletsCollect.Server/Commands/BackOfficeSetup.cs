using FletsCollect.Billing;
using FletsCollect.Settlement;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Commands;

/// <summary>What the operator's commands hand money to.</summary>
public static class BackOfficeSetup
{
    /// <summary>In Development the telco's billing and the bank are played; everywhere else they must be connected, or nothing is handed off.</summary>
    public static WebApplicationBuilder AddBackOffice(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PayoutSchedule>().Bind(builder.Configuration.GetSection(PayoutSchedule.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<PayoutSchedule>>().Value);
        builder.Services.AddOptions<CollectionRules>().Bind(builder.Configuration.GetSection(CollectionRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<CollectionRules>>().Value);
        builder.Services.AddSingleton(builder.Configuration.GetSection(TransferSender.Section).Get<TransferSender>() ?? new TransferSender());
        if (builder.Environment.IsDevelopment())
            builder.Services.AddSimulatedBillingAndBank();
        return builder;
    }
}
