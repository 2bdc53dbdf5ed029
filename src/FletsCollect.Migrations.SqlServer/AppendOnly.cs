using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FletsCollect.Migrations.SqlServer;

/// <summary>Makes SQL Server refuse to change or remove what was posted (operations.md, "Tables").</summary>
/// <remarks>
/// Written by hand, and kept outside the folder of generated migrations: regenerating <c>Initial</c> (delete the folder, then
/// <c>dotnet ef migrations add Initial</c>) leaves it alone. Its date only has to be later than that of <c>Initial</c>. A table that becomes
/// append only after the first release gets a migration of its own.
/// </remarks>
[DbContext(typeof(FletsCollectDbContext))]
[Migration("20261231235959_AppendOnly")]
internal sealed class AppendOnly : Migration
{
    private static readonly string[] Tables =
    [
        "transfer", "ledger_batch", "charge_event", "line_invoice_item", "line_invoice_credit", "collection_result", "tariff", "tariff_tax_rate", "fee_statement", "fee_statement_item",
        "payout_transfer", "bank_result", "subscription_cycle", "subscription_change", "give_up_proposal", "give_up_decision", "largest_charge_proposal", "merchant_contract", "terms_decision", "fee_adjustment",
        "collection_allocation", "remittance", "receipt_move", "receipt_decision", "line_fee_item", "parked_line", "debit_request_item", "line_event", "support_message",
        "merchant_event", "certification_run", "certification_result",
    ];

    // CREATE TRIGGER must begin its batch, which it does not inside the conditions of an idempotent script; EXEC gives it a batch anywhere.
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
            migrationBuilder.Sql($"EXEC(N'CREATE TRIGGER [{table}_append_only] ON [{table}] INSTEAD OF UPDATE, DELETE AS THROW 51000, N''{table} is append only'', 1;');");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
            migrationBuilder.Sql($"DROP TRIGGER [{table}_append_only];");
    }
}
