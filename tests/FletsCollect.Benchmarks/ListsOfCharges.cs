using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Benchmarks;

/// <summary>
/// What lists show: any number of charges of one merchant, a second apart, each with its consent, transfer, refund and subscription. A line
/// has a hundred of them, however many there are, and the oldest few alone are cancelled, where a list of the newest comes to last.
/// </summary>
internal static class ListsOfCharges
{
    public const string Merchant = "hatena-demo";

    /// <summary>The longest page has fewer rows.</summary>
    public const int Cancelled = 60;

    /// <summary>Those until midnight in Japan.</summary>
    public const int OfFirstDay = 15 * 60 * 60;

    private const int ChargesOfLine = 100;
    private const int ChargesOfBatch = 100;

    public static readonly DateTime First = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);

    public static string ReferenceOf(int number) => $"ORD-{number:D10}";

    public static string LineOf(int charge) => $"CAF2{charge / ChargesOfLine:D9}";

    /// <summary>The ID that bought it.</summary>
    public static string BuyerOf(int charge) => $"bench{charge / ChargesOfLine}";

    public static Guid ChargeOf(int number) => BulkSql.KeyOf(number, 2);

    public static Guid TransferOf(int number) => BulkSql.KeyOf(number, 4);

    public static int BatchOf(int number) => 1 + (number / ChargesOfBatch);

    public static async Task WriteAsync(FletsCollectDbContext db, int charges)
    {
        var sql = new BulkSql(db);
        var merchant = $"(SELECT id FROM merchant WHERE code = '{Merchant}')";
        var lineNumber = $"n.i / {ChargesOfLine}";
        var line = $"'CAF2' || substr({sql.Padded(lineNumber)}, 2)";
        var reference = $"'ORD-' || {sql.Padded("n.i")}";
        var at = sql.Instant(First, "n.i");
        var day = sql.Day(DateOnly.FromDateTime(First));
        var ended = $"CASE WHEN n.i < {Cancelled} THEN {at} END";
        var all = sql.Series(charges);
        var lines = sql.Series((charges + ChargesOfLine - 1) / ChargesOfLine);
        await sql.RunAsync(
            $"INSERT INTO line (number, service_type, status, customer_number, contracted_on, contractor_born_on) SELECT 'CAF2' || substr({sql.Padded("n.i")}, 2), 'HikariPremium', 'Active', '9' || substr({sql.Padded("n.i")}, 2), {day}, {sql.Day(new DateOnly(1980, 5, 5))} FROM {lines} AS n",
            $"INSERT INTO credential (id, line, role, status, issued_at, user_name, normalized_user_name, email_confirmed, security_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count) SELECT {sql.Key("n.i", 6)}, 'CAF2' || substr({sql.Padded("n.i")}, 2), 'Contractor', 'Active', {sql.Instant(First)}, 'bench' || n.i, 'BENCH' || n.i, {sql.No}, 'bench', {sql.No}, {sql.No}, {sql.No}, 0 FROM {lines} AS n",
            $"INSERT INTO charge_grant (id, merchant_id, credential_id, line, merchant_reference, live_reference, description, amount, details, status, consent_hash, consent_text, authorised_at, passes_cap, version) SELECT {sql.Key("n.i", 2)}, {merchant}, {sql.Key(lineNumber, 6)}, {line}, {reference}, {reference}, 'what', 100, '[]', 'Consumed', 'hash', 'text', {at}, {sql.No}, 0 FROM {all} AS n",
            $"INSERT INTO charge (id, grant_id, cycle, merchant_id, credential_id, line, merchant_reference, description, amount, reserved_amount, refunded, removed, items, status, limit_month, created_at, confirmed_at, ended_at, version) SELECT {sql.Key("n.i", 2)}, {sql.Key("n.i", 2)}, 0, {merchant}, {sql.Key(lineNumber, 6)}, {line}, {reference}, 'what', 100, 0, 0, 0, '[]', CASE WHEN n.i < {Cancelled} THEN 'Cancelled' ELSE 'Confirmed' END, '2026-10', {at}, {at}, {ended}, 0 FROM {all} AS n",
            $"INSERT INTO charge_event (id, charge_id, merchant_id, line, kind, amount, recorded_at, business_date) SELECT {sql.Key("n.i", 3)}, {sql.Key("n.i", 2)}, {merchant}, {line}, 'Capture', 100, {at}, {day} FROM {all} AS n",
            $"INSERT INTO transfer (id, entry_id, kind, source_id, sequence, debit_account, credit_account, amount, business_date, recorded_at, batch_number) SELECT {sql.Key("n.i", 4)}, {sql.Key("n.i", 5)}, 'ChargeConfirmed', {sql.Key("n.i", 3)}, 0, 'line-receivable.unbilled/' || {line}, 'merchant-payable.uncollected/{Merchant}', 100, {day}, {at}, 1 + n.i / {ChargesOfBatch} FROM {all} AS n",
            $"INSERT INTO refund (id, charge_id, merchant_id, line, amount, requested_by, status, effect, created_at, ended_at, version) SELECT {sql.Key("n.i", 7)}, {sql.Key("n.i", 2)}, {merchant}, {line}, 1, 'merchant:{Merchant}', 'Succeeded', 'Removed', {at}, {at}, 0 FROM {all} AS n",
            // Of lines of their own, so that no account adds up a hundred renewals.
            $"INSERT INTO subscription (id, grant_id, merchant_id, credential_id, line, merchant_reference, description, amount, plan, status, created_at, next_cycle, version) SELECT {sql.Key("n.i", 8)}, {sql.Key("n.i", 2)}, {merchant}, {sql.Key(lineNumber, 9)}, 'CAF3' || substr({sql.Padded(lineNumber)}, 2), {reference}, 'what', 100, CASE WHEN n.i < {Cancelled} THEN 'old' ELSE 'new' END, CASE WHEN n.i < {Cancelled} THEN 'Ended' ELSE 'Active' END, {at}, 1, 0 FROM {all} AS n",
            $"UPDATE ledger_head SET batch_number = {BatchOf(charges - 1)}");
    }
}
