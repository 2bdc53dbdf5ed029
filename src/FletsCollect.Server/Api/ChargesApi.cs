using System.Globalization;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Server.Api.ChargePath;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Api;

/// <summary>The charge API that merchants' back ends call, under <c>/v1</c>.</summary>
public static class ChargesApi
{
    private static readonly string[] Members = ["grant_id", "merchant_reference", "amount"];

    public static IEndpointRouteBuilder MapCharges(this IEndpointRouteBuilder routes)
    {
        var charges = routes.MapGroup("/v1/charges").RequireAuthorization(ChargeToken.Policy).DisableAntiforgery();
        charges.MapPost("/", CreateAsync).WithMetadata(new TakesLocallyVerifiedToken());
        return routes;
    }

    /// <summary>
    /// <c>POST /v1/charges</c>: confirms the charge that the token was granted for. 201 with the charge; a repeat under the same
    /// <c>Idempotency-Key</c> gets the same answer and <c>Idempotent-Replayed: true</c>.
    /// </summary>
    private static async Task<IResult> CreateAsync(HttpContext http, CreateCharge create, ChargeCommitter committer, StepUp stepUp, CancellationToken cancellationToken)
    {
        if (IdempotentEndpoint.KeyOf(http.Request, CreateCharge.Operation, "") is null)
            return Problems.Of(http, ApiProblem.IdempotencyKeyRequired);
        var (request, problem) = await JsonBody.ReadAsync(http, Members, Read, cancellationToken);
        if (request is null)
            return problem!;
        if (http.User.GetClaim(ChargeToken.GrantClaim) is not { } tokenGrant || !PublicId.TryParse(PublicId.Grant, tokenGrant, out var tokenGrantId))
            return Problems.Of(http, ApiProblem.InsufficientScope);
        if (stepUp.Challenge(http, request.Amount) is { } challenge)
            return challenge;

        var key = IdempotentEndpoint.KeyOf(http.Request, CreateCharge.Operation, request.Asked)!;
        var command = new CreateChargeCommand(IdempotentEndpoint.ClientOf(http), tokenGrantId, request.GrantId, request.Amount, request.MerchantReference, key);
        return http.Features.Get<LocallyVerifiedToken>() is { } token
            ? await CommitWithOthersAsync(http, committer, new PendingCharge(command, token.TokenId, token.Proof, Render))
            : IdempotentEndpoint.Send(http, await create.ExecuteAsync(command, Render, cancellationToken));

        StoredAnswer Render(Result<ConfirmedCharge, ChargeRefusal> outcome) =>
            outcome.Succeeded(out var confirmed, out var refusal) ? Created(confirmed) : Problems.Stored(http, Of(refusal));
    }

    /// <summary>The way of an immediate charge: committed together with whatever else waits.</summary>
    private static async Task<IResult> CommitWithOthersAsync(HttpContext http, ChargeCommitter committer, PendingCharge charge)
    {
        if (!committer.TryHandIn(charge, out var committed))
        {
            http.Response.Headers.RetryAfter = "1";
            return Problems.Of(http, ApiProblem.Busy);
        }
        if ((await committed).Succeeded(out var answer, out var refusal))
            return IdempotentEndpoint.Send(http, answer);
        if (refusal == TokenRefusal.ProofUsed)
            http.Items[ChargeToken.ErrorItem] = "invalid_dpop_proof";
        return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
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

    private sealed record ChargeRequest(Guid GrantId, string MerchantReference, Yen Amount)
    {
        /// <summary>What the request asks, whatever its spelling: two bodies that ask the same are the same request.</summary>
        public string Asked => $"{GrantId:N}|{MerchantReference}|{Amount.Amount}";
    }

    private static (ChargeRequest? Request, BodyFault? Fault) Read(JsonElement body)
    {
        if (Text(body, "grant_id") is not { } grant || !PublicId.TryParse(PublicId.Grant, grant, out var grantId))
            return (null, new BodyFault("grant_id must be the 'gr_…' id from the token response's authorization_details.", "grant_id"));
        if (Text(body, "merchant_reference") is not { Length: >= 1 and <= 64 } reference)
            return (null, new BodyFault("merchant_reference must be the approved order, 1 to 64 characters.", "merchant_reference"));
        if (!body.TryGetProperty("amount", out var amount) || amount.ValueKind != JsonValueKind.Object)
            return (null, new BodyFault("amount must be an object with currency and value.", "amount"));
        if (Text(amount, "currency") is not "JPY")
            return (null, new BodyFault("amount.currency must be \"JPY\".", "amount.currency"));
        if (WholeYen(amount, "value") is not { } yen)
            return (null, new BodyFault("amount.value must be a string of 1 to 999999999 whole yen without leading zeros.", "amount.value"));
        return (new ChargeRequest(grantId, reference, yen), null);
    }
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
