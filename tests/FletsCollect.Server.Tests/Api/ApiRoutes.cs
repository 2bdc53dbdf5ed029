using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Api;

/// <summary>One endpoint of the API, as the server itself has it.</summary>
/// <param name="Method">GET, POST, PATCH or DELETE.</param>
/// <param name="Template">Its path with names in braces.</param>
/// <param name="Scope">What its token must hold.</param>
/// <param name="Documented">What it says of itself.</param>
internal sealed record ApiRoute(string Method, string Template, string Scope, Documented Documented)
{
    public bool IsWrite => Method != "GET";

    /// <summary>True for the endpoints that take the token of a subscriber's approval.</summary>
    public bool IsForSubscriber => Scope == ChargeToken.Policy;

    public bool NamesOne => Template.Contains('{', StringComparison.Ordinal);

    public bool IsList => Documented.Query.Count > 0;

    /// <summary>Its path, for a thing that there is not unless one is given.</summary>
    public string PathOf(string? id = null) =>
        NamesOne ? string.Concat(Template.AsSpan(0, Template.IndexOf('{', StringComparison.Ordinal)), id ?? NobodysId(), Template.AsSpan(Template.IndexOf('}', StringComparison.Ordinal) + 1)) : Template;

    /// <summary>A well-formed id, a new one each time, of the kind that the path names.</summary>
    public string NobodysId() => Template.Split('/')[1] switch
    {
        "charges" => PublicId.Format(PublicId.Charge, Guid.CreateVersion7()),
        "approvals" => PublicId.Format(PublicId.Approval, Guid.CreateVersion7()),
        "refunds" => PublicId.Format(PublicId.Refund, Guid.CreateVersion7()),
        "subscriptions" => PublicId.Format(PublicId.Subscription, Guid.CreateVersion7()),
        "plans" => $"no-such-plan-{Guid.CreateVersion7():N}",
        "grants" => PublicId.Format(PublicId.Grant, Guid.CreateVersion7()),
        "webhook-endpoints" => PublicId.Format(PublicId.WebhookEndpoint, Guid.CreateVersion7()),
        "webhook-deliveries" => PublicId.Format(PublicId.WebhookDelivery, Guid.CreateVersion7()),
        "events" => PublicId.Format(PublicId.Event, Guid.CreateVersion7()),
        var kind => throw new InvalidOperationException($"Say what the ids of {kind} look like."),
    };

    /// <summary>The body that its documentation shows.</summary>
    public JsonObject? Body() => Documented.Body is { } body ? JsonSerializer.SerializeToNode(body, Problems.Json)!.AsObject() : null;

    public override string ToString() => $"{Method} {Template}";

    /// <summary>Every endpoint under <c>/v1</c>.</summary>
    public static IReadOnlyList<ApiRoute> Of(RunningServer server) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal) == true)
            .SelectMany(
                endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods,
                (endpoint, method) => new ApiRoute(
                    method, endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()[^1].Policy!, endpoint.Metadata.GetRequiredMetadata<Documented>())),
    ];

    /// <summary>Sends a request to it, correct but for what a test gives.</summary>
    public async Task<Answer> SendAsync(HttpClient http, MerchantClient merchant, string? token, HttpContent? content = null, string? key = null, Action<HttpRequestMessage>? change = null, string? path = null)
    {
        path ??= PathOf();
        using var request = new HttpRequestMessage(new HttpMethod(Method), new Uri("/" + path, UriKind.Relative)) { Content = content };
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        change?.Invoke(request);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token);
            request.Headers.TryAddWithoutValidation("DPoP", merchant.Proof(request.Method.Method, path.Split('?')[0], token));
        }
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    /// <summary>The body that its documentation shows, to be sent.</summary>
    public HttpContent? Content() => Body() is { } body ? JsonContent.Create(body) : null;
}
