using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Jobs;

namespace FletsCollect.Server.Webhooks;

/// <summary>What sends events to merchants.</summary>
public static class WebhooksSetup
{
    public static WebApplicationBuilder AddWebhooks(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WebhookOptions>().Bind(builder.Configuration.GetSection(WebhookOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(WebhookSender.Client, http =>
            {
                // Each attempt has a time-out of its own, by the product's clock.
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("FletsCollect-Webhooks");
            })
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<PublicAddressRule>()))
            // The factory's own lines hold whole addresses, and merchants put secrets into addresses.
            .RemoveAllLoggers();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<Onboarding.IBadWebhookSender, BadWebhookSender>();
        services.AddJob<DeliverWebhooksJob>();
        services.AddJob<PruneOutboxJob>();
        return builder;
    }

    private static SocketsHttpHandler Handler(PublicAddressRule rule)
    {
        var handler = PublicHttp.Handler(rule);
        // Many merchants' endpoints may stand at one host; each is limited by itself, and one that hangs must not use up the host's share.
        handler.MaxConnectionsPerServer = int.MaxValue;
        // The trace is the event's, written by hand; the job itself has none.
        handler.ActivityHeadersPropagator = null;
        return handler;
    }
}
