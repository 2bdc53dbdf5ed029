using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

internal static class BillingModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<BillingCycle>(cycle =>
        {
            cycle.ToTable("billing_cycle");
            cycle.HasKey(row => row.Month);
            cycle.Property(row => row.Version).IsConcurrencyToken();
            cycle.Ignore(row => row.Remaining);
            cycle.Ignore(row => row.Rate);
            cycle.Ignore(row => row.NextAfterBatch);
        });
        builder.Entity<LineInvoice>(invoice =>
        {
            invoice.ToTable("line_invoice", table => table.HasCheckConstraint("ck_line_invoice_total", "total >= 0 AND credited >= 0 AND line_fees >= 0 AND line_fees_paid <= line_fees AND paid + given_up <= total AND recovered <= given_up"));
            invoice.Property(row => row.Id).ValueGeneratedNever();
            invoice.Property(row => row.RejectionReason).HasMaxLength(200);
            invoice.Property(row => row.Version).IsConcurrencyToken();
            invoice.Ignore(row => row.PublicId);
            invoice.Ignore(row => row.ItemsTotal);
            invoice.Ignore(row => row.AmountDue);
            invoice.Ignore(row => row.Outstanding);
            invoice.Ignore(row => row.CanBeGivenUp);
            invoice.HasIndex(row => new { row.Line, row.Month }).IsUnique();
            invoice.HasIndex(row => new { row.Month, row.Status });
        });
        builder.Entity<LineInvoiceItem>(item =>
        {
            item.ToTable("line_invoice_item", table =>
            {
                table.HasCheckConstraint("ck_line_invoice_item_amount", "amount > 0");
                table.IsAppendOnly();
            });
            item.HasKey(row => row.ChargeEventId);
            item.Property(row => row.ChargeEventId).ValueGeneratedNever();
            item.HasIndex(row => row.InvoiceId);
            item.HasIndex(row => new { row.MerchantId, row.Month });
        });
        builder.Entity<LineInvoiceCredit>(credit =>
        {
            credit.ToTable("line_invoice_credit", table =>
            {
                table.HasCheckConstraint("ck_line_invoice_credit_amount", "amount > 0");
                table.IsAppendOnly();
            });
            credit.HasKey(row => new { row.RefundId, row.InvoiceId });
            credit.HasIndex(row => row.InvoiceId);
            credit.HasIndex(row => row.Line);
        });
        builder.Entity<CollectionResult>(result =>
        {
            result.ToTable("collection_result", table =>
            {
                table.HasCheckConstraint("ck_collection_result_amount", "amount >= 0");
                table.IsAppendOnly();
            });
            result.Property(row => row.Id).ValueGeneratedNever();
            result.Property(row => row.Reference).HasMaxLength(128);
            result.HasIndex(row => row.Reference).IsUnique();
            result.HasIndex(row => row.InvoiceId);
        });
        builder.Entity<CollectionAllocation>(allocation =>
        {
            allocation.ToTable("collection_allocation", table =>
            {
                table.HasCheckConstraint("ck_collection_allocation_amount", "amount > 0");
                table.IsAppendOnly();
            });
            allocation.HasKey(row => new { row.ResultId, row.ChargeEventId, row.Kind });
            allocation.HasIndex(row => row.InvoiceId);
        });
        builder.Entity<Remittance>(remittance =>
        {
            remittance.ToTable("remittance", table =>
            {
                table.HasCheckConstraint("ck_remittance_amount", "amount > 0");
                table.IsAppendOnly();
            });
            remittance.Property(row => row.Id).ValueGeneratedNever();
            remittance.Property(row => row.Reference).HasMaxLength(128);
            remittance.Property(row => row.RecordedBy).HasMaxLength(100);
            remittance.HasIndex(row => row.Reference).IsUnique();
        });
        builder.Entity<ReceiptMove>(move =>
        {
            move.ToTable("receipt_move", table =>
            {
                table.HasCheckConstraint("ck_receipt_move_amount", "amount > 0");
                table.IsAppendOnly();
            });
            move.Property(row => row.Id).ValueGeneratedNever();
            move.Property(row => row.Reason).HasMaxLength(200);
            move.Property(row => row.ProposedBy).HasMaxLength(100);
            move.Ignore(row => row.PublicId);
            move.HasIndex(row => row.ResultId);
        });
        builder.Entity<ReceiptDecision>(decision =>
        {
            decision.ToTable("receipt_decision", table => table.IsAppendOnly());
            decision.HasKey(row => row.MoveId);
            decision.Property(row => row.MoveId).ValueGeneratedNever();
            decision.Property(row => row.BankReference).HasMaxLength(128);
            decision.Property(row => row.DecidedBy).HasMaxLength(100);
        });
        builder.Entity<GiveUpProposal>(proposal =>
        {
            proposal.ToTable("give_up_proposal", table => table.IsAppendOnly());
            proposal.Property(row => row.Id).ValueGeneratedNever();
            proposal.Property(row => row.Reason).HasMaxLength(ProposeGiveUp.LongestReason);
            proposal.Property(row => row.ProposedBy).HasMaxLength(100);
            proposal.Ignore(row => row.PublicId);
            proposal.HasIndex(row => row.InvoiceId);
        });
        builder.Entity<GiveUpDecision>(decision =>
        {
            decision.ToTable("give_up_decision", table => table.IsAppendOnly());
            decision.HasKey(row => row.ProposalId);
            decision.Property(row => row.ProposalId).ValueGeneratedNever();
            decision.Property(row => row.DecidedBy).HasMaxLength(100);
        });
        builder.Entity<LineFeeItem>(fee =>
        {
            fee.ToTable("line_fee_item", table =>
            {
                table.HasCheckConstraint("ck_line_fee_item_amount", "amount > 0");
                table.IsAppendOnly();
            });
            fee.HasKey(row => row.Reference);
            fee.Property(row => row.Reference).HasMaxLength(64);
            fee.Property(row => row.Description).HasMaxLength(200);
            fee.HasIndex(row => new { row.Line, row.Month });
        });
        builder.Entity<ParkedLine>(parked =>
        {
            parked.ToTable("parked_line", table => table.IsAppendOnly());
            parked.HasKey(row => new { row.Month, row.Line });
        });
        builder.Entity<BillingFile>(file =>
        {
            file.ToTable("billing_file");
            file.Property(row => row.Id).ValueGeneratedNever();
            file.Property(row => row.Name).HasMaxLength(BillingFile.LongestName);
            file.Property(row => row.Sha256).HasMaxLength(64);
            file.Property(row => row.By).HasMaxLength(100);
            file.Property(row => row.Faults).HasConversion<FileFaultsConverter, FileFaultsComparer>();
            file.Property(row => row.Version).IsConcurrencyToken();
            file.HasIndex(row => new { row.Kind, row.Sequence }).IsUnique();
            file.HasIndex(row => row.Sha256);
        });
    }
}
