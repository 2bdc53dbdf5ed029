using Microsoft.EntityFrameworkCore;

namespace FletsCollect.DirectDebits;

internal static class DirectDebitsModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<DebitRequestItem>(item =>
        {
            item.ToTable("debit_request_item", table =>
            {
                table.HasCheckConstraint("ck_debit_request_item_amount", "amount > 0");
                table.IsAppendOnly();
            });
            item.HasKey(row => new { row.Batch, row.Position });
            item.Property(row => row.Reference).HasMaxLength(128);
            item.HasIndex(row => row.InvoiceId);
        });
}
