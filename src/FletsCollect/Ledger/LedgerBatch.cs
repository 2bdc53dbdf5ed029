using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Ledger;

/// <summary>
/// The transfers that one database transaction committed, under a hash that covers them and the batch before: whoever alters, removes or
/// inserts a transfer later breaks the chain from there on.
/// </summary>
public sealed class LedgerBatch
{
    private LedgerBatch() { }

    /// <summary>Consecutive from 1, without a gap.</summary>
    public long Number { get; private set; }

    public int TransferCount { get; private set; }

    public Yen Sum { get; private set; }

    /// <summary>Merkle root of the transfers in the order of their keys, lower-case hexadecimal.</summary>
    public string MerkleRoot { get; private set; } = "";

    public string PreviousHash { get; private set; } = "";

    /// <summary>SHA-256 over number, count, sum, root and the previous batch's hash.</summary>
    public string Hash { get; private set; } = "";

    public DateTime RecordedAt { get; private set; }

    /// <summary>
    /// Seals the transfers that were added to a context and not saved yet. Taking the next number locks the chain's head, so writers on
    /// any number of servers line up behind one another here, at the end of their transactions.
    /// </summary>
    internal static async Task SealAsync(FletsCollectDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        if (db.ChangeTracker.Entries<Transfer>().FirstOrDefault(entry => entry is { State: EntityState.Unchanged, Entity.BatchNumber: 0 }) is { } unsealed)
            throw new InvalidOperationException($"Transfer {unsealed.Entity.Id} was saved before it was sealed: transfers are added, and saved by the unit of work alone.");
        var transfers = db.ChangeTracker.Entries<Transfer>()
            .Where(entry => entry.State == EntityState.Added)
            .Select(entry => entry.Entity)
            .ToList();
        if (transfers.Count == 0)
            return;
        var head = await LedgerHead.TakeNumberAsync(db, cancellationToken);
        var batch = Next(head, transfers, now);
        head.Advance(batch.Hash);
        db.Add(batch);
    }

    /// <summary>
    /// Writes a set, and last the transfers of it under their batch, for a writer that does without change tracking. Only then is the
    /// chain's head locked.
    /// </summary>
    internal static async Task WriteAsync(
        FletsCollectDbContext db, ISetWriter writer, WriteSet set, IReadOnlyCollection<Transfer> transfers, DateTime now, CancellationToken cancellationToken)
    {
        if (transfers.Count == 0)
        {
            await writer.WriteAsync(db, set, cancellationToken);
            return;
        }
        var head = await writer.WriteAndTakeNumberAsync(db, set, cancellationToken);
        var batch = Next(head, transfers, now);
        var last = new WriteSet();
        last.Insert(transfers);
        last.Insert(batch);
        last.Change(new ConditionalChange(typeof(LedgerHead), "batch_hash = v.c1", "t.shard = v.c0", [[head.Shard, batch.Hash]]));
        await writer.WriteAsync(db, last, cancellationToken);
    }

    /// <summary>Seals the transfers in the batch of the number that was taken.</summary>
    private static LedgerBatch Next(LedgerHead head, IReadOnlyCollection<Transfer> transfers, DateTime now)
    {
        foreach (var transfer in transfers)
            transfer.SealIn(head.BatchNumber);
        return Of(head.BatchNumber, transfers, head.BatchHash, now);
    }

    /// <summary>The batch of these transfers: pure, so that the proof of a stored batch computes it again.</summary>
    public static LedgerBatch Of(long number, IReadOnlyCollection<Transfer> transfers, string previousHash, DateTime now)
    {
        var ordered = transfers.OrderBy(transfer => transfer.Id.ToString("N"), StringComparer.Ordinal).ToList();
        var sum = ordered.Aggregate(Yen.Zero, (total, transfer) => total + transfer.Amount);
        var root = Convert.ToHexStringLower(MerkleTree.Root([.. ordered.Select(LeafOf)]));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{number}|{ordered.Count}|{sum.Amount}|{root}|{previousHash}")));
        return new LedgerBatch
        {
            Number = number,
            TransferCount = ordered.Count,
            Sum = sum,
            MerkleRoot = root,
            PreviousHash = previousHash,
            Hash = hash,
            RecordedAt = now,
        };
    }

    /// <summary>Everything that a transfer says, in one fixed text.</summary>
    private static byte[] LeafOf(Transfer transfer)
    {
        var milliseconds = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, transfer.RecordedAt.Ticks / TimeSpan.TicksPerMillisecond);
        return
        [
            .. Encoding.UTF8.GetBytes(
                $"{transfer.Id:N}|{transfer.EntryId:N}|{transfer.Kind}|{transfer.SourceId:N}|{transfer.Sequence}|{transfer.DebitAccount}|{transfer.CreditAccount}|{transfer.Amount.Amount}|{transfer.BusinessDate:yyyy-MM-dd}|"),
            .. milliseconds,
        ];
    }
}

/// <summary>The end of the batch chain: one row, locked by whoever appends.</summary>
public sealed class LedgerHead
{
    /// <summary>The hash before the first batch.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The number of the one shard that there is by default.</summary>
    public int Shard { get; private set; }

    public long BatchNumber { get; private set; }

    public string BatchHash { get; private set; } = Genesis;

    internal void Advance(string hash) => BatchHash = hash;

    /// <summary>Takes the next number, which locks the place in which batches are numbered until the transaction ends.</summary>
    internal static async Task<LedgerHead> TakeNumberAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        await db.LedgerHeads.ExecuteUpdateAsync(set => set.SetProperty(head => head.BatchNumber, head => head.BatchNumber + 1), cancellationToken);
        return await db.LedgerHeads.SingleAsync(cancellationToken);
    }

    /// <summary>
    /// Takes the place in which batches are numbered, until the transaction ends: what was sealed before is committed, what comes after
    /// waits. For the few that must know on which side of another's batch they stand.
    /// </summary>
    public static Task LockAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        db.LedgerHeads.ExecuteUpdateAsync(set => set.SetProperty(head => head.BatchNumber, head => head.BatchNumber), cancellationToken);
}
