using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FletsCollect.Billing;

/// <summary>
/// The two statements by which a close puts a month onto invoices. The rows never leave the database: what they come from is said as a query
/// of Entity Framework's, in the words of each database, and only what is around it is said here, in words that all of them share.
/// </summary>
internal static class CloseStatements
{
    /// <summary>
    /// Makes one invoice for each line of the month: validated, or still closing when the line has credits to deduct, or open and with
    /// the reason (its number) where it would be rejected, when the line must be parked.
    /// </summary>
    public static DbCommand InsertInvoices(FletsCollectDbContext db, ISetWriter writer, BillingCycle cycle, long claimed, DateTime now)
    {
        var judged = BillableCharges.Judged(db, BillableCharges.Fresh(db, cycle.Month, cycle.AfterBatch, cycle.ThroughBatch, claimed)).CreateDbCommand();
        var month = judged.CreateParameter();
        (month.ParameterName, month.Value) = ("@closing_month", cycle.Month.ToString());
        judged.Parameters.Add(month);
        return With(judged, $"""
            WITH judged (line, billable, reason) AS ({judged.CommandText}),
                of_line (line, items, total, reason) AS (SELECT line, COUNT(*), SUM(billable), MIN(reason) FROM judged GROUP BY line)
            INSERT INTO line_invoice (id, line, month, status, rejection_reason, item_count, total, line_fees, line_fees_paid, paid, given_up, recovered, failed_attempts, credited, created_at, version)
            SELECT {writer.NewKey(now)}, o.line, c.month,
                CASE WHEN o.reason IS NOT NULL THEN 'Open' WHEN EXISTS (SELECT 1 FROM refund r WHERE r.line = o.line AND r.status = 'Processing') THEN 'Closing' ELSE 'Validated' END,
                CAST(o.reason AS varchar(10)), o.items, CASE WHEN o.reason IS NULL THEN o.total ELSE 0 END,
                COALESCE((SELECT SUM(f.amount) FROM line_fee_item f WHERE f.line = o.line AND f.month = c.month), 0), 0, 0, 0, 0, 0, 0, c.run_started_at, 0
            FROM of_line o CROSS JOIN billing_cycle c
            WHERE c.month = @closing_month
            """);
    }

    /// <summary>Puts the charges of the batches up to one onto the invoices of their lines; a line that is parked has none.</summary>
    public static DbCommand InsertItems(FletsCollectDbContext db, BillingCycle cycle, long through, long claimed)
    {
        var month = cycle.Month;
        var items =
            from row in BillableCharges.Fresh(db, month, cycle.BilledThrough, through, claimed)
            join invoice in db.LineInvoices on row.Captured.Line equals invoice.Line
            where invoice.Month == month
            select new
            {
                ChargeEventId = row.Captured.Id,
                InvoiceId = invoice.Id,
                row.Captured.Line,
                invoice.Month,
                row.Captured.MerchantId,
                row.Captured.ChargeId,
                Amount = (long)row.Captured.Amount - (long)row.Charge.Removed,
                row.Captured.BusinessDate,
            };
        var command = items.CreateDbCommand();
        return With(command, $"INSERT INTO line_invoice_item (charge_event_id, invoice_id, line, month, merchant_id, charge_id, amount, business_date) {command.CommandText}");
    }

    /// <summary>Runs a statement in the context's transaction, however long it takes, and says how many rows it made.</summary>
    public static async Task<int> ExecuteAsync(FletsCollectDbContext db, DbCommand statement, CancellationToken cancellationToken)
    {
        await using (statement)
        {
            statement.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            statement.CommandTimeout = 0;
            return await statement.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static DbCommand With(DbCommand command, string text)
    {
#pragma warning disable CA2100 // The text is a query's and this file's, its values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }
}
