using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Audit;

internal static class AuditModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit_entry");
            entry.Property(row => row.Id).ValueGeneratedNever();
            entry.Property(row => row.Action).HasMaxLength(64);
            entry.Property(row => row.Actor).HasMaxLength(128);
            entry.Property(row => row.Subject).HasMaxLength(128);
            entry.HasIndex(row => row.RecordedAt);
            entry.HasIndex(row => new { row.Subject, row.RecordedAt });
        });
}
