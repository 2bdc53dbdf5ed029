using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>The books are sound until somebody with a console harms them, and then the proof says where.</summary>
public sealed class VerifyBooksTests(Databases databases, SoundBooks books) : IClassFixture<SoundBooks>
{
    /// <summary>What is planted in the books of a finished month, the table whose trigger goes first, and what must be found.</summary>
    public static TheoryData<DatabaseKind, string, string, Invariant> Harm()
    {
        (string Table, string Sql, Invariant Found)[] harm =
        [
            ("transfer", "UPDATE transfer SET amount = amount + 1 WHERE kind = 'ChargeConfirmed'", Invariant.BatchChain),
            ("transfer", "UPDATE transfer SET amount = amount + 1 WHERE kind = 'ChargeConfirmed'", Invariant.ChargePosting),
            ("transfer", "UPDATE transfer SET amount = amount + 1 WHERE kind = 'ChargeConfirmed'", Invariant.LineReceivable),
            ("transfer", "UPDATE transfer SET amount = amount + 1 WHERE kind = 'ChargeConfirmed'", Invariant.FeeStatement),
            ("transfer", "DELETE FROM transfer WHERE kind = 'ChargeConfirmed'", Invariant.ChargePosting),
            ("transfer", "DELETE FROM transfer WHERE kind = 'ChargeConfirmed'", Invariant.MerchantBalance),
            ("transfer", "DELETE FROM transfer WHERE kind = 'LineInvoiceIssued'", Invariant.LineInvoice),
            ("transfer", "DELETE FROM transfer WHERE kind = 'Collected' AND sequence = 1", Invariant.Collection),
            ("transfer", "DELETE FROM transfer WHERE kind = 'PayoutConfirmed'", Invariant.Payout),
            ("transfer", "DELETE FROM transfer WHERE kind = 'PayoutMade'", Invariant.Payout),
            ("transfer", "UPDATE transfer SET credit_account = 'bank' WHERE kind = 'FeeStatementClosed' AND sequence = 0", Invariant.FeeStatement),
            ("transfer", "UPDATE transfer SET business_date = '2026-12-01' WHERE kind = 'ChargeConfirmed'", Invariant.ChargePosting),
            ("ledger_batch", "DELETE FROM ledger_batch WHERE number = 1", Invariant.BatchChain),
            ("ledger_batch", "UPDATE ledger_batch SET previous_hash = merkle_root WHERE number = 2", Invariant.BatchChain),
            ("ledger_batch", "DELETE FROM ledger_batch WHERE number = (SELECT MAX(number) FROM ledger_batch)", Invariant.BatchChain),
            ("ledger_head", "UPDATE ledger_head SET batch_number = batch_number + 1", Invariant.BatchChain),
            ("charge_event", "UPDATE charge_event SET amount = amount - 1", Invariant.ChargeState),
            ("charge_event", "DELETE FROM charge_event", Invariant.ChargeState),
            ("charge", "UPDATE charge SET amount = amount - 1", Invariant.LineLimit),
            ("charge", "UPDATE charge SET status = 'Cancelled'", Invariant.InvoiceItem),
            ("charge", "UPDATE charge SET amount = amount * 2", Invariant.ChargeConsent),
            ("charge_grant", "UPDATE charge_grant SET status = 'Authorised'", Invariant.ChargeConsent),
            ("charge_grant", "UPDATE charge_grant SET consent_text = 'another text'", Invariant.ChargeConsent),
            ("charge_grant", "DELETE FROM charge_grant", Invariant.ChargeConsent),
            ("charge_grant", "UPDATE charge_grant SET line_proof_id = NULL", Invariant.ChargeLineProof),
            ("line_proof", "UPDATE line_proof SET used_at = NULL", Invariant.ChargeLineProof),
            ("line_proof", "UPDATE line_proof SET bound_to = 'another'", Invariant.ChargeLineProof),
            ("idempotency", "DELETE FROM idempotency", Invariant.Idempotency),
            ("idempotency", "UPDATE idempotency SET body = 'ch_00000000000000000000000000'", Invariant.Idempotency),
            ("subscription_cycle", "DELETE FROM subscription_cycle", Invariant.Subscription),
            ("subscription", "UPDATE subscription SET status = 'Ended'", Invariant.Subscription),
            ("subscription", "UPDATE subscription SET amount = amount + 1", Invariant.Subscription),
            ("line_limit", "UPDATE line_limit SET posted = posted - 1", Invariant.LineLimit),
            ("line_limit", "DELETE FROM line_limit", Invariant.LineLimit),
            ("line_limit", "UPDATE line_limit SET reserved = reserved - 1", Invariant.LineLimit),
            ("charge", "UPDATE charge SET status = 'Confirmed' WHERE status = 'Cancelled'", Invariant.ChargeState),
            ("charge", "UPDATE charge SET status = 'Confirmed' WHERE status = 'Cancelled'", Invariant.ChargePosting),
            ("transfer", "DELETE FROM transfer WHERE kind = 'ChargeCancelled'", Invariant.ChargePosting),
            ("transfer", "DELETE FROM transfer WHERE kind = 'ChargeCancelled'", Invariant.LineReceivable),
            ("charge", "UPDATE charge SET amount = amount + 1 WHERE reserved_amount > 0", Invariant.ChargeConsent),
            ("refund", "UPDATE refund SET amount = amount + 1 WHERE effect = 'Removed'", Invariant.Refund),
            ("refund", "UPDATE refund SET status = 'Succeeded' WHERE status = 'Processing'", Invariant.Refund),
            ("refund", "DELETE FROM refund", Invariant.Refund),
            ("charge", "UPDATE charge SET removed = 0", Invariant.Refund),
            ("charge", "UPDATE charge SET removed = 0", Invariant.InvoiceItem),
            ("charge", "UPDATE charge SET refunded = amount WHERE refunded > 0", Invariant.Refund),
            ("transfer", "DELETE FROM transfer WHERE kind = 'RefundRemoved'", Invariant.Refund),
            ("transfer", "DELETE FROM transfer WHERE kind = 'RefundRemoved'", Invariant.FeeStatement),
            ("transfer", "DELETE FROM transfer WHERE kind = 'RefundCredited'", Invariant.MerchantBalance),
            ("line_invoice_item", "DELETE FROM line_invoice_item", Invariant.BillingCycle),
            ("line_invoice_item", "UPDATE line_invoice_item SET amount = amount + 1", Invariant.InvoiceItem),
            ("line_invoice_item", "UPDATE line_invoice_item SET line = 'CAF9999999999'", Invariant.InvoiceItem),
            ("line_invoice", "UPDATE line_invoice SET total = total + 1", Invariant.LineInvoice),
            ("line_invoice", "UPDATE line_invoice SET paid = paid - 1", Invariant.Collection),
            ("collection_allocation", "DELETE FROM collection_allocation", Invariant.Collection),
            ("collection_allocation", "UPDATE collection_allocation SET amount = amount + 1", Invariant.Collection),
            ("remittance", "DELETE FROM remittance", Invariant.Collection),
            ("line_invoice", "UPDATE line_invoice SET status = 'Issued'", Invariant.Collection),
            ("collection_result", "DELETE FROM collection_result", Invariant.Collection),
            ("collection_result", "UPDATE collection_result SET suspended = suspended + 1", Invariant.Collection),
            ("receipt_move", "UPDATE receipt_move SET amount = amount + 1", Invariant.Suspense),
            ("receipt_move", "DELETE FROM receipt_move", Invariant.Suspense),
            ("receipt_decision", "DELETE FROM receipt_decision", Invariant.Suspense),
            ("receipt_decision", "UPDATE receipt_decision SET decided_by = 'suzuki'", Invariant.Suspense),
            ("transfer", "DELETE FROM transfer WHERE kind = 'ReceiptMoved'", Invariant.Suspense),
            ("transfer", "DELETE FROM transfer WHERE kind = 'ReceiptSuspended'", Invariant.Suspense),
            ("billing_cycle", "UPDATE billing_cycle SET total = total + 1", Invariant.BillingCycle),
            ("fee_statement_item", "DELETE FROM fee_statement_item", Invariant.StatementItem),
            ("fee_statement_item", "UPDATE fee_statement_item SET amount = amount + 1", Invariant.StatementItem),
            ("fee_statement", "UPDATE fee_statement SET tax = tax + 1", Invariant.FeeStatement),
            ("fee_statement", "UPDATE fee_statement SET lines = lines + 1", Invariant.FeeStatement),
            ("fee_statement", "UPDATE fee_statement SET tariff_version = 'none'", Invariant.FeeStatement),
            ("fee_statement", "UPDATE fee_statement SET carried_over = carried_over + 1", Invariant.FeeStatement),
            ("fee_statement", "UPDATE fee_statement SET through_batch = through_batch - 100", Invariant.FeeStatement),
            ("funds_hold", "UPDATE funds_hold SET amount = amount + 1", Invariant.FundsHold),
            ("funds_hold", "DELETE FROM funds_hold", Invariant.FundsHold),
            ("transfer", "DELETE FROM transfer WHERE kind = 'FundsHeld'", Invariant.FundsHold),
            ("terms_decision", "UPDATE terms_decision SET decided_by = 'suzuki'", Invariant.Terms),
            ("merchant_contract", "DELETE FROM merchant_contract", Invariant.Terms),
            ("payout", "UPDATE payout SET amount = amount + 1", Invariant.Payout),
            ("payout", "UPDATE payout SET status = 'Submitted'", Invariant.Payout),
            ("payout", "DELETE FROM payout", Invariant.MerchantBalance),
            ("payout_transfer", "UPDATE payout_transfer SET amount = amount + 1", Invariant.PayoutBatch),
            ("payout_transfer", "DELETE FROM payout_transfer", Invariant.Payout),
            ("payout_batch", "UPDATE payout_batch SET decided_by = proposed_by", Invariant.PayoutBatch),
            ("payout_batch", "UPDATE payout_batch SET transfer_file = NULL", Invariant.PayoutBatch),
            ("payout_batch", "UPDATE payout_batch SET status = 'Approved'", Invariant.Payout),
            ("bank_result", "DELETE FROM bank_result", Invariant.Payout),
        ];
        // Every kind of harm on SQLite; on PostgreSQL, where a database of its own takes longer, one for each invariant.
        var rows = new TheoryData<DatabaseKind, string, string, Invariant>();
        foreach (var (table, sql, found) in harm)
            rows.Add(DatabaseKind.Sqlite, table, sql, found);
        foreach (var (table, sql, found) in harm.DistinctBy(planted => planted.Found))
            rows.Add(DatabaseKind.PostgreSql, table, sql, found);
        return rows;
    }

    [Theory, MemberData(nameof(Harm))]
    public async Task Planted_damage_is_found(DatabaseKind kind, string table, string sql, Invariant found)
    {
        await using var office = await books.CopyAsync(kind);

        await Damage.DoAsync(office, table, sql);

        var findings = await office.VerifyAsync();
        Assert.Contains(findings, finding => finding.Invariant == found);
        var line = await office.Database.ReadAsync(db => db.Lines.Select(line => line.Number).SingleAsync());
        Assert.DoesNotContain(findings, finding => $"{finding}".Contains(line.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_invariant_has_damage_that_breaks_it() =>
        Assert.Equal(Enum.GetValues<Invariant>(), Harm().Select(row => row.Data.Item4).Distinct().Order());

    [Theory, EveryDatabase]
    public async Task Books_of_an_empty_database_are_sound(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);

        await office.AssertSoundAsync();
    }
}
