using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Idempotency;

internal static class IdempotencyModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<IdempotencyRecord>(record =>
        {
            record.ToTable("idempotency");
            record.HasKey(row => new { row.MerchantId, row.Key });
            record.Property(row => row.Key).HasMaxLength(255);
            record.Property(row => row.Operation).HasMaxLength(64);
            record.Property(row => row.RequestHash).HasMaxLength(64);
            record.Ignore(row => row.Answer);
            record.HasIndex(row => row.RecordedAt);
        });
}
