using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Hosting.WireJson;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Api;

/// <summary>The charge API that merchants' back ends call, under <c>/v1</c>.</summary>
public static partial class ChargesApi
{
    /// <summary>Largest request that is read; a charge needs a few hundred bytes.</summary>
    private const int MostBytes = 16 * 1024;

    public static IEndpointRouteBuilder MapCharges(this IEndpointRouteBuilder routes)
    {
        var charges = routes.MapGroup("/v1/charges").RequireAuthorization(ChargeToken.Policy).DisableAntiforgery();
        charges.MapPost("/", CreateAsync);
        return routes;
    }

    /// <summary>
    /// <c>POST /v1/charges</c>: confirms the charge that the token was granted for. 201 with the charge; a repeat under the same
    /// <c>Idempotency-Key</c> gets the same answer and <c>Idempotent-Replayed: true</c>.
    /// </summary>
    private static async Task<IResult> CreateAsync(HttpContext http, ConfirmCharge confirm, CancellationToken cancellationToken)
    {
        if (ReadIdempotencyKey(http.Request) is not { } key)
            return Problems.Of(http, ApiProblem.IdempotencyKeyRequired);
        var (request, problem, param) = await ReadAsync(http.Request, cancellationToken);
        if (request is null)
            return Problems.Of(http, ApiProblem.InvalidRequest, problem, param);
        if (http.User.GetClaim(ChargeToken.GrantClaim) is not { } tokenGrant || !PublicId.TryParse(PublicId.Grant, tokenGrant, out var tokenGrantId))
            return Problems.Of(http, ApiProblem.InsufficientScope);

        var clientId = http.User.GetClaim(Claims.ClientId) ?? throw new InvalidOperationException("An access token without a client.");
        var answer = await confirm.ExecuteAsync(
            new ConfirmChargeCommand(clientId, tokenGrantId, request.GrantId, request.Amount, request.MerchantReference, new IdempotencyKey(key, request.Hash())),
            outcome => outcome.Succeeded(out var confirmed, out var refusal) ? Created(confirmed) : Problems.Stored(http, Of(refusal)),
            cancellationToken);
        if (answer.Replayed)
            http.Response.Headers["Idempotent-Replayed"] = "true";
        var contentType = answer.Answer.Status < 400 ? "application/json" : "application/problem+json";
        return TypedResults.Text(answer.Answer.Body, contentType, statusCode: answer.Answer.Status);
    }

    private static StoredAnswer Created(ConfirmedCharge confirmed) => new(
        StatusCodes.Status201Created,
        JsonSerializer.Serialize(
            new ChargeResource(
                confirmed.Charge.PublicId,
                "confirmed",
                confirmed.Grant.PublicId,
                confirmed.Charge.MerchantReference,
                confirmed.Charge.Description,
                new MoneyResource("JPY", confirmed.Charge.Amount.Amount.ToString(CultureInfo.InvariantCulture)),
                confirmed.Captured.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                confirmed.Charge.CreatedAt),
            Problems.Json));

    private static ApiProblem Of(ChargeRefusal refusal) => refusal switch
    {
        ChargeRefusal.GrantNotFound => ApiProblem.GrantNotFound,
        ChargeRefusal.GrantConsumed => ApiProblem.GrantConsumed,
        ChargeRefusal.GrantEnded => ApiProblem.GrantEnded,
        ChargeRefusal.GrantMismatch => ApiProblem.GrantMismatch,
        ChargeRefusal.AmountMismatch => ApiProblem.AmountMismatch,
        ChargeRefusal.LimitExceeded => ApiProblem.LimitExceeded,
        ChargeRefusal.PayerUnavailable => ApiProblem.PayerUnavailable,
        ChargeRefusal.IdempotencyKeyReused => ApiProblem.IdempotencyKeyReused,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown charge refusal."),
    };

    /// <summary>One header of 1 to 255 visible ASCII characters; RFC 8941 quotes around it are taken off.</summary>
    private static string? ReadIdempotencyKey(HttpRequest request)
    {
        if (request.Headers["Idempotency-Key"] is not [{ } header])
            return null;
        var key = header.Length > 2 && header[0] == '"' && header[^1] == '"' ? header[1..^1] : header;
        return VisibleAscii().IsMatch(key) ? key : null;
    }

    private sealed record ChargeRequest(Guid GrantId, string MerchantReference, Yen Amount)
    {
        /// <summary>What the request asks, whatever its spelling: two bodies that ask the same are the same request.</summary>
        public string Hash() => Base64Url.EncodeToString(SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes($"POST /v1/charges|{GrantId:N}|{MerchantReference}|{Amount.Amount}")));
    }

    /// <summary>The request, or what is wrong with it and the member that is to blame.</summary>
    private static async Task<(ChargeRequest? Request, string Problem, string? Param)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            return (null, "Send the charge as application/json.", null);
        if (request.ContentLength is > MostBytes)
            return (null, $"The body is larger than {MostBytes} bytes.", null);
        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false };
            using var body = await JsonDocument.ParseAsync(request.Body, options, cancellationToken);
            return Read(body.RootElement);
        }
        catch (JsonException)
        {
            return (null, "The body is not a JSON object without duplicate names.", null);
        }
    }

    private static (ChargeRequest?, string, string?) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return (null, "The body is not a JSON object.", null);
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("grant_id" or "merchant_reference" or "amount"))
                return (null, $"'{member.Name}' is not a member of a charge; leave it out.", member.Name);
        }
        if (Text(body, "grant_id") is not { } grant || !PublicId.TryParse(PublicId.Grant, grant, out var grantId))
            return (null, "grant_id must be the 'gr_…' id from the token response's authorization_details.", "grant_id");
        if (Text(body, "merchant_reference") is not { Length: >= 1 and <= 64 } reference)
            return (null, "merchant_reference must be the approved order, 1 to 64 characters.", "merchant_reference");
        if (!body.TryGetProperty("amount", out var amount) || amount.ValueKind != JsonValueKind.Object)
            return (null, "amount must be an object with currency and value.", "amount");
        if (Text(amount, "currency") is not "JPY")
            return (null, "amount.currency must be \"JPY\".", "amount.currency");
        if (WholeYen(amount, "value") is not { } yen)
            return (null, "amount.value must be a string of 1 to 999999999 whole yen without leading zeros.", "amount.value");
        return (new ChargeRequest(grantId, reference, yen), "", null);
    }

    [GeneratedRegex(@"\A[\x21-\x7E]{1,255}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VisibleAscii();
}

/// <summary>A charge as the API shows it.</summary>
/// <param name="Id"><c>ch_…</c>.</param>
/// <param name="Status"><c>confirmed</c>: it will be on the line's bill.</param>
/// <param name="GrantId">The consent it used up.</param>
/// <param name="MerchantReference">The merchant's order.</param>
/// <param name="Description">What was bought, as the subscriber saw it.</param>
/// <param name="Amount">Tax included.</param>
/// <param name="BusinessDate">The Japanese day it counts for, <c>yyyy-MM-dd</c>.</param>
/// <param name="ConfirmedAt">UTC.</param>
public sealed record ChargeResource(
    string Id, string Status, string GrantId, string MerchantReference, string Description, MoneyResource Amount, string BusinessDate, DateTime ConfirmedAt);

/// <summary>An amount of money on the wire: <c>JPY</c> and whole yen as a string, so that no client reads it as a float.</summary>
public sealed record MoneyResource(string Currency, string Value);
