using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api;

/// <summary>
/// <c>GET /v1/charges</c>: a merchant's charges, newest first, page by page.
/// </summary>
internal static class ChargeList
{
    public static readonly string[] Filters = ["status", "merchant_reference", "subscription", "created_from", "created_to", "limit", "cursor"];

    private static readonly ChargeStatus[] Statuses = [ChargeStatus.Reserved, ChargeStatus.Confirmed, ChargeStatus.Cancelled, ChargeStatus.Expired];

    public static async Task<IResult> GetAsync(HttpContext http, FletsCollectDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var query = ListQuery.Read(http, Filters);
        var (created, status, reference) = (query.CreatedDays(), query.Word("status", Statuses), query.Text("merchant_reference"));
        var subscription = query.Id("subscription", PublicId.Subscription);
        if (query.Fault is not null)
            return query.Refuse(http);
        var charges = db.Own<Charge>(http);
        if (status is { } wanted)
            charges = OfStatus(charges, wanted, now);
        if (reference is not null)
            charges = charges.Where(charge => charge.MerchantReference == reference);
        if (subscription is not null)
            charges = charges.Where(charge => db.Subscriptions.Any(row => row.Id == subscription && row.GrantId == charge.GrantId));
        if (created.From is { } from)
            charges = charges.Where(charge => charge.CreatedAt >= from);
        if (created.Before is { } before)
            charges = charges.Where(charge => charge.CreatedAt < before);
        return TypedResults.Json(
            await query.PageAsync(charges, nameof(Charge.CreatedAt), charge => new Cursor(charge.CreatedAt, charge.Id), charge => ChargeSnapshot.Of(charge, now), cancellationToken), Problems.Json);
    }

    /// <summary>A reservation whose time has passed counts as expired, whether or not the job came by.</summary>
    private static IQueryable<Charge> OfStatus(IQueryable<Charge> charges, ChargeStatus status, DateTime now) => status switch
    {
        ChargeStatus.Reserved => charges.OfStatus(ChargeStatus.Reserved).Where(charge => charge.ExpiresAt > now),
        ChargeStatus.Expired => charges.Where(charge => charge.Status == ChargeStatus.Expired || (charge.Status == ChargeStatus.Reserved && charge.ExpiresAt <= now)),
        ChargeStatus.Authorised or ChargeStatus.Confirmed or ChargeStatus.Cancelled => charges.OfStatus(status),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}
