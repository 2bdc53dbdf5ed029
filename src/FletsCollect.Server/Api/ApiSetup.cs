using FletsCollect.Idempotency;
using FletsCollect.Server.Api.ChargePath;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Api;

/// <summary>What the endpoints of the merchants' API share.</summary>
public static class ApiSetup
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IdempotentEndpoint>();
        builder.Services.AddOptions<IdempotencyRules>().Bind(builder.Configuration.GetSection(IdempotencyRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<IdempotencyRules>>().Value);
        builder.Services.AddOptions<StepUpOptions>().Bind(builder.Configuration.GetSection(StepUpOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<StepUp>();
        builder.Services.AddOptions<ChargePathOptions>().Bind(builder.Configuration.GetSection(ChargePathOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ImmediateCharges>();
        builder.Services.AddSingleton<ChargeCommitter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChargeCommitter>());
        return builder;
    }
}
