using System.Text.Json;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace FletsCollect.Server.Network;

/// <summary>
/// <c>POST /network/accounting</c>: RADIUS accounting as FreeRADIUS' <c>rlm_rest</c> posts it. Any 2xx acknowledges the record; anything
/// else makes the access server send it again, so a record that will never be good is acknowledged too, and says why it was ignored.
/// </summary>
public static partial class AccountingEndpoint
{
    private const int MostBytes = 64 * 1024;

    public static IEndpointRouteBuilder MapNetwork(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/network/accounting", RecordAsync).DisableAntiforgery();
        return routes;
    }

    private static async Task<IResult> RecordAsync(HttpContext http, RecordAccounting record, TimeProvider clock, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var log = logs.CreateLogger(typeof(AccountingEndpoint));
        if (await http.RequestServices.GetRequiredService<AaaAuthentication>().NameAsync(http, cancellationToken) is not { } aaa)
        {
            await TokenChallenge.NoteAsync(http, "network", ApiProblem.InvalidToken);
            LogStranger(log, http.Connection.RemoteIpAddress);
            return Problems.Of(http, ApiProblem.InvalidToken, "Authenticate with one of the keys of Network:AccountingKeys as a bearer token, or with one of Network:AccountingCertificates.");
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;

        var (accounting, ignored) = await ReadAsync(http.Request, clock, cancellationToken);
        if (accounting is null)
        {
            LogIgnored(log, aaa, ignored);
            return TypedResults.Json(new { outcome = "ignored", reason = ignored });
        }
        await record.ExecuteAsync(accounting, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<(AccountingRecord? Record, string? Ignored)> ReadAsync(HttpRequest request, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = 8 }, cancellationToken);
            return RadiusAccounting.Read(body.RootElement, clock.Instant());
        }
        catch (JsonException)
        {
            return (null, "The body is not JSON.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Accounting record refused: {Address} did not authenticate itself as the AAA, or with what is not in force. The access server will send it again.")]
    private static partial void LogStranger(ILogger log, System.Net.IPAddress? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Accounting record ignored, sent by {Aaa}: {Reason}")]
    private static partial void LogIgnored(ILogger log, string aaa, string? reason);
}
