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
        });
        builder.Entity<LineInvoice>(invoice =>
        {
            invoice.ToTable("line_invoice", table => table.HasCheckConstraint("ck_line_invoice_total", "total >= 0 AND credited >= 0"));
            invoice.Property(row => row.Id).ValueGeneratedNever();
            invoice.Property(row => row.RejectionReason).HasMaxLength(200);
            invoice.Property(row => row.Version).IsConcurrencyToken();
            invoice.Ignore(row => row.PublicId);
            invoice.Ignore(row => row.ItemsTotal);
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
    }
}
