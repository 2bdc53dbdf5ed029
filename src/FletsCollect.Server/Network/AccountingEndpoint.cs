using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Network;

/// <summary>
/// <c>POST /network/accounting</c>: RADIUS accounting as FreeRADIUS' <c>rlm_rest</c> posts it. Any 2xx acknowledges the record; anything
/// else makes the access server send it again, so a record that will never be good is acknowledged too, and says why it was ignored.
/// </summary>
public static class AccountingEndpoint
{
    private const int MostBytes = 64 * 1024;

    public static IEndpointRouteBuilder MapNetwork(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/network/accounting", RecordAsync).DisableAntiforgery();
        return routes;
    }

    private static async Task<IResult> RecordAsync(
        HttpContext http, RecordAccounting record, IOptionsSnapshot<NetworkOptions> network, TimeProvider clock, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        if (!IsAaa(http.Request, network.Value))
        {
            await TokenChallenge.NoteAsync(http, "network", ApiProblem.InvalidToken);
            return Problems.Of(http, ApiProblem.InvalidToken, "Authenticate with one of the keys of Network:AccountingKeys as a bearer token.");
        }
        if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;

        string? ignored;
        AccountingRecord? accounting = null;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, cancellationToken);
            (accounting, ignored) = RadiusAccounting.Read(body.RootElement, clock.Instant());
        }
        catch (JsonException)
        {
            ignored = "The body is not JSON.";
        }
        if (accounting is null)
        {
            logs.CreateLogger("FletsCollect.Server.Network").LogWarning("Accounting record ignored: {Reason}", ignored);
            return TypedResults.Json(new { outcome = "ignored", reason = ignored });
        }
        await record.ExecuteAsync(accounting, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Compares with every key in fixed time, so that the answer's timing says nothing of them.</summary>
    private static bool IsAaa(HttpRequest request, NetworkOptions network)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return false;
        var sent = SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim()));
        var known = false;
        foreach (var key in network.AccountingKeys)
            known |= CryptographicOperations.FixedTimeEquals(sent, SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return known;
    }
}
