using System.Text.Json;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace FletsCollect.Server.Api;

/// <summary>Reads the JSON object that a request brings, or says what is wrong with it and which member is to blame.</summary>
public static class JsonBody
{
    /// <summary>Largest body that is read; the largest request, a charge with many items, needs a few thousand bytes.</summary>
    private const int MostBytes = 16 * 1024;

    private static readonly BodyFault TooLarge = new($"The body is larger than {MostBytes} bytes.", Problem: ApiProblem.PayloadTooLarge);

    /// <summary>The request in the product's own types, or the problem to answer with.</summary>
    /// <param name="http">The request.</param>
    /// <param name="members">Every member that the object may have.</param>
    /// <param name="read">Reads it; gives back what is wrong instead of a value.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(
        HttpContext http, IReadOnlyCollection<string> members, Func<JsonElement, (T? Value, BodyFault? Fault)> read, CancellationToken cancellationToken)
        where T : class
    {
        var (value, fault) = await ReadCoreAsync(http.Request, members, read, cancellationToken);
        return value is not null ? (value, null) : (null, Problems.Of(http, fault!.Problem, fault.Message, fault.Param));
    }

    /// <summary>The same for a request that need not bring a body; none is read as an empty object.</summary>
    public static async Task<(T? Value, IResult? Problem)> ReadOrEmptyAsync<T>(
        HttpContext http, IReadOnlyCollection<string> members, Func<JsonElement, (T? Value, BodyFault? Fault)> read, CancellationToken cancellationToken)
        where T : class
    {
        if (http.Request.ContentLength is 0 or null && http.Request.ContentType is null)
        {
            using var empty = JsonDocument.Parse("{}");
            return (read(empty.RootElement).Value, null);
        }
        return await ReadAsync(http, members, read, cancellationToken);
    }

    private static async Task<(T? Value, BodyFault? Fault)> ReadCoreAsync<T>(
        HttpRequest request, IReadOnlyCollection<string> members, Func<JsonElement, (T? Value, BodyFault? Fault)> read, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, new BodyFault("Send the body as application/json.", "Content-Type", ApiProblem.UnsupportedMediaType));
        if (request.ContentLength is > MostBytes)
            return (null, TooLarge);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 5, AllowDuplicateProperties = false };
            using var body = await JsonDocument.ParseAsync(request.Body, options, cancellationToken);
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                return (null, new BodyFault("The body is not a JSON object."));
            foreach (var member in body.RootElement.EnumerateObject())
            {
                if (!members.Contains(member.Name))
                    return (null, new BodyFault($"'{member.Name}' is not a member of this request; leave it out.", member.Name));
            }
            return read(body.RootElement);
        }
        catch (BadHttpRequestException unread) when (unread.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // Its length was not announced.
            return (null, TooLarge);
        }
        catch (JsonException)
        {
            return (null, new BodyFault("The body is not a JSON object without duplicate names."));
        }
    }
}

/// <summary>What is wrong with a body, the member that is to blame, and the code to refuse it with.</summary>
public sealed record BodyFault(string Message, string? Param = null, ApiProblem Problem = ApiProblem.InvalidRequest);
