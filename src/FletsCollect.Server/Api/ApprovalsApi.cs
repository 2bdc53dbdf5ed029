using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>Purchases that wait for a line's contractor, as their merchants see them: pending, and what became of it.</summary>
public static class ApprovalsApi
{
    private static readonly string[] Filters = ["merchant_reference", "limit", "cursor"];

    public static IEndpointRouteBuilder MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/approvals", ListAsync).RequireAuthorization(ApiScopes.ChargesRead)
            .Document("listApprovals", "Lists purchases that waited or wait for a line's contractor, the newest first.", ApiExamples.Approvals, query: Filters);
        routes.MapGet("/v1/approvals/{id}", GetAsync).RequireAuthorization(ApiScopes.ChargesRead)
            .Document("getApproval", "Shows how a purchase stands that waits for a line's contractor.", ApiExamples.Approval);
        return routes;
    }

    /// <summary><c>GET /v1/approvals/{id}</c>: 200 with the approval.</summary>
    private static async Task<IResult> GetAsync(HttpContext http, string id, FletsCollectDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var key = PublicId.TryParse(PublicId.Approval, id, out var read) ? read : Guid.Empty;
        var approval = await db.Own<PurchaseApproval>(http).SingleOrDefaultAsync(row => row.Id == key, cancellationToken);
        return approval is null ? Problems.Of(http, ApiProblem.ApprovalNotFound) : TypedResults.Json(PurchaseApprovalSnapshot.Of(approval, clock.Instant()), Problems.Json);
    }

    /// <summary><c>GET /v1/approvals</c>: newest first, page by page, of one order if it is named.</summary>
    private static async Task<IResult> ListAsync(HttpContext http, FletsCollectDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var query = ListQuery.Read(http, Filters);
        var reference = query.Text("merchant_reference");
        if (query.Fault is not null)
            return query.Refuse(http);
        var approvals = db.Own<PurchaseApproval>(http);
        if (reference is not null)
            approvals = approvals.Where(approval => approval.MerchantReference == reference);
        return TypedResults.Json(
            await query.PageAsync(
                approvals, nameof(PurchaseApproval.AskedAt), approval => new Cursor(approval.AskedAt, approval.Id), approval => PurchaseApprovalSnapshot.Of(approval, now), cancellationToken),
            Problems.Json);
    }
}
