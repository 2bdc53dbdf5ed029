using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>The guide to webhooks, with the figures and types that the code goes by.</summary>
public sealed class WebhooksModel(IOptions<WebhookOptions> options, Issuer issuer) : PageModel
{
    public TimeSpan Timeout => options.Value.Timeout;

    public TimeSpan DisabledAfter => options.Value.DisabledAfter;

    public TimeSpan KeptFor => options.Value.KeptFor;

    public TimeSpan SecretOverlap => options.Value.SecretOverlap;

    /// <summary>A message as it is sent.</summary>
    public string Example =>
        $$"""
        {
          "specversion": "1.0",
          "id": "evt_01KAR3V6N2F9M0Q8T4XJ5WZ7BC",
          "source": "{{issuer.Address}}",
          "type": "{{EventTypes.ChargeConfirmed}}",
          "subject": "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC",
          "time": "2026-11-10T03:00:00.000Z",
          "datacontenttype": "application/json",
          "data": { "id": "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "status": "confirmed", … }
        }
        """;
}
