using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>
/// <c>GET /v1/charges</c>: a merchant's charges, newest first, page by page. A page begins after the charge that its cursor names, so what
/// is added meanwhile neither repeats nor hides anything.
/// </summary>
internal static class ChargeList
{
    private static readonly string[] Known = ["status", "merchant_reference", "created_from", "created_to", "limit", "cursor"];

    public static async Task<IResult> GetAsync(HttpContext http, FletsCollectDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        if (PageRequest.Read(http.Request.Query, Known, PublicId.Charge, out var page) is { } fault)
            return Problems.Of(http, ApiProblem.InvalidRequest, fault.Message, fault.Param);
        var client = IdempotentEndpoint.ClientOf(http);
        var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Code == client, cancellationToken);
        var charges = db.Charges.AsNoTracking().Where(charge => charge.MerchantId == merchant.Id);
        if (http.Request.Query["status"] is [{ } status])
        {
            if (OfStatus(charges, status, now) is not { } ofStatus)
                return Problems.Of(http, ApiProblem.InvalidRequest, "status must be reserved, confirmed, cancelled or expired.", "status");
            charges = ofStatus;
        }
        if (http.Request.Query["merchant_reference"] is [{ } reference])
            charges = charges.Where(charge => charge.MerchantReference == reference);
        if (page.CreatedFrom is { } from)
            charges = charges.Where(charge => charge.CreatedAt >= from);
        if (page.CreatedTo is { } to)
            charges = charges.Where(charge => charge.CreatedAt < to);
        if (page.After is { } after)
        {
            var last = await db.Charges.AsNoTracking().SingleOrDefaultAsync(charge => charge.Id == after && charge.MerchantId == merchant.Id, cancellationToken);
            if (last is null)
                return Problems.Of(http, ApiProblem.InvalidRequest, "cursor must be the next_cursor of an earlier page.", "cursor");
            charges = charges.Where(charge => charge.CreatedAt < last.CreatedAt || (charge.CreatedAt == last.CreatedAt && charge.Id < last.Id));
        }
        var rows = await charges.OrderByDescending(charge => charge.CreatedAt).ThenByDescending(charge => charge.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Json(Page<ChargeSnapshot>.Of(rows, page.Limit, charge => ChargeSnapshot.Of(charge, now), charge => charge.Id), Problems.Json);
    }

    /// <summary>A reservation whose time has passed counts as expired, whether or not the job came by.</summary>
    private static IQueryable<Charge>? OfStatus(IQueryable<Charge> charges, string status, DateTime now) => status switch
    {
        "reserved" => charges.Where(charge => charge.Status == ChargeStatus.Reserved && charge.ExpiresAt > now),
        "expired" => charges.Where(charge => charge.Status == ChargeStatus.Expired || (charge.Status == ChargeStatus.Reserved && charge.ExpiresAt <= now)),
        "confirmed" => charges.Where(charge => charge.Status == ChargeStatus.Confirmed),
        "cancelled" => charges.Where(charge => charge.Status == ChargeStatus.Cancelled),
        _ => null,
    };
}
