using System.Diagnostics;
using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Benchmarks;

/// <summary>A month's confirmed charges with their events and transfers, written by the database itself, and the plainest SQL that bills them.</summary>
internal static class MonthOfCharges
{
    private const int Merchants = 100;
    private const int ChargesOfLine = 5;

    /// <summary>Charges that a busy server commits together.</summary>
    private const int ChargesOfBatch = 100;

    public static async Task WriteAsync(FletsCollectDbContext db, BillingMonth month, int charges)
    {
        var sql = new BulkSql(db);
        var line = $"'CAF' || {sql.Padded($"n.i / {ChargesOfLine}")}";
        var (day, instant) = (sql.Day(new DateOnly(2026, 10, 15)), sql.Instant(new DateTime(2026, 10, 15, 3, 0, 0)));
        var batches = (charges + ChargesOfBatch - 1) / ChargesOfBatch;
        await sql.RunAsync(
            $"INSERT INTO merchant (id, code, channel, status, display_name, legal_name, industry, postal_address, support_contact, largest_charge, may_charge_monthly, environment, version) SELECT {sql.Key("n.i", 1)}, 'm' || n.i, 'Internet', 'Live', 'm', 'm', 'm', 'm', 'm', 50000, {sql.No}, 'Production', 0 FROM {sql.Series(Merchants)} AS n",
            $"INSERT INTO line (number, service_type, status, customer_number, contracted_on, contractor_born_on) SELECT 'CAF' || {sql.Padded("n.i")}, 'HikariNext', 'Active', {sql.Padded("n.i")}, {day}, {day} FROM {sql.Series((charges + ChargesOfLine - 1) / ChargesOfLine)} AS n",
            $"INSERT INTO charge (id, grant_id, cycle, merchant_id, credential_id, line, merchant_reference, description, amount, reserved_amount, refunded, removed, items, status, limit_month, created_at, confirmed_at, version) SELECT {sql.Key("n.i", 2)}, {sql.Key("n.i", 2)}, 0, {sql.Key($"n.i % {Merchants}", 1)}, {sql.Key("n.i", 2)}, {line}, 'order', 'what', 100 + n.i % 900, 0, 0, 0, '[]', 'Confirmed', '{month}', {instant}, {instant}, 0 FROM {sql.Series(charges)} AS n",
            $"INSERT INTO charge_event (id, charge_id, merchant_id, line, kind, amount, recorded_at, business_date) SELECT {sql.Key("n.i", 3)}, {sql.Key("n.i", 2)}, {sql.Key($"n.i % {Merchants}", 1)}, {line}, 'Capture', 100 + n.i % 900, {instant}, {day} FROM {sql.Series(charges)} AS n",
            $"INSERT INTO transfer (id, entry_id, kind, source_id, sequence, debit_account, credit_account, amount, business_date, recorded_at, batch_number) SELECT {sql.Key("n.i", 4)}, {sql.Key("n.i", 5)}, 'ChargeConfirmed', {sql.Key("n.i", 3)}, 0, 'line-receivable.unbilled/' || {line}, 'merchant-payable.uncollected/m' || (n.i % {Merchants}), 100 + n.i % 900, {day}, {instant}, 1 + n.i / {ChargesOfBatch} FROM {sql.Series(charges)} AS n",
            $"UPDATE ledger_head SET batch_number = {Text(batches)}");
    }

    public static async Task<TimeSpan> CloseByHandAsync(DatabaseKind kind, DbContextOptions<FletsCollectDbContext> options, BillingMonth month)
    {
        var (key, now) = kind == DatabaseKind.Sqlite
            ? ("upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))", "'2026-11-01 00:00:00'")
            : ("gen_random_uuid()", "now()");
        await using var db = new FletsCollectDbContext(options);
        db.Database.SetCommandTimeout(0);
        await db.Database.OpenConnectionAsync();
        var started = Stopwatch.GetTimestamp();
        await using var transaction = await db.Database.BeginTransactionAsync();
        string[] statements =
        [
            $"""
            INSERT INTO line_invoice (id, line, month, status, total, item_count, line_fees, line_fees_paid, paid, given_up, recovered, failed_attempts, credited, created_at, version)
            SELECT {key}, e.line, '{month}', 'Validated', SUM(e.amount), COUNT(*), 0, 0, 0, 0, 0, 0, 0, {now}, 0
            FROM charge_event e JOIN transfer t ON t.source_id = e.id AND t.kind = 'ChargeConfirmed'
            WHERE e.business_date BETWEEN '2026-10-01' AND '2026-10-31' AND t.amount = e.amount
            GROUP BY e.line
            """,
            $"""
            INSERT INTO line_invoice_item (charge_event_id, invoice_id, line, month, merchant_id, charge_id, amount, business_date)
            SELECT e.id, i.id, e.line, i.month, e.merchant_id, e.charge_id, e.amount, e.business_date
            FROM charge_event e JOIN line_invoice i ON i.line = e.line AND i.month = '{month}'
            WHERE e.business_date BETWEEN '2026-10-01' AND '2026-10-31'
            """,
        ];
        foreach (var statement in statements)
            await db.Database.ExecuteSqlRawAsync(statement);
        await transaction.CommitAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Lets the telco have issued every invoice.</summary>
    public static Task IssueAsync(FletsCollectDbContext db)
    {
        db.Database.SetCommandTimeout(0);
        return db.Database.ExecuteSqlRawAsync("UPDATE line_invoice SET status = 'Issued', issued_at = created_at");
    }

    /// <summary>How long the plainest SQL takes that claims the month's items for their merchants and adds them up; it leaves nothing behind.</summary>
    public static async Task<TimeSpan> AddUpByHandAsync(DbContextOptions<FletsCollectDbContext> options, BillingMonth month)
    {
        await using var db = new FletsCollectDbContext(options);
        db.Database.SetCommandTimeout(0);
        await db.Database.OpenConnectionAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var started = Stopwatch.GetTimestamp();
        await db.Database.ExecuteSqlRawAsync("CREATE TEMPORARY TABLE claimed AS SELECT charge_event_id, merchant_id, amount FROM line_invoice_item WHERE 1 = 0");
        await db.Database.ExecuteSqlRawAsync("CREATE TEMPORARY TABLE added AS SELECT merchant_id, SUM(amount) AS p, COUNT(DISTINCT line) AS l FROM line_invoice_item WHERE 1 = 0 GROUP BY merchant_id");
        var text = month.ToString();
        await db.Database.ExecuteSqlAsync($"INSERT INTO claimed SELECT charge_event_id, merchant_id, amount FROM line_invoice_item WHERE month = {text}");
        await db.Database.ExecuteSqlAsync($"INSERT INTO added SELECT merchant_id, SUM(amount), COUNT(DISTINCT line) FROM line_invoice_item WHERE month = {text} GROUP BY merchant_id");
        var took = Stopwatch.GetElapsedTime(started);
        await transaction.RollbackAsync();
        return took;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
