using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Lines;

internal static class LinesModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Line>(line =>
        {
            line.ToTable("line");
            line.HasKey(row => row.Number);
            line.Property(row => row.CustomerNumber).HasMaxLength(32);
        });
        builder.Entity<LineSession>(session =>
        {
            session.ToTable("line_session");
            session.Property(row => row.Id).ValueGeneratedNever();
            session.Property(row => row.AccountingSessionId).HasMaxLength(128);
            session.Property(row => row.AccessServer).HasMaxLength(64);
            session.HasIndex(row => new { row.AccessServer, row.AccountingSessionId }).IsUnique();
            session.HasIndex(row => row.Line);
        });
        builder.Entity<LineSessionAddress>(address =>
        {
            address.ToTable("line_session_address");
            address.HasKey(row => row.Prefix);
            address.Property(row => row.Prefix).HasMaxLength(64);
            // Two sessions that take an address over at once must see one another.
            address.Property(row => row.SessionId).IsConcurrencyToken();
            address.HasIndex(row => row.SessionId);
        });
        builder.Entity<LineProof>(proof =>
        {
            proof.ToTable("line_proof");
            proof.Property(row => row.Id).ValueGeneratedNever();
            proof.Property(row => row.Address).HasMaxLength(64);
            proof.Property(row => row.BoundTo).HasMaxLength(64);
            proof.HasIndex(row => row.Line);
        });
    }
}
