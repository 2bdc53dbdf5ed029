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
            line.HasIndex(row => row.CustomerNumber);
            line.Property(row => row.CustomerNumber).HasMaxLength(32);
            line.Property(row => row.Site).HasMaxLength(40);
        });
        builder.Entity<LineImport>(import =>
        {
            import.ToTable("line_import");
            import.Property(row => row.Id).ValueGeneratedNever();
            import.Property(row => row.Digest).HasMaxLength(64);
            import.Property(row => row.By).HasMaxLength(100);
            import.HasIndex(row => row.TakenSequence).IsUnique();
        });
        builder.Entity<LineChange>(change =>
        {
            change.ToTable("line_change");
            change.HasKey(row => new { row.ImportId, row.Row });
            change.Property(row => row.CustomerNumber).HasMaxLength(32);
            change.Property(row => row.Site).HasMaxLength(40);
            change.HasIndex(row => new { row.ImportId, row.Line });
            change.HasIndex(row => row.EffectiveOn);
        });
        builder.Entity<LineEvent>(happened =>
        {
            happened.ToTable("line_event", table => table.IsAppendOnly());
            happened.Property(row => row.Id).ValueGeneratedNever();
            happened.HasIndex(row => row.Line);
        });
        builder.Entity<LineSession>(session =>
        {
            session.ToTable("line_session");
            session.Property(row => row.Id).ValueGeneratedNever();
            session.Property(row => row.AccountingSessionId).HasMaxLength(128);
            session.Property(row => row.AccessServer).HasMaxLength(64);
            session.HasIndex(row => new { row.AccessServer, row.AccountingSessionId }).IsUnique();
            session.HasIndex(row => row.Line);
            session.HasIndex(row => row.LastSeenAt);
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
            proof.HasIndex(row => row.SessionId);
        });
    }
}
