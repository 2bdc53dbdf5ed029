using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Outbox;

internal static class OutboxModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<OutboxMessage>(message =>
        {
            message.ToTable("outbox");
            message.Property(row => row.Id).ValueGeneratedNever();
            message.Property(row => row.Type).HasMaxLength(64);
            message.Property(row => row.Subject).HasMaxLength(64);
            message.Ignore(row => row.PublicId);
            message.HasIndex(row => new { row.MerchantId, row.Id });
            message.HasIndex(row => new { row.Dispatched, row.Id });
        });
}
