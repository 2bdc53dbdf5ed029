using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Ledger;

internal static class LedgerModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Transfer>(transfer =>
        {
            transfer.ToTable("transfer", table =>
            {
                table.HasCheckConstraint("ck_transfer_amount", "amount > 0");
                table.HasCheckConstraint("ck_transfer_accounts", "debit_account <> credit_account");
                table.IsAppendOnly();
            });
            transfer.Property(row => row.Id).ValueGeneratedNever();
            transfer.Property(row => row.DebitAccount).HasMaxLength(120);
            transfer.Property(row => row.CreditAccount).HasMaxLength(120);
            transfer.HasIndex(row => new { row.SourceId, row.Kind, row.Sequence }).IsUnique();
            transfer.HasIndex(row => new { row.DebitAccount, row.BatchNumber });
            transfer.HasIndex(row => new { row.CreditAccount, row.BatchNumber });
            transfer.HasIndex(row => row.BatchNumber);
        });
        builder.Entity<LedgerBatch>(batch =>
        {
            batch.ToTable("ledger_batch", table => table.IsAppendOnly());
            batch.HasKey(row => row.Number);
            batch.Property(row => row.Number).ValueGeneratedNever();
            batch.Property(row => row.MerkleRoot).HasMaxLength(64);
            batch.Property(row => row.PreviousHash).HasMaxLength(64);
            batch.Property(row => row.Hash).HasMaxLength(64);
        });
        builder.Entity<LedgerHead>(head =>
        {
            head.ToTable("ledger_head");
            head.HasKey(row => row.Shard);
            head.Property(row => row.Shard).ValueGeneratedNever();
            head.Property(row => row.BatchHash).HasMaxLength(64);
            head.HasData(new { Shard = 0, BatchNumber = 0L, BatchHash = LedgerHead.Genesis });
        });
    }
}
