using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Api;

/// <summary>The refusals of webhooks as problems.</summary>
internal static class WebhookProblems
{
    public static ApiProblem Of(WebhookRefusal refusal) => refusal switch
    {
        WebhookRefusal.NotFound => ApiProblem.NotFound,
        WebhookRefusal.TooManyEndpoints => ApiProblem.TooManyWebhookEndpoints,
        WebhookRefusal.EndpointDisabled => ApiProblem.WebhookEndpointDisabled,
        WebhookRefusal.EventPruned => ApiProblem.EventPruned,
        WebhookRefusal.TooManyEvents => ApiProblem.TooManyEvents,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown webhook refusal."),
    };
}
