using System.Text.Json;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Api;

/// <summary>What a merchant wants of an endpoint; what it did not mention is null and stays as it is.</summary>
internal sealed record WebhookEndpointWish(string? Url, string? Description, IReadOnlyList<string>? EventTypes, bool? Enabled)
{
    private static readonly string[] Members = ["url", "description", "event_types", "status"];

    /// <summary>What is asked, whatever its spelling.</summary>
    public string Asked() => JsonSerializer.Serialize(this);

    public WebhookSettings On(WebhookSettings present) =>
        new(Url ?? present.Url, Description ?? present.Description, EventTypes ?? present.EventTypes, Enabled ?? present.Enabled);

    public static Task<(WebhookEndpointWish? Wish, IResult? Problem)> ReadAsync(HttpContext http, PublicAddressRule rule, CancellationToken cancellationToken) =>
        JsonBody.ReadAsync(http, Members, body => Read(body, rule), cancellationToken);

    private static (WebhookEndpointWish?, BodyFault?) Read(JsonElement body, PublicAddressRule rule)
    {
        var url = Text(body, "url");
        if (body.TryGetProperty("url", out _) && UrlProblem(url, rule) is { } problem)
            return (null, new BodyFault(problem, "url"));
        var description = Text(body, "description");
        if (body.TryGetProperty("description", out _) && description is not { Length: <= WebhookEndpoint.LongestDescription })
            return (null, new BodyFault($"description must be a text of at most {WebhookEndpoint.LongestDescription} characters.", "description"));
        var types = TypesOf(body);
        if (body.TryGetProperty("event_types", out _) && types is null)
            return (null, new BodyFault("event_types must be [\"*\"], or a list of different events from /docs/webhooks.", "event_types"));
        bool? enabled = Text(body, "status") switch { "enabled" => true, "disabled" => false, _ => null };
        if (body.TryGetProperty("status", out _) && enabled is null)
            return (null, new BodyFault("status must be \"enabled\" or \"disabled\".", "status"));
        return (new WebhookEndpointWish(url, description, types, enabled), null);
    }

    private static string? UrlProblem(string? url, PublicAddressRule rule) =>
        url is { Length: > 0 and <= WebhookEndpoint.LongestUrl } && Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? rule.Problem(address)
            : $"url must be an absolute https address of at most {WebhookEndpoint.LongestUrl} characters.";

    private static List<string>? TypesOf(JsonElement body)
    {
        if (!body.TryGetProperty("event_types", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > 50)
            return null;
        var types = list.EnumerateArray().Select(type => type.ValueKind == JsonValueKind.String ? type.GetString()! : "").ToList();
        if (types is [Outbox.EventTypes.Any])
            return types;
        return types.TrueForAll(Outbox.EventTypes.Contains) && types.Distinct(StringComparer.Ordinal).Count() == types.Count ? types : null;
    }
}
