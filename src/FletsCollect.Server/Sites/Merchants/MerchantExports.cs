using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Documents;
using FletsCollect.Server.Documents;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using FletsCollect.Subscriptions;
using FletsCollect.Usage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>
/// What a merchant's people take away: lists as CSV (UTF-8 with a byte order mark, so that spreadsheets read the Japanese, and with no cell that
/// a spreadsheet would run) or JSON, written while the database is read, and statements as documents.
/// </summary>
public static class MerchantExports
{
    public static IEndpointRouteBuilder MapMerchantExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/merchant/charges.{form:regex(^(csv|json)$)}", ExportChargesAsync).RequireAuthorization(new StaffMayAttribute(StaffPermission.ViewSales));
        routes.MapGet("/merchant/subscriptions.{form:regex(^(csv|json)$)}", ExportSubscriptionsAsync).RequireAuthorization(new StaffMayAttribute(StaffPermission.ViewSales));
        routes.MapGet("/merchant/usage.{form:regex(^(csv|json)$)}", ExportUsageAsync).RequireAuthorization(new StaffMayAttribute(StaffPermission.ViewSales));
        routes.MapGet("/merchant/statements/{id}.{form:regex(^(pdf|csv|json)$)}", PrintStatementAsync).RequireAuthorization(new StaffMayAttribute(StaffPermission.ViewMoney));
        return routes;
    }

    /// <summary>A statement of the merchant by its public id; null when it is another's, or nobody's.</summary>
    internal static async Task<FeeStatement?> FindStatementAsync(FletsCollectDbContext db, Guid merchantId, string id, CancellationToken cancellationToken) =>
        PublicId.TryParse(PublicId.FeeStatement, id, out var key)
            ? await db.FeeStatements.AsNoTracking().SingleOrDefaultAsync(statement => statement.Id == key && statement.MerchantId == merchantId, cancellationToken)
            : null;

    private static async Task<IResult> ExportChargesAsync(string form, HttpContext http, FletsCollectDbContext db, string? search, string? status, string? from, string? to)
    {
        var filter = new SalesFilter(search, status, from, to);
        if (filter.Faults.Count > 0)
            return TypedResults.BadRequest();
        var rows = filter.Apply(MerchantRows.Of<Charge>(db, StaffIdentity.Of(http.User)!)).OrderBy(charge => charge.CreatedAt).ThenBy(charge => charge.Id);
        return await ExportAsync(http, "charges", form, rows, ChargeRow.Of, ChargeRow.Columns, row => row.Cells);
    }

    private static async Task<IResult> ExportSubscriptionsAsync(string form, HttpContext http, FletsCollectDbContext db, string? search, string? status, string? from, string? to, string? plan)
    {
        var filter = new SalesFilter(search, status, from, to, plan);
        if (filter.Faults.Count > 0)
            return TypedResults.BadRequest();
        var rows = filter.Apply(MerchantRows.Of<Subscription>(db, StaffIdentity.Of(http.User)!)).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id);
        return await ExportAsync(http, "subscriptions", form, rows, SubscriptionRow.Of, SubscriptionRow.Columns, row => row.Cells);
    }

    /// <summary>Each day of each plan; the time and the plan are asked for as on the page.</summary>
    private static Task<PushStreamHttpResult> ExportUsageAsync(string form, HttpContext http, FletsCollectDbContext db, TimeProvider clock, string? by, string? month, string? plan)
    {
        var period = UsagePeriod.Read(by, month, BillingMonth.At(clock.Instant()));
        var (first, last) = (period.FirstDay, period.LastDay);
        var rows = UsagePeriod.OfPlan(MerchantRows.Of<PlanUsage>(db, StaffIdentity.Of(http.User)!), plan).Where(row => row.Day >= first && row.Day <= last).OrderBy(row => row.Day).ThenBy(row => row.Plan);
        return ExportAsync(http, "usage", form, rows, UsageLine.Of, UsageLine.Columns, row => row.Cells);
    }

    private static async Task<IResult> PrintStatementAsync(
        string id, string form, HttpContext http, FletsCollectDbContext db, DocumentIssuer issuer, DocumentFont font, DocumentPdf pdf, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (StaffIdentity.Of(http.User)?.MerchantId is not { } merchant || await FindStatementAsync(db, merchant, id, cancellationToken) is not { } statement)
            return TypedResults.NotFound();
        if (!issuer.IsComplete || (form == "pdf" && font.Problem is not null))
            return TypedResults.Problem(detail: "Documents cannot be printed on this server.", statusCode: StatusCodes.Status503ServiceUnavailable);
        var document = await FeeStatementDocument.OfAsync(db, statement, issuer, cancellationToken);
        var (content, type) = form switch
        {
            "pdf" => (pdf.Print(document), "application/pdf"),
            "csv" => (DocumentFiles.ToCsv(document), "text/csv"),
            _ => (Encoding.UTF8.GetBytes(DocumentFiles.ToJson(document)), "application/json"),
        };
        return TypedResults.File(content, type, $"{statement.Month}-{statement.PublicId}.{form}");
    }

    /// <summary>Writes the rows while they are read, each in a line of its own, after their number in a header: whoever reads along knows how far it is.</summary>
    private static async Task<PushStreamHttpResult> ExportAsync<TRow, T>(
        HttpContext http, string name, string form, IQueryable<TRow> rows, Func<TRow, T> show, IReadOnlyList<string> columns, Func<T, string[]> cells)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Total-Count"] = Text(await rows.CountAsync(http.RequestAborted));
        var file = $"{name}.{form}";
        var shown = rows.AsAsyncEnumerable().SelectAsync(show, http.RequestAborted);
        return form == "json"
            ? TypedResults.Stream(stream => WriteJsonAsync(stream, shown, http.RequestAborted), "application/json", file)
            : TypedResults.Stream(stream => WriteCsvAsync(stream, shown, columns, cells, http.RequestAborted), "text/csv; charset=utf-8", file);
    }

    private static async Task WriteJsonAsync<T>(Stream stream, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var before = "[";
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{before}\n{JsonSerializer.Serialize(row, Problems.Json)}"), cancellationToken);
            before = ",";
        }
        await stream.WriteAsync(Encoding.UTF8.GetBytes(before == "[" ? "[]" : "\n]"), cancellationToken);
    }

    private static async Task WriteCsvAsync<T>(Stream stream, IAsyncEnumerable<T> rows, IReadOnlyList<string> columns, Func<T, string[]> cells, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape, WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync([.. columns], cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
            await csv.WriteRecordAsync(cells(row), cancellationToken);
    }

    private static async IAsyncEnumerable<TResult> SelectAsync<T, TResult>(this IAsyncEnumerable<T> rows, Func<T, TResult> show, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken))
            yield return show(row);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTime? instant) => instant?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A charge as it is exported; amounts in whole yen, tax included, instants in UTC.</summary>
    private sealed record ChargeRow(string Id, string MerchantReference, string Description, long Amount, long Refunded, string Status, DateTime CreatedAt, DateTime? ConfirmedAt)
    {
        public static readonly string[] Columns = ["id", "merchant_reference", "description", "amount", "refunded", "status", "created_at", "confirmed_at"];

        [JsonIgnore]
        public string[] Cells => [Id, MerchantReference, Description, Text(Amount), Text(Refunded), Status, Text(CreatedAt), Text(ConfirmedAt)];

        public static ChargeRow Of(Charge charge) => new(
            charge.PublicId, charge.MerchantReference, charge.Description, charge.Amount.Amount, charge.Refunded.Amount, WireWord.Of(charge.Status), charge.CreatedAt, charge.ConfirmedAt);
    }

    /// <summary>A plan's day as it is exported; no plan for subscriptions without one.</summary>
    private sealed record UsageLine(DateOnly Day, string? Plan, int New, int Cancelled, int LineSuspended, int Ended, int ActiveAtEnd, int CancelScheduledAtEnd, int SuspendedAtEnd)
    {
        public static readonly string[] Columns = ["day", "plan", "new", "cancelled", "line_suspended", "ended", "active_at_end", "cancel_scheduled_at_end", "suspended_at_end"];

        [JsonIgnore]
        public string[] Cells => [Text(Day), Plan ?? "", Text(New), Text(Cancelled), Text(LineSuspended), Text(Ended), Text(ActiveAtEnd), Text(CancelScheduledAtEnd), Text(SuspendedAtEnd)];

        public static UsageLine Of(PlanUsage row) => new(
            row.Day, row.Plan.Length == 0 ? null : row.Plan, row.Started, row.Cancelled, row.Suspended, row.Ended, row.ActiveAtEnd, row.CancelScheduledAtEnd, row.SuspendedAtEnd);
    }

    /// <summary>A subscription as it is exported; the price in whole yen, tax included.</summary>
    private sealed record SubscriptionRow(string Id, string MerchantReference, string? Plan, string Description, long Amount, string Status, DateTime CreatedAt, DateOnly? NextChargeOn, DateOnly? EndsOn, string? EndReason)
    {
        public static readonly string[] Columns = ["id", "merchant_reference", "plan", "description", "amount", "status", "created_at", "next_charge_on", "ends_on", "end_reason"];

        [JsonIgnore]
        public string[] Cells => [Id, MerchantReference, Plan ?? "", Description, Text(Amount), Status, Text(CreatedAt), Text(NextChargeOn), Text(EndsOn), EndReason ?? ""];

        public static SubscriptionRow Of(Subscription row) => new(
            row.PublicId, row.MerchantReference, row.Plan, row.Description, row.Amount.Amount, WireWord.Of(row.Status), row.CreatedAt, row.NextChargeOn, row.EndsOn, row.EndReason is { } reason ? WireWord.Of(reason) : null);
    }
}
