using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Hosting.Throttling;

namespace FletsCollect.Server.Api.ChargePath;

/// <summary>
/// <c>POST /v1/charges</c> for an immediate charge whose token was verified already: the one request that has to be fast. It is answered
/// before routing, without a scope of services of its own, and committed together with whatever else waits. What it answers, and when, is
/// what the endpoint in <see cref="ChargesApi"/> would.
/// </summary>
internal sealed class ImmediateCharges(ChargeCommitter committer, StepUp stepUp, Throttles throttles, IdempotencyRules rules, TimeProvider clock)
{
    public async Task AnswerAsync(HttpContext http, LocallyVerifiedToken token)
    {
        if (!await ThrottlingSetup.AdmitMerchantAsync(http, throttles, token.ClientId))
            return;
        var (charge, problem) = await ReadAsync(http, token);
        if (charge is null)
        {
            await problem!.ExecuteAsync(http);
        }
        else if (!committer.TryHandIn(charge, out var committed))
        {
            await Problems.Of(http, ApiProblem.Busy).ExecuteAsync(http);
        }
        else if (await InTimeAsync(committed) is not { } outcome)
        {
            // It is still worked on, and may well be done: its repeat will get the answer.
            await Problems.Of(http, ApiProblem.RequestInProgress).ExecuteAsync(http);
        }
        else if (outcome.Succeeded(out var answer, out var refusal))
        {
            await IdempotentEndpoint.WriteAsync(http, answer);
        }
        else
        {
            if (refusal == TokenRefusal.ProofUsed)
                http.Items[ChargeToken.ErrorItem] = "invalid_dpop_proof";
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
    }

    private async Task<Result<IdempotentAnswer, TokenRefusal>?> InTimeAsync(Task<Result<IdempotentAnswer, TokenRefusal>> committed)
    {
        try
        {
            return await committed.WaitAsync(rules.LongestWait, clock);
        }
        catch (TimeoutException) when (!committed.IsCompleted)
        {
            return null;
        }
    }

    private async Task<(PendingCharge? Charge, IResult? Problem)> ReadAsync(HttpContext http, LocallyVerifiedToken token)
    {
        if (IdempotentEndpoint.KeyOf(http.Request) is not { } key)
            return (null, Problems.Of(http, ApiProblem.IdempotencyKeyRequired));
        var (request, problem) = await JsonBody.ReadAsync(http, CreateChargeRequest.Members, CreateChargeRequest.Read, http.RequestAborted);
        if (request is null)
            return (null, problem);
        if (stepUp.Challenge(http, request.Amount) is { } challenge)
            return (null, challenge);
        var once = IdempotentEndpoint.KeyOf(key, CreateCharge.Operation, request.Asked);
        var command = new CreateChargeCommand(token.ClientId, token.GrantId, request.GrantId, request.Amount, request.MerchantReference, once, request.Items);
        var language = CultureInfo.CurrentUICulture;
        return (new PendingCharge(command, token.TokenId, token.Proof, outcome => Render(http, language, outcome)), null);
    }

    private StoredAnswer Render(HttpContext http, CultureInfo language, Result<Charge, ChargeRefusal> outcome)
    {
        if (outcome.Succeeded(out var charge, out var refusal))
            return IdempotentEndpoint.Stored(StatusCodes.Status201Created, ChargeSnapshot.Of(charge, clock.Instant()));
        // The committer writes this, and knows no language by itself.
        CultureInfo.CurrentUICulture = language;
        return Problems.Stored(http, ChargesApi.Of(refusal));
    }
}

/// <summary>Where the charge path leaves the ordinary one.</summary>
internal static class ChargePathSetup
{
    /// <summary>Before routing, which what is answered here does without.</summary>
    public static IApplicationBuilder UseChargePath(this IApplicationBuilder app)
    {
        var charges = app.ApplicationServices.GetRequiredService<ImmediateCharges>();
        return app.Use((http, next) => http.Features.Get<LocallyVerifiedToken>() is { } token && AcceptedForm.TakesJson(http.Request) ? charges.AnswerAsync(http, token) : next(http));
    }
}
