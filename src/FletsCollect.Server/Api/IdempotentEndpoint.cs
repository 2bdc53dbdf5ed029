using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FletsCollect.Idempotency;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Api;

/// <summary>
/// What every write of the API has in common: an <c>Idempotency-Key</c>, one transaction, and the first answer again, marked
/// <c>Idempotent-Replayed: true</c>, when the request is repeated.
/// <code>
/// private static Task&lt;IResult&gt; CancelAsync(HttpContext http, string id, CancelCharge cancel, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
///     endpoint.RunAsync(http, "charge.cancel", asked: id, (db, merchant, token) => cancel.ExecuteAsync(db, merchant, id, token), Ok, Of, cancellationToken);
/// </code>
/// </summary>
public sealed partial class IdempotentEndpoint(IdempotentWork idempotent)
{
    private const string Header = "Idempotency-Key";

    /// <summary>The answer to a write of the client that the token was issued to.</summary>
    /// <param name="http">The request.</param>
    /// <param name="operation">What it does, as <c>thing.verb</c>.</param>
    /// <param name="asked">What it asks, whatever its spelling: two requests that ask the same have the same text here.</param>
    /// <param name="write">The use case, in the transaction of the key.</param>
    /// <param name="done">The answer when it was done.</param>
    /// <param name="refused">The answer when it was refused.</param>
    /// <param name="cancellationToken">Gives up waiting; what is committed stays.</param>
    public async Task<IResult> RunAsync<TValue, TRefusal>(
        HttpContext http,
        string operation,
        string asked,
        Func<FletsCollectDbContext, Merchant, CancellationToken, Task<Result<TValue, TRefusal>>> write,
        Func<TValue, StoredAnswer> done,
        Func<TRefusal, StoredAnswer> refused,
        CancellationToken cancellationToken)
        where TValue : notnull
        where TRefusal : struct, Enum
    {
        if (KeyOf(http.Request, operation, asked) is not { } key)
            return Problems.Of(http, ApiProblem.IdempotencyKeyRequired);
        var once = await idempotent.CommitAsync(
            ClientOf(http),
            key,
            async (db, merchant, token) => (await write(db, merchant, token)).Succeeded(out var value, out var refusal) ? done(value) : refused(refusal),
            cancellationToken);
        return once.Succeeded(out var answer, out var notTried) ? Send(http, answer) : Problems.Of(http, notTried switch
        {
            IdempotencyRefusal.KeyReused => ApiProblem.IdempotencyKeyReused,
            IdempotencyRefusal.InProgress => ApiProblem.RequestInProgress,
            _ => throw new ArgumentOutOfRangeException(nameof(http), notTried, "Unknown refusal."),
        });
    }

    /// <summary>The key of a request and what it is for; null when it has none.</summary>
    public static IdempotencyKey? KeyOf(HttpRequest request, string operation, string asked) => KeyOf(request) is { } key ? KeyOf(key, operation, asked) : null;

    /// <summary>One header of 1 to 255 visible ASCII characters, with or without RFC 8941 quotes. Null when there is none.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ } header])
            return null;
        var key = header.Length > 2 && header[0] == '"' && header[^1] == '"' ? header[1..^1] : header;
        return VisibleAscii().IsMatch(key) ? key : null;
    }

    public static IdempotencyKey KeyOf(string key, string operation, string asked) => new(key, operation, HashOf(operation, asked));

    /// <summary>What a request asks, as it is kept beside its key.</summary>
    public static string HashOf(string operation, string asked) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{operation}|{asked}")));

    /// <summary>The merchant that calls: the client that the access token was issued to.</summary>
    public static string ClientOf(HttpContext http) => http.User.GetClaim(Claims.ClientId) ?? throw new InvalidOperationException("An access token without a client.");

    /// <summary>A resource in the form in which it is kept for a repeat of the request.</summary>
    public static StoredAnswer Stored<TResource>(int status, TResource resource) => new(status, JsonSerializer.Serialize(resource, Problems.Json));

    /// <summary>Sends an answer that is kept, and says so when it is a repeat.</summary>
    public static IResult Send(HttpContext http, IdempotentAnswer answer)
    {
        if (answer.Replayed)
            http.Response.Headers["Idempotent-Replayed"] = "true";
        return TypedResults.Text(answer.Answer.Body, ContentTypeOf(answer.Answer), statusCode: answer.Answer.Status);
    }

    /// <summary>The same where there is no endpoint that would write a result.</summary>
    public static async Task WriteAsync(HttpContext http, IdempotentAnswer answer)
    {
        if (answer.Replayed)
            http.Response.Headers["Idempotent-Replayed"] = "true";
        http.Response.StatusCode = answer.Answer.Status;
        http.Response.ContentType = ContentTypeOf(answer.Answer);
        http.Response.ContentLength = Encoding.UTF8.GetByteCount(answer.Answer.Body);
        Encoding.UTF8.GetBytes(answer.Answer.Body, http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static string ContentTypeOf(StoredAnswer answer) => answer.Status < 400 ? "application/json; charset=utf-8" : "application/problem+json; charset=utf-8";

    [GeneratedRegex(@"\A[\x21-\x7E]{1,255}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VisibleAscii();
}
