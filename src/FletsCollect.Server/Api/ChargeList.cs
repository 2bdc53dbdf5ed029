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
    private static readonly string[] Filters = ["status", "merchant_reference", "created_from", "created_to", "limit", "cursor"];

    private static readonly ChargeStatus[] Statuses = [ChargeStatus.Reserved, ChargeStatus.Confirmed, ChargeStatus.Cancelled, ChargeStatus.Expired];

    public static async Task<IResult> GetAsync(HttpContext http, FletsCollectDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var query = ListQuery.ReadById(http, PublicId.Charge, Filters);
        var (created, status, reference) = (query.CreatedDays(), query.Word("status", Statuses), query.Text("merchant_reference"));
        if (query.Fault is not null)
            return query.Refuse(http);
        var own = db.Own<Charge>(http);
        var charges = own;
        if (status is { } wanted)
            charges = OfStatus(charges, wanted, now);
        if (reference is not null)
            charges = charges.Where(charge => charge.MerchantReference == reference);
        if (created.From is { } from)
            charges = charges.Where(charge => charge.CreatedAt >= from);
        if (created.Before is { } before)
            charges = charges.Where(charge => charge.CreatedAt < before);
        if (query.AfterId is { } after)
        {
            if (await own.SingleOrDefaultAsync(charge => charge.Id == after, cancellationToken) is not { } last)
            {
                query.BlameCursor();
                return query.Refuse(http);
            }
            charges = charges.Where(charge => charge.CreatedAt < last.CreatedAt || (charge.CreatedAt == last.CreatedAt && charge.Id < last.Id));
        }
        var rows = await charges.OrderByDescending(charge => charge.CreatedAt).ThenByDescending(charge => charge.Id).Take(query.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Json(query.Page(rows, charge => ChargeSnapshot.Of(charge, now), charge => charge.PublicId), Problems.Json);
    }

    /// <summary>A reservation whose time has passed counts as expired, whether or not the job came by.</summary>
    private static IQueryable<Charge> OfStatus(IQueryable<Charge> charges, ChargeStatus status, DateTime now) => status switch
    {
        ChargeStatus.Reserved => charges.Where(charge => charge.Status == ChargeStatus.Reserved && charge.ExpiresAt > now),
        ChargeStatus.Expired => charges.Where(charge => charge.Status == ChargeStatus.Expired || (charge.Status == ChargeStatus.Reserved && charge.ExpiresAt <= now)),
        ChargeStatus.Authorised or ChargeStatus.Confirmed or ChargeStatus.Cancelled => charges.Where(charge => charge.Status == status),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}
