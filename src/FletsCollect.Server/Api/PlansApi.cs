using System.Text.Json;
using System.Text.RegularExpressions;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Api;

/// <summary>A merchant's plans under <c>/v1/plans</c>. A monthly purchase may name one by its code, and must then be what the plan says.</summary>
public static partial class PlansApi
{
    private static readonly string[] Members = ["code", "name", "price", "months"];
    private static readonly string[] Filters = ["status", "limit", "cursor"];

    public static IEndpointRouteBuilder MapPlans(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/v1/plans").DisableAntiforgery();
        plans.MapPost("/", CreateAsync).RequireAuthorization(ApiScopes.SubscriptionsManage)
            .Document("createPlan", "Makes a plan, which never changes.", ApiExamples.Plan, StatusCodes.Status201Created, ApiExamples.CreatePlan);
        plans.MapGet("/", ListAsync).RequireAuthorization(ApiScopes.SubscriptionsRead).Document("listPlans", "Lists plans, the newest first.", ApiExamples.Plans, query: Filters);
        plans.MapPost("/{code}/retire", RetireAsync).RequireAuthorization(ApiScopes.SubscriptionsManage).Document("retirePlan", "Lets nobody new sign up; subscriptions go on.", ApiExamples.Plan);
        return routes;
    }

    private static async Task<IResult> CreateAsync(HttpContext http, KeepPlans plans, IdempotentEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (IdempotentEndpoint.KeyOf(http.Request, "plan.create", "") is null)
            return Problems.Of(http, ApiProblem.IdempotencyKeyRequired);
        var (request, problem) = await JsonBody.ReadAsync(http, Members, Read, cancellationToken);
        if (request is null)
            return problem!;
        return await endpoint.RunAsync(
            http,
            "plan.create",
            $"{request.Code}|{request.Name}|{request.Price.Amount}|{request.Months}",
            (db, merchant, token) => plans.CreateAsync(db, merchant, request.Code, request.Name, request.Price, request.Months, token),
            plan => IdempotentEndpoint.Stored(StatusCodes.Status201Created, PlanResource.Of(plan)),
            refusal => Problems.Stored(http, Of(refusal)),
            cancellationToken);
    }

    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, Filters);
        var status = query.Word<PlanStatus>("status");
        if (query.Fault is not null)
            return query.Refuse(http);
        var plans = db.Own<Plan>(http);
        if (status is { } wanted)
            plans = plans.Where(plan => plan.IsActive == (wanted == PlanStatus.Active));
        return TypedResults.Json(await query.PageAsync(plans, nameof(Plan.CreatedAt), plan => new Cursor(plan.CreatedAt, plan.Id), PlanResource.Of, cancellationToken), Problems.Json);
    }

    private static Task<IResult> RetireAsync(HttpContext http, string code, KeepPlans plans, IdempotentEndpoint endpoint, CancellationToken cancellationToken) =>
        endpoint.RunAsync(
            http,
            "plan.retire",
            code,
            (db, merchant, token) => plans.RetireAsync(db, merchant, code, token),
            plan => IdempotentEndpoint.Stored(StatusCodes.Status200OK, PlanResource.Of(plan)),
            refusal => Problems.Stored(http, Of(refusal)),
            cancellationToken);

    private static ApiProblem Of(PlanRefusal refusal) => refusal switch
    {
        PlanRefusal.CodeInUse => ApiProblem.PlanCodeInUse,
        PlanRefusal.NotFound => ApiProblem.PlanNotFound,
        PlanRefusal.NotAllowed => ApiProblem.MonthlyNotAllowed,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private sealed record PlanRequest(string Code, string Name, Yen Price, int Months);

    private static (PlanRequest? Request, BodyFault? Fault) Read(JsonElement body)
    {
        if (Text(body, "code") is not { } code || !Code().IsMatch(code))
            return (null, new BodyFault("code must be 1 to 64 characters out of a-z, 0-9 and . _ -, beginning with a letter or digit.", "code"));
        if (Text(body, "name") is not { Length: >= 1 and <= 100 } name || name.Any(char.IsControl))
            return (null, new BodyFault("name must be 1 to 100 characters, as subscribers see it.", "name"));
        if (!body.TryGetProperty("price", out var price) || price.ValueKind != JsonValueKind.Object || Unknown(price, "currency", "value") is not null
            || Text(price, "currency") is not "JPY" || WholeYen(price, "value") is not { } yen)
            return (null, new BodyFault("price must be {\"currency\":\"JPY\",\"value\":\"<1 to 999999999>\"}, tax included.", "price"));
        if (!body.TryGetProperty("months", out var months) || months.ValueKind != JsonValueKind.Number || !months.TryGetInt32(out var length) || !RecurringSchedule.Lengths.Contains(length))
            return (null, new BodyFault($"months must be one of {string.Join(", ", RecurringSchedule.Lengths)}.", "months"));
        return (new PlanRequest(code, name, yen, length), null);
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}

/// <summary>Whether somebody new may sign up, as the list is narrowed by it.</summary>
internal enum PlanStatus
{
    Active,
    Retired,
}

/// <summary>A plan as the API shows it.</summary>
/// <param name="Code">The merchant's own name of it.</param>
/// <param name="Name">As subscribers see it.</param>
/// <param name="Price">For each period, tax included.</param>
/// <param name="Months">Length of a period.</param>
/// <param name="Active">False when nobody new may sign up.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record PlanResource(string Code, string Name, Money Price, int Months, bool Active, DateTime CreatedAt)
{
    internal static PlanResource Of(Plan plan) =>
        new(plan.Code, plan.Name, Money.Of(plan.Price), plan.Months, plan.IsActive, plan.CreatedAt);
}
