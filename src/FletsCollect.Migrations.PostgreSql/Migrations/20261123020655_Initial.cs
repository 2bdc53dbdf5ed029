using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace FletsCollect.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    actor = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    subject = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "bank_result",
                columns: table => new
                {
                    transfer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    reference = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_result", x => x.transfer_id);
                });

            migrationBuilder.CreateTable(
                name: "billing_cycle",
                columns: table => new
                {
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    after_batch = table.Column<long>(type: "bigint", nullable: false),
                    through_batch = table.Column<long>(type: "bigint", nullable: false),
                    frozen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    closed_early = table.Column<bool>(type: "boolean", nullable: false),
                    to_bill = table.Column<int>(type: "integer", nullable: true),
                    billed_through = table.Column<long>(type: "bigint", nullable: false),
                    run_started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    items_at_run_start = table.Column<int>(type: "integer", nullable: false),
                    progress_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    open_from_batch = table.Column<long>(type: "bigint", nullable: true),
                    invoice_count = table.Column<int>(type: "integer", nullable: false),
                    item_count = table.Column<int>(type: "integer", nullable: false),
                    parked_lines = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_cycle", x => x.month);
                });

            migrationBuilder.CreateTable(
                name: "billing_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: true),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: true),
                    records = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    applied = table.Column<int>(type: "integer", nullable: false),
                    refusal = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    faults = table.Column<string>(type: "text", nullable: false),
                    fault_count = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_file", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "carrier_billing_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    merchant_identifier = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    transaction = table.Column<string>(type: "text", nullable: false),
                    sink = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_billing_request", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "certification_run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    ran_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    passed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certification_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "change_stamp",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    mark = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_change_stamp", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "charge",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    grant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    merchant_reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reserved_amount = table.Column<long>(type: "bigint", nullable: false),
                    refunded = table.Column<long>(type: "bigint", nullable: false),
                    removed = table.Column<long>(type: "bigint", nullable: false),
                    items = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    limit_month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge", x => x.id);
                    table.CheckConstraint("ck_charge_amount", "amount > 0");
                    table.CheckConstraint("ck_charge_refunded", "removed >= 0 AND removed <= refunded AND refunded <= amount");
                });

            migrationBuilder.CreateTable(
                name: "charge_event",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    business_date = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge_event", x => x.id);
                    table.CheckConstraint("ck_charge_event_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "charge_grant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    merchant_reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    live_reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    details = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    consent_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    consent_text = table.Column<string>(type: "text", nullable: false),
                    line_proof_id = table.Column<Guid>(type: "uuid", nullable: true),
                    second_factor = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    authorised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    replaces_grant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    passes_cap = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_charge_grant", x => x.id);
                    table.CheckConstraint("ck_charge_grant_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "collection_allocation",
                columns: table => new
                {
                    result_id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_collection_allocation", x => new { x.result_id, x.charge_event_id, x.kind });
                    table.CheckConstraint("ck_collection_allocation_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "collection_result",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    line_fees = table.Column<long>(type: "bigint", nullable: false),
                    items = table.Column<long>(type: "bigint", nullable: false),
                    suspended = table.Column<long>(type: "bigint", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: true),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_collection_result", x => x.id);
                    table.CheckConstraint("ck_collection_result_amount", "amount >= 0");
                });

            migrationBuilder.CreateTable(
                name: "credential",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    stopped_by = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    issued_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    monthly_cap = table.Column<long>(type: "bigint", nullable: true),
                    user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "text", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "credential_spending",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    reserved = table.Column<long>(type: "bigint", nullable: false),
                    posted = table.Column<long>(type: "bigint", nullable: false),
                    refunded = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_spending", x => new { x.credential_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "debit_request_item",
                columns: table => new
                {
                    batch = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reference = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_debit_request_item", x => new { x.batch, x.position });
                    table.CheckConstraint("ck_debit_request_item_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "dispute",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    live_charge_id = table.Column<Guid>(type: "uuid", nullable: true),
                    grant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    statement = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    refund_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dispute", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "enquiry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    company = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    person_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    contact = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    form_token = table.Column<Guid>(type: "uuid", nullable: false),
                    received_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    answered_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_enquiry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "failed_attempt",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    until = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_failed_attempt", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "fee_adjustment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    statement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    original_statement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    principal = table.Column<long>(type: "bigint", nullable: false),
                    lines = table.Column<int>(type: "integer", nullable: false),
                    by_rate = table.Column<long>(type: "bigint", nullable: false),
                    top_up = table.Column<long>(type: "bigint", nullable: false),
                    tax = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fee_adjustment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "fee_statement",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    tariff_version = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    principal = table.Column<long>(type: "bigint", nullable: false),
                    lines = table.Column<int>(type: "integer", nullable: false),
                    branch = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    fee_by_rate = table.Column<long>(type: "bigint", nullable: false),
                    fee_top_up = table.Column<long>(type: "bigint", nullable: false),
                    set_up_fee = table.Column<long>(type: "bigint", nullable: false),
                    tax_percent = table.Column<int>(type: "integer", nullable: false),
                    tax = table.Column<long>(type: "bigint", nullable: false),
                    adjustment = table.Column<long>(type: "bigint", nullable: false),
                    basis = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    minimum_payout = table.Column<long>(type: "bigint", nullable: false),
                    through_batch = table.Column<long>(type: "bigint", nullable: false),
                    carried_over = table.Column<long>(type: "bigint", nullable: false),
                    guaranteed = table.Column<long>(type: "bigint", nullable: false),
                    available = table.Column<long>(type: "bigint", nullable: false),
                    transfer_fee = table.Column<long>(type: "bigint", nullable: false),
                    payable = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fee_statement", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "fee_statement_item",
                columns: table => new
                {
                    charge_event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    statement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fee_statement_item", x => x.charge_event_id);
                    table.CheckConstraint("ck_fee_statement_item_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "funds_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    held_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    held_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    released_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    released_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_funds_hold", x => x.id);
                    table.CheckConstraint("ck_funds_hold_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "give_up_decision",
                columns: table => new
                {
                    proposal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    approved = table.Column<bool>(type: "boolean", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_give_up_decision", x => x.proposal_id);
                });

            migrationBuilder.CreateTable(
                name: "give_up_proposal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    proposed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_give_up_proposal", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "household_rules",
                columns: table => new
                {
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    monthly_cap = table.Column<long>(type: "bigint", nullable: true),
                    stopped_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_household_rules", x => x.line);
                });

            migrationBuilder.CreateTable(
                name: "idempotency",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    operation = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    request_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency", x => new { x.merchant_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "job_lease",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    holder = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    held_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    failed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job_lease", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "largest_charge_proposal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    before = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    proposed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_largest_charge_proposal", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ledger_batch",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    transfer_count = table.Column<int>(type: "integer", nullable: false),
                    sum = table.Column<long>(type: "bigint", nullable: false),
                    merkle_root = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    previous_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_batch", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "ledger_head",
                columns: table => new
                {
                    shard = table.Column<int>(type: "integer", nullable: false),
                    batch_number = table.Column<long>(type: "bigint", nullable: false),
                    batch_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ledger_head", x => x.shard);
                });

            migrationBuilder.CreateTable(
                name: "line",
                columns: table => new
                {
                    number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    service_type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    customer_number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    contracted_on = table.Column<DateOnly>(type: "date", nullable: false),
                    contractor_born_on = table.Column<DateOnly>(type: "date", nullable: false),
                    site = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    reproof_by = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "line_change",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    row = table.Column<long>(type: "bigint", nullable: false),
                    effective_on = table.Column<DateOnly>(type: "date", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    service_type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    customer_number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    contracted_on = table.Column<DateOnly>(type: "date", nullable: false),
                    contractor_born_on = table.Column<DateOnly>(type: "date", nullable: false),
                    site = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_change", x => new { x.import_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "line_event",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    service_type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    effective_on = table.Column<DateOnly>(type: "date", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "line_fee_item",
                columns: table => new
                {
                    reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    tax_percent = table.Column<int>(type: "integer", nullable: false),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_fee_item", x => x.reference);
                    table.CheckConstraint("ck_line_fee_item_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "line_import",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    taken_sequence = table.Column<long>(type: "bigint", nullable: true),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    taken_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_import", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "line_invoice",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    line_fees = table.Column<long>(type: "bigint", nullable: false),
                    line_fees_paid = table.Column<long>(type: "bigint", nullable: false),
                    paid = table.Column<long>(type: "bigint", nullable: false),
                    given_up = table.Column<long>(type: "bigint", nullable: false),
                    recovered = table.Column<long>(type: "bigint", nullable: false),
                    failed_attempts = table.Column<int>(type: "integer", nullable: false),
                    hand_off_sequence = table.Column<long>(type: "bigint", nullable: true),
                    credited = table.Column<long>(type: "bigint", nullable: false),
                    item_count = table.Column<int>(type: "integer", nullable: false),
                    rejection_reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    issued_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_invoice", x => x.id);
                    table.CheckConstraint("ck_line_invoice_total", "total >= 0 AND credited >= 0 AND line_fees >= 0 AND line_fees_paid <= line_fees AND paid + given_up <= total AND recovered <= given_up");
                });

            migrationBuilder.CreateTable(
                name: "line_invoice_credit",
                columns: table => new
                {
                    refund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_invoice_credit", x => new { x.refund_id, x.invoice_id });
                    table.CheckConstraint("ck_line_invoice_credit_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "line_invoice_item",
                columns: table => new
                {
                    charge_event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    business_date = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_invoice_item", x => x.charge_event_id);
                    table.CheckConstraint("ck_line_invoice_item_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "line_limit",
                columns: table => new
                {
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    limit = table.Column<long>(type: "bigint", nullable: false),
                    reserved = table.Column<long>(type: "bigint", nullable: false),
                    posted = table.Column<long>(type: "bigint", nullable: false),
                    refunded = table.Column<long>(type: "bigint", nullable: false),
                    rules_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_limit", x => new { x.line, x.month });
                    table.CheckConstraint("ck_line_limit_not_passed", "reserved + posted - refunded <= \"limit\"");
                });

            migrationBuilder.CreateTable(
                name: "line_proof",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    purpose = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    bound_to = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    proved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_proof", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "line_session",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    accounting_session_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    access_server = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_session", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "line_session_address",
                columns: table => new
                {
                    prefix = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_session_address", x => x.prefix);
                });

            migrationBuilder.CreateTable(
                name: "mail_message",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    secret = table.Column<string>(type: "text", nullable: true),
                    occurred_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    receiver = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    last_error = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mail_message", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "member_rule",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ask_above = table.Column<long>(type: "bigint", nullable: true),
                    industries = table.Column<string>(type: "text", nullable: true),
                    changed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_member_rule", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "merchant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    display_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    legal_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    industry = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    postal_address = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    support_contact = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    offered_since = table.Column<DateOnly>(type: "date", nullable: true),
                    largest_charge = table.Column<long>(type: "bigint", nullable: false),
                    may_charge_monthly = table.Column<bool>(type: "boolean", nullable: false),
                    environment = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "merchant_application",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    company = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    invoice_number = table.Column<string>(type: "character varying(14)", maxLength: 14, nullable: true),
                    postal_address = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    person_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    mail_address = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    phone = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    service_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    industry = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    expected_prices = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    monthly = table.Column<bool>(type: "boolean", nullable: false),
                    site_address = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    support_contact = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    submitted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    merchant_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    bank_code = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    bank_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    branch_code = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    branch_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    holder = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    number = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_application", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "merchant_bank_account",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    registered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    bank_code = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    bank_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    branch_code = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    branch_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    holder = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    number = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_bank_account", x => x.merchant_id);
                });

            migrationBuilder.CreateTable(
                name: "merchant_block",
                columns: table => new
                {
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    blocked_by = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    blocked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_block", x => new { x.line, x.merchant_id });
                });

            migrationBuilder.CreateTable(
                name: "merchant_contract",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    effective_from = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    basis = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    minimum_payout = table.Column<long>(type: "bigint", nullable: false),
                    transfer_fee = table.Column<long>(type: "bigint", nullable: false),
                    tariff_version = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    proposed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_contract", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "merchant_event",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    move = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    from_status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    to_status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    note = table.Column<string>(type: "character varying(2100)", maxLength: 2100, nullable: false),
                    occurred_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "merchant_session",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    tell_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    tries = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_session", x => new { x.session_id, x.client_id });
                });

            migrationBuilder.CreateTable(
                name: "merchant_sign_in",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_sign_in", x => new { x.credential_id, x.merchant_id });
                });

            migrationBuilder.CreateTable(
                name: "merchant_usage",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    begun = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
                    approved = table.Column<int>(type: "integer", nullable: false),
                    confirmed = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_merchant_usage", x => new { x.merchant_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "notification_address",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    confirmed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    asked_address = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    asked_code = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    asked_language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    wrong_codes = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_address", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "open_iddict_applications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    application_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    client_secret = table.Column<string>(type: "text", nullable: true),
                    client_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    consent_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    display_names = table.Column<string>(type: "text", nullable: true),
                    json_web_key_set = table.Column<string>(type: "text", nullable: true),
                    permissions = table.Column<string>(type: "text", nullable: true),
                    post_logout_redirect_uris = table.Column<string>(type: "text", nullable: true),
                    properties = table.Column<string>(type: "text", nullable: true),
                    redirect_uris = table.Column<string>(type: "text", nullable: true),
                    requirements = table.Column<string>(type: "text", nullable: true),
                    settings = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_open_iddict_applications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "open_iddict_scopes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    description = table.Column<string>(type: "text", nullable: true),
                    descriptions = table.Column<string>(type: "text", nullable: true),
                    display_name = table.Column<string>(type: "text", nullable: true),
                    display_names = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    properties = table.Column<string>(type: "text", nullable: true),
                    resources = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_open_iddict_scopes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    occurred_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    data = table.Column<string>(type: "text", nullable: false),
                    trace_parent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true),
                    dispatched = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "parked_line",
                columns: table => new
                {
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    parked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_parked_line", x => new { x.month, x.line });
                });

            migrationBuilder.CreateTable(
                name: "payout",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    statement_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    payout_date = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    submitted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    bank_reference = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payout", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payout_batch",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    payout_date = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    proposed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    submitted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    count = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    transfer_file = table.Column<byte[]>(type: "bytea", nullable: true),
                    transfer_file_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payout_batch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payout_transfer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    payout_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    bank_code = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    bank_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    branch_code = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    branch_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    holder = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    number = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    type = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payout_transfer", x => x.id);
                    table.CheckConstraint("ck_payout_transfer_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "plan",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    price = table.Column<long>(type: "bigint", nullable: false),
                    months = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan", x => x.id);
                    table.CheckConstraint("ck_plan_price", "price > 0");
                });

            migrationBuilder.CreateTable(
                name: "plan_usage",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    started = table.Column<int>(type: "integer", nullable: false),
                    cancelled = table.Column<int>(type: "integer", nullable: false),
                    suspended = table.Column<int>(type: "integer", nullable: false),
                    ended = table.Column<int>(type: "integer", nullable: false),
                    active_at_end = table.Column<int>(type: "integer", nullable: false),
                    cancel_scheduled_at_end = table.Column<int>(type: "integer", nullable: false),
                    suspended_at_end = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_usage", x => new { x.merchant_id, x.day, x.plan });
                });

            migrationBuilder.CreateTable(
                name: "provider_key",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    use = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                    protected_material = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    active_from = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    retired_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provider_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "public_notice",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    title_japanese = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    title_english = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    text_japanese = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    text_english = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    form_token = table.Column<Guid>(type: "uuid", nullable: false),
                    written_by = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    written_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_public_notice", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "purchase_approval",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    live_reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    consent_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    consent_text = table.Column<string>(type: "text", nullable: false),
                    passes_cap = table.Column<bool>(type: "boolean", nullable: false),
                    request_key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: true),
                    grant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_purchase_approval", x => x.id);
                    table.CheckConstraint("ck_purchase_approval_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "purchase_pin",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    set_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_purchase_pin", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "receipt_decision",
                columns: table => new
                {
                    move_id = table.Column<Guid>(type: "uuid", nullable: false),
                    approved = table.Column<bool>(type: "boolean", nullable: false),
                    bank_reference = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_receipt_decision", x => x.move_id);
                });

            migrationBuilder.CreateTable(
                name: "receipt_move",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    result_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    proposed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_receipt_move", x => x.id);
                    table.CheckConstraint("ck_receipt_move_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "refund",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    requested_by = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    effect = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    denial_reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refund", x => x.id);
                    table.CheckConstraint("ck_refund_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "remittance",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    arrived_on = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_remittance", x => x.id);
                    table.CheckConstraint("ck_remittance_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "reset_code",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    issued_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reset_code", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "subscriber_session",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    device = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    on_own_line = table.Column<bool>(type: "boolean", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscriber_session", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subscription",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    grant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    merchant_reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    plan = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    next_cycle = table.Column<int>(type: "integer", nullable: false),
                    next_charge_on = table.Column<DateOnly>(type: "date", nullable: true),
                    paid_through = table.Column<DateOnly>(type: "date", nullable: true),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: true),
                    end_reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    failing_since = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscription", x => x.id);
                    table.CheckConstraint("ck_subscription_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "subscription_change",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    from_status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    from_plan = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    to_status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    to_plan = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscription_change", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subscription_cycle",
                columns: table => new
                {
                    subscription_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscription_cycle", x => new { x.subscription_id, x.first_day });
                });

            migrationBuilder.CreateTable(
                name: "support_case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: true),
                    line = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    subject = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    form_token = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    assigned_to = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_message_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_support_case", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "support_message",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    author = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    author_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    form_token = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_support_message", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tariff",
                columns: table => new
                {
                    version = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    effective_from = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    offer = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    rate_numerator = table.Column<int>(type: "integer", nullable: false),
                    rate_denominator = table.Column<int>(type: "integer", nullable: false),
                    minimum_per_line = table.Column<long>(type: "bigint", nullable: false),
                    set_up_fee = table.Column<long>(type: "bigint", nullable: false),
                    rounding = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    refunded_fee = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    proposed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    proposed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tariff", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "terms_decision",
                columns: table => new
                {
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    approved = table.Column<bool>(type: "boolean", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_terms_decision", x => x.subject_id);
                });

            migrationBuilder.CreateTable(
                name: "transfer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    source_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    debit_account = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    credit_account = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    business_date = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    batch_number = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transfer", x => x.id);
                    table.CheckConstraint("ck_transfer_accounts", "debit_account <> credit_account");
                    table.CheckConstraint("ck_transfer_amount", "amount > 0");
                });

            migrationBuilder.CreateTable(
                name: "usage_day",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    counted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_day", x => x.day);
                });

            migrationBuilder.CreateTable(
                name: "used_token_id",
                columns: table => new
                {
                    issued_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    token_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_used_token_id", x => new { x.issued_by, x.token_id });
                });

            migrationBuilder.CreateTable(
                name: "webhook_attempt",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    milliseconds = table.Column<int>(type: "integer", nullable: false),
                    status_code = table.Column<int>(type: "integer", nullable: true),
                    error = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_attempt", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_delivery",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    endpoint_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    claim = table.Column<int>(type: "integer", nullable: false),
                    last_status_code = table.Column<int>(type: "integer", nullable: true),
                    last_error = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    finished_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_delivery", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_endpoint",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    types = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    protected_token = table.Column<string>(type: "text", nullable: true),
                    ends_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    correlator = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    disabled_reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    failing_since = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_endpoint", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "certification_result",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    check = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    passed = table.Column<bool>(type: "boolean", nullable: false),
                    evidence = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certification_result", x => new { x.run_id, x.check });
                    table.ForeignKey(
                        name: "FK_certification_result_certification_run_run_id",
                        column: x => x.run_id,
                        principalTable: "certification_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "credential_claim",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_claim", x => x.id);
                    table.ForeignKey(
                        name: "FK_credential_claim_credential_user_id",
                        column: x => x.user_id,
                        principalTable: "credential",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "credential_login",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    provider_key = table.Column<string>(type: "text", nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_login", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "FK_credential_login_credential_user_id",
                        column: x => x.user_id,
                        principalTable: "credential",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "credential_passkey",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 900, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_passkey", x => x.credential_id);
                    table.ForeignKey(
                        name: "FK_credential_passkey_credential_user_id",
                        column: x => x.user_id,
                        principalTable: "credential",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "credential_token",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_token", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "FK_credential_token_credential_user_id",
                        column: x => x.user_id,
                        principalTable: "credential",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "staff_member",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    mail_address = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    status = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    password_hash = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    authenticator_key = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    invitation_hash = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true),
                    invitation_expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    security_stamp = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    invited_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    joined_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_staff_member", x => x.id);
                    table.ForeignKey(
                        name: "FK_staff_member_merchant_merchant_id",
                        column: x => x.merchant_id,
                        principalTable: "merchant",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "open_iddict_authorizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    application_id = table.Column<Guid>(type: "uuid", nullable: true),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    creation_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    properties = table.Column<string>(type: "text", nullable: true),
                    scopes = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_open_iddict_authorizations", x => x.id);
                    table.ForeignKey(
                        name: "FK_open_iddict_authorizations_open_iddict_applications_applica~",
                        column: x => x.application_id,
                        principalTable: "open_iddict_applications",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "tariff_tax_rate",
                columns: table => new
                {
                    effective_from = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    tariff_version = table.Column<string>(type: "character varying(20)", nullable: false),
                    percent = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tariff_tax_rate", x => new { x.tariff_version, x.effective_from });
                    table.ForeignKey(
                        name: "FK_tariff_tax_rate_tariff_tariff_version",
                        column: x => x.tariff_version,
                        principalTable: "tariff",
                        principalColumn: "version",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_secret",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    endpoint_id = table.Column<Guid>(type: "uuid", nullable: false),
                    protected_value = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    valid_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_secret", x => x.id);
                    table.ForeignKey(
                        name: "FK_webhook_secret_webhook_endpoint_endpoint_id",
                        column: x => x.endpoint_id,
                        principalTable: "webhook_endpoint",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "open_iddict_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    application_id = table.Column<Guid>(type: "uuid", nullable: true),
                    authorization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    creation_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    expiration_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    payload = table.Column<string>(type: "text", nullable: true),
                    properties = table.Column<string>(type: "text", nullable: true),
                    redemption_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    reference_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    status = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    type = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_open_iddict_tokens", x => x.id);
                    table.ForeignKey(
                        name: "FK_open_iddict_tokens_open_iddict_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "open_iddict_applications",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "FK_open_iddict_tokens_open_iddict_authorizations_authorization~",
                        column: x => x.authorization_id,
                        principalTable: "open_iddict_authorizations",
                        principalColumn: "id");
                });

            migrationBuilder.InsertData(
                table: "change_stamp",
                columns: new[] { "name", "mark" },
                values: new object[] { "clients", new Guid("00000000-0000-0000-0000-000000000000") });

            migrationBuilder.InsertData(
                table: "ledger_head",
                columns: new[] { "shard", "batch_hash", "batch_number" },
                values: new object[] { 0, "0000000000000000000000000000000000000000000000000000000000000000", 0L });

            migrationBuilder.InsertData(
                table: "tariff",
                columns: new[] { "version", "effective_from", "id", "minimum_per_line", "offer", "proposed_at", "proposed_by", "rate_denominator", "rate_numerator", "refunded_fee", "rounding", "set_up_fee" },
                values: new object[] { "2011-07", "2011-07", new Guid("01314500-0000-7000-8000-000000000001"), 30L, "Standard", new DateTime(2011, 7, 20, 0, 0, 0, 0, DateTimeKind.Utc), "press release of 2011-07-20", 100, 5, "Kept", "Down", 0L });

            migrationBuilder.InsertData(
                table: "terms_decision",
                columns: new[] { "subject_id", "approved", "decided_at", "decided_by" },
                values: new object[] { new Guid("01314500-0000-7000-8000-000000000001"), true, new DateTime(2011, 7, 20, 0, 0, 0, 0, DateTimeKind.Utc), "press release of 2011-07-20" });

            migrationBuilder.InsertData(
                table: "tariff_tax_rate",
                columns: new[] { "effective_from", "tariff_version", "percent" },
                values: new object[,]
                {
                    { "2011-07", "2011-07", 5 },
                    { "2014-04", "2011-07", 8 },
                    { "2019-10", "2011-07", 10 }
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_entry_recorded_at",
                table: "audit_entry",
                column: "recorded_at");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entry_subject_recorded_at",
                table: "audit_entry",
                columns: new[] { "subject", "recorded_at" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_file_kind_sequence",
                table: "billing_file",
                columns: new[] { "kind", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_file_sha256",
                table: "billing_file",
                column: "sha256");

            migrationBuilder.CreateIndex(
                name: "IX_carrier_billing_request_charge_id_reference_code",
                table: "carrier_billing_request",
                columns: new[] { "charge_id", "reference_code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_carrier_billing_request_merchant_id_merchant_identifier",
                table: "carrier_billing_request",
                columns: new[] { "merchant_id", "merchant_identifier" });

            migrationBuilder.CreateIndex(
                name: "IX_certification_run_merchant_id_id",
                table: "certification_run",
                columns: new[] { "merchant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_charge_expires_at",
                table: "charge",
                column: "expires_at",
                filter: "status = 'Reserved'");

            migrationBuilder.CreateIndex(
                name: "IX_charge_grant_id_cycle",
                table: "charge",
                columns: new[] { "grant_id", "cycle" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_charge_line_id",
                table: "charge",
                columns: new[] { "line", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_charge_merchant_id_created_at_id",
                table: "charge",
                columns: new[] { "merchant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_charge_merchant_id_merchant_reference_id",
                table: "charge",
                columns: new[] { "merchant_id", "merchant_reference", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_charge_merchant_id_status_created_at_id",
                table: "charge",
                columns: new[] { "merchant_id", "status", "created_at", "id" },
                filter: "status <> 'Confirmed'");

            migrationBuilder.CreateIndex(
                name: "IX_charge_event_business_date_kind",
                table: "charge_event",
                columns: new[] { "business_date", "kind" });

            migrationBuilder.CreateIndex(
                name: "IX_charge_event_charge_id",
                table: "charge_event",
                column: "charge_id");

            migrationBuilder.CreateIndex(
                name: "IX_charge_grant_authorised_at",
                table: "charge_grant",
                column: "authorised_at");

            migrationBuilder.CreateIndex(
                name: "IX_charge_grant_credential_id_id",
                table: "charge_grant",
                columns: new[] { "credential_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_charge_grant_merchant_id_live_reference",
                table: "charge_grant",
                columns: new[] { "merchant_id", "live_reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_charge_grant_replaces_grant_id",
                table: "charge_grant",
                column: "replaces_grant_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_collection_allocation_invoice_id",
                table: "collection_allocation",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "IX_collection_result_invoice_id",
                table: "collection_result",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "IX_collection_result_reference",
                table: "collection_result",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "credential",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "IX_credential_line",
                table: "credential",
                column: "line");

            migrationBuilder.CreateIndex(
                name: "UserNameIndex",
                table: "credential",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_credential_claim_user_id",
                table: "credential_claim",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_credential_login_user_id",
                table: "credential_login",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_credential_passkey_user_id",
                table: "credential_passkey",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_debit_request_item_invoice_id",
                table: "debit_request_item",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "IX_dispute_case_id",
                table: "dispute",
                column: "case_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_dispute_charge_id",
                table: "dispute",
                column: "charge_id");

            migrationBuilder.CreateIndex(
                name: "IX_dispute_ended_at_opened_at",
                table: "dispute",
                columns: new[] { "ended_at", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "IX_dispute_live_charge_id",
                table: "dispute",
                column: "live_charge_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_dispute_merchant_id_id",
                table: "dispute",
                columns: new[] { "merchant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_enquiry_answered_at_received_at",
                table: "enquiry",
                columns: new[] { "answered_at", "received_at" });

            migrationBuilder.CreateIndex(
                name: "IX_enquiry_form_token",
                table: "enquiry",
                column: "form_token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_failed_attempt_until",
                table: "failed_attempt",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "IX_fee_adjustment_original_statement_id",
                table: "fee_adjustment",
                column: "original_statement_id");

            migrationBuilder.CreateIndex(
                name: "IX_fee_adjustment_statement_id",
                table: "fee_adjustment",
                column: "statement_id");

            migrationBuilder.CreateIndex(
                name: "IX_fee_statement_merchant_id_month",
                table: "fee_statement",
                columns: new[] { "merchant_id", "month" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_fee_statement_month",
                table: "fee_statement",
                column: "month");

            migrationBuilder.CreateIndex(
                name: "IX_fee_statement_item_statement_id",
                table: "fee_statement_item",
                column: "statement_id");

            migrationBuilder.CreateIndex(
                name: "IX_funds_hold_merchant_id",
                table: "funds_hold",
                column: "merchant_id");

            migrationBuilder.CreateIndex(
                name: "IX_give_up_proposal_invoice_id",
                table: "give_up_proposal",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_recorded_at",
                table: "idempotency",
                column: "recorded_at");

            migrationBuilder.CreateIndex(
                name: "IX_largest_charge_proposal_merchant_id",
                table: "largest_charge_proposal",
                column: "merchant_id");

            migrationBuilder.CreateIndex(
                name: "IX_line_customer_number",
                table: "line",
                column: "customer_number");

            migrationBuilder.CreateIndex(
                name: "IX_line_change_effective_on",
                table: "line_change",
                column: "effective_on");

            migrationBuilder.CreateIndex(
                name: "IX_line_change_import_id_line",
                table: "line_change",
                columns: new[] { "import_id", "line" });

            migrationBuilder.CreateIndex(
                name: "IX_line_event_line",
                table: "line_event",
                column: "line");

            migrationBuilder.CreateIndex(
                name: "IX_line_fee_item_line_month",
                table: "line_fee_item",
                columns: new[] { "line", "month" });

            migrationBuilder.CreateIndex(
                name: "IX_line_import_taken_sequence",
                table: "line_import",
                column: "taken_sequence",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_line_invoice_line_month",
                table: "line_invoice",
                columns: new[] { "line", "month" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_line_invoice_month_status",
                table: "line_invoice",
                columns: new[] { "month", "status" });

            migrationBuilder.CreateIndex(
                name: "IX_line_invoice_credit_invoice_id",
                table: "line_invoice_credit",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "IX_line_invoice_credit_line",
                table: "line_invoice_credit",
                column: "line");

            migrationBuilder.CreateIndex(
                name: "IX_line_invoice_item_invoice_id",
                table: "line_invoice_item",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "IX_line_invoice_item_merchant_id_month",
                table: "line_invoice_item",
                columns: new[] { "merchant_id", "month" });

            migrationBuilder.CreateIndex(
                name: "IX_line_proof_line",
                table: "line_proof",
                column: "line");

            migrationBuilder.CreateIndex(
                name: "IX_line_proof_session_id",
                table: "line_proof",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "IX_line_session_access_server_accounting_session_id",
                table: "line_session",
                columns: new[] { "access_server", "accounting_session_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_line_session_last_seen_at",
                table: "line_session",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "IX_line_session_line",
                table: "line_session",
                column: "line");

            migrationBuilder.CreateIndex(
                name: "IX_line_session_address_session_id",
                table: "line_session_address",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "IX_mail_message_occurred_at",
                table: "mail_message",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "IX_mail_message_status_next_attempt_at",
                table: "mail_message",
                columns: new[] { "status", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "IX_merchant_code",
                table: "merchant",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_merchant_application_company",
                table: "merchant_application",
                column: "company");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_application_merchant_code",
                table: "merchant_application",
                column: "merchant_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_merchant_application_status_submitted_at",
                table: "merchant_application",
                columns: new[] { "status", "submitted_at" });

            migrationBuilder.CreateIndex(
                name: "IX_merchant_application_token_hash",
                table: "merchant_application",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_merchant_contract_merchant_id",
                table: "merchant_contract",
                column: "merchant_id");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_event_merchant_id_id",
                table: "merchant_event",
                columns: new[] { "merchant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_merchant_session_started_at",
                table: "merchant_session",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_session_tell_at",
                table: "merchant_session",
                column: "tell_at");

            migrationBuilder.CreateIndex(
                name: "IX_merchant_usage_day",
                table: "merchant_usage",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "IX_notification_address_address",
                table: "notification_address",
                column: "address");

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_applications_client_id",
                table: "open_iddict_applications",
                column: "client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_authorizations_application_id_status_subject_ty~",
                table: "open_iddict_authorizations",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_authorizations_creation_date",
                table: "open_iddict_authorizations",
                column: "creation_date");

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_scopes_name",
                table: "open_iddict_scopes",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_tokens_application_id_status_subject_type",
                table: "open_iddict_tokens",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_tokens_authorization_id",
                table: "open_iddict_tokens",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_tokens_creation_date",
                table: "open_iddict_tokens",
                column: "creation_date");

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_tokens_expiration_date",
                table: "open_iddict_tokens",
                column: "expiration_date");

            migrationBuilder.CreateIndex(
                name: "IX_open_iddict_tokens_reference_id",
                table: "open_iddict_tokens",
                column: "reference_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_outbox_dispatched_id",
                table: "outbox",
                columns: new[] { "dispatched", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_outbox_merchant_id_id",
                table: "outbox",
                columns: new[] { "merchant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_payout_batch_id",
                table: "payout",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "IX_payout_month_status",
                table: "payout",
                columns: new[] { "month", "status" });

            migrationBuilder.CreateIndex(
                name: "IX_payout_statement_id",
                table: "payout",
                column: "statement_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payout_batch_number",
                table: "payout_batch",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payout_transfer_batch_id_position",
                table: "payout_transfer",
                columns: new[] { "batch_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payout_transfer_payout_id_batch_id",
                table: "payout_transfer",
                columns: new[] { "payout_id", "batch_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_plan_merchant_id_code",
                table: "plan",
                columns: new[] { "merchant_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_plan_usage_day",
                table: "plan_usage",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "IX_provider_key_use_generation",
                table: "provider_key",
                columns: new[] { "use", "generation" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_public_notice_first_day_id",
                table: "public_notice",
                columns: new[] { "first_day", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_public_notice_form_token",
                table: "public_notice",
                column: "form_token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_purchase_approval_credential_id_merchant_id_live_reference",
                table: "purchase_approval",
                columns: new[] { "credential_id", "merchant_id", "live_reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_purchase_approval_credential_id_merchant_id_merchant_refere~",
                table: "purchase_approval",
                columns: new[] { "credential_id", "merchant_id", "merchant_reference" });

            migrationBuilder.CreateIndex(
                name: "IX_purchase_approval_line_status",
                table: "purchase_approval",
                columns: new[] { "line", "status" });

            migrationBuilder.CreateIndex(
                name: "IX_purchase_approval_merchant_id_asked_at",
                table: "purchase_approval",
                columns: new[] { "merchant_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "IX_purchase_approval_request_key",
                table: "purchase_approval",
                column: "request_key");

            migrationBuilder.CreateIndex(
                name: "IX_purchase_approval_status_expires_at",
                table: "purchase_approval",
                columns: new[] { "status", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "IX_receipt_move_result_id",
                table: "receipt_move",
                column: "result_id");

            migrationBuilder.CreateIndex(
                name: "IX_refund_charge_id",
                table: "refund",
                column: "charge_id");

            migrationBuilder.CreateIndex(
                name: "IX_refund_line_status",
                table: "refund",
                columns: new[] { "line", "status" });

            migrationBuilder.CreateIndex(
                name: "IX_refund_merchant_id_created_at_id",
                table: "refund",
                columns: new[] { "merchant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_remittance_reference",
                table: "remittance",
                column: "reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_staff_member_invitation_hash",
                table: "staff_member",
                column: "invitation_hash");

            migrationBuilder.CreateIndex(
                name: "IX_staff_member_mail_address",
                table: "staff_member",
                column: "mail_address",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_staff_member_merchant_id",
                table: "staff_member",
                column: "merchant_id");

            migrationBuilder.CreateIndex(
                name: "IX_subscriber_session_credential_id",
                table: "subscriber_session",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "IX_subscriber_session_started_at",
                table: "subscriber_session",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "IX_subscription_credential_id",
                table: "subscription",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "IX_subscription_due_at",
                table: "subscription",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "IX_subscription_grant_id",
                table: "subscription",
                column: "grant_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_subscription_line",
                table: "subscription",
                column: "line");

            migrationBuilder.CreateIndex(
                name: "IX_subscription_merchant_id_created_at_id",
                table: "subscription",
                columns: new[] { "merchant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_subscription_merchant_id_merchant_reference_id",
                table: "subscription",
                columns: new[] { "merchant_id", "merchant_reference", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_subscription_merchant_id_plan_created_at_id",
                table: "subscription",
                columns: new[] { "merchant_id", "plan", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_subscription_merchant_id_status_created_at_id",
                table: "subscription",
                columns: new[] { "merchant_id", "status", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_subscription_change_day",
                table: "subscription_change",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "IX_subscription_cycle_charge_id",
                table: "subscription_cycle",
                column: "charge_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_support_case_credential_id_form_token",
                table: "support_case",
                columns: new[] { "credential_id", "form_token" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_support_case_credential_id_id",
                table: "support_case",
                columns: new[] { "credential_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_support_case_line_form_token",
                table: "support_case",
                columns: new[] { "line", "form_token" },
                unique: true,
                filter: "credential_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_support_case_status_last_message_at",
                table: "support_case",
                columns: new[] { "status", "last_message_at" });

            migrationBuilder.CreateIndex(
                name: "IX_support_message_case_id_form_token",
                table: "support_message",
                columns: new[] { "case_id", "form_token" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tariff_id",
                table: "tariff",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_transfer_batch_number",
                table: "transfer",
                column: "batch_number");

            migrationBuilder.CreateIndex(
                name: "IX_transfer_credit_account_batch_number",
                table: "transfer",
                columns: new[] { "credit_account", "batch_number" });

            migrationBuilder.CreateIndex(
                name: "IX_transfer_debit_account_batch_number",
                table: "transfer",
                columns: new[] { "debit_account", "batch_number" });

            migrationBuilder.CreateIndex(
                name: "IX_transfer_source_id_kind_sequence",
                table: "transfer",
                columns: new[] { "source_id", "kind", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_used_token_id_expires_at",
                table: "used_token_id",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_attempt_delivery_id",
                table: "webhook_attempt",
                column: "delivery_id");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_delivery_endpoint_id_status_next_attempt_at",
                table: "webhook_delivery",
                columns: new[] { "endpoint_id", "status", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_delivery_merchant_id_created_at_id",
                table: "webhook_delivery",
                columns: new[] { "merchant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_delivery_message_id_endpoint_id",
                table: "webhook_delivery",
                columns: new[] { "message_id", "endpoint_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_webhook_endpoint_ends_at",
                table: "webhook_endpoint",
                column: "ends_at");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_endpoint_merchant_id_id",
                table: "webhook_endpoint",
                columns: new[] { "merchant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_endpoint_subject",
                table: "webhook_endpoint",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_secret_endpoint_id",
                table: "webhook_secret",
                column: "endpoint_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "bank_result");

            migrationBuilder.DropTable(
                name: "billing_cycle");

            migrationBuilder.DropTable(
                name: "billing_file");

            migrationBuilder.DropTable(
                name: "carrier_billing_request");

            migrationBuilder.DropTable(
                name: "certification_result");

            migrationBuilder.DropTable(
                name: "change_stamp");

            migrationBuilder.DropTable(
                name: "charge");

            migrationBuilder.DropTable(
                name: "charge_event");

            migrationBuilder.DropTable(
                name: "charge_grant");

            migrationBuilder.DropTable(
                name: "collection_allocation");

            migrationBuilder.DropTable(
                name: "collection_result");

            migrationBuilder.DropTable(
                name: "credential_claim");

            migrationBuilder.DropTable(
                name: "credential_login");

            migrationBuilder.DropTable(
                name: "credential_passkey");

            migrationBuilder.DropTable(
                name: "credential_spending");

            migrationBuilder.DropTable(
                name: "credential_token");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "debit_request_item");

            migrationBuilder.DropTable(
                name: "dispute");

            migrationBuilder.DropTable(
                name: "enquiry");

            migrationBuilder.DropTable(
                name: "failed_attempt");

            migrationBuilder.DropTable(
                name: "fee_adjustment");

            migrationBuilder.DropTable(
                name: "fee_statement");

            migrationBuilder.DropTable(
                name: "fee_statement_item");

            migrationBuilder.DropTable(
                name: "funds_hold");

            migrationBuilder.DropTable(
                name: "give_up_decision");

            migrationBuilder.DropTable(
                name: "give_up_proposal");

            migrationBuilder.DropTable(
                name: "household_rules");

            migrationBuilder.DropTable(
                name: "idempotency");

            migrationBuilder.DropTable(
                name: "job_lease");

            migrationBuilder.DropTable(
                name: "largest_charge_proposal");

            migrationBuilder.DropTable(
                name: "ledger_batch");

            migrationBuilder.DropTable(
                name: "ledger_head");

            migrationBuilder.DropTable(
                name: "line");

            migrationBuilder.DropTable(
                name: "line_change");

            migrationBuilder.DropTable(
                name: "line_event");

            migrationBuilder.DropTable(
                name: "line_fee_item");

            migrationBuilder.DropTable(
                name: "line_import");

            migrationBuilder.DropTable(
                name: "line_invoice");

            migrationBuilder.DropTable(
                name: "line_invoice_credit");

            migrationBuilder.DropTable(
                name: "line_invoice_item");

            migrationBuilder.DropTable(
                name: "line_limit");

            migrationBuilder.DropTable(
                name: "line_proof");

            migrationBuilder.DropTable(
                name: "line_session");

            migrationBuilder.DropTable(
                name: "line_session_address");

            migrationBuilder.DropTable(
                name: "mail_message");

            migrationBuilder.DropTable(
                name: "member_rule");

            migrationBuilder.DropTable(
                name: "merchant_application");

            migrationBuilder.DropTable(
                name: "merchant_bank_account");

            migrationBuilder.DropTable(
                name: "merchant_block");

            migrationBuilder.DropTable(
                name: "merchant_contract");

            migrationBuilder.DropTable(
                name: "merchant_event");

            migrationBuilder.DropTable(
                name: "merchant_session");

            migrationBuilder.DropTable(
                name: "merchant_sign_in");

            migrationBuilder.DropTable(
                name: "merchant_usage");

            migrationBuilder.DropTable(
                name: "notification_address");

            migrationBuilder.DropTable(
                name: "open_iddict_scopes");

            migrationBuilder.DropTable(
                name: "open_iddict_tokens");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "parked_line");

            migrationBuilder.DropTable(
                name: "payout");

            migrationBuilder.DropTable(
                name: "payout_batch");

            migrationBuilder.DropTable(
                name: "payout_transfer");

            migrationBuilder.DropTable(
                name: "plan");

            migrationBuilder.DropTable(
                name: "plan_usage");

            migrationBuilder.DropTable(
                name: "provider_key");

            migrationBuilder.DropTable(
                name: "public_notice");

            migrationBuilder.DropTable(
                name: "purchase_approval");

            migrationBuilder.DropTable(
                name: "purchase_pin");

            migrationBuilder.DropTable(
                name: "receipt_decision");

            migrationBuilder.DropTable(
                name: "receipt_move");

            migrationBuilder.DropTable(
                name: "refund");

            migrationBuilder.DropTable(
                name: "remittance");

            migrationBuilder.DropTable(
                name: "reset_code");

            migrationBuilder.DropTable(
                name: "staff_member");

            migrationBuilder.DropTable(
                name: "subscriber_session");

            migrationBuilder.DropTable(
                name: "subscription");

            migrationBuilder.DropTable(
                name: "subscription_change");

            migrationBuilder.DropTable(
                name: "subscription_cycle");

            migrationBuilder.DropTable(
                name: "support_case");

            migrationBuilder.DropTable(
                name: "support_message");

            migrationBuilder.DropTable(
                name: "tariff_tax_rate");

            migrationBuilder.DropTable(
                name: "terms_decision");

            migrationBuilder.DropTable(
                name: "transfer");

            migrationBuilder.DropTable(
                name: "usage_day");

            migrationBuilder.DropTable(
                name: "used_token_id");

            migrationBuilder.DropTable(
                name: "webhook_attempt");

            migrationBuilder.DropTable(
                name: "webhook_delivery");

            migrationBuilder.DropTable(
                name: "webhook_secret");

            migrationBuilder.DropTable(
                name: "certification_run");

            migrationBuilder.DropTable(
                name: "credential");

            migrationBuilder.DropTable(
                name: "open_iddict_authorizations");

            migrationBuilder.DropTable(
                name: "merchant");

            migrationBuilder.DropTable(
                name: "tariff");

            migrationBuilder.DropTable(
                name: "webhook_endpoint");

            migrationBuilder.DropTable(
                name: "open_iddict_applications");
        }
    }
}
