using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Merchants;

internal static class MerchantsModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<Merchant>(merchant =>
        {
            merchant.ToTable("merchant");
            merchant.Property(row => row.Id).ValueGeneratedNever();
            merchant.Property(row => row.Code).HasMaxLength(64);
            merchant.Property(row => row.DisplayName).HasMaxLength(100);
            merchant.Property(row => row.LegalName).HasMaxLength(100);
            merchant.Property(row => row.Industry).HasMaxLength(100);
            merchant.Property(row => row.PostalAddress).HasMaxLength(200);
            merchant.Property(row => row.SupportContact).HasMaxLength(200);
            merchant.HasIndex(row => row.Code).IsUnique();
        });
}
