using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Ledger;

/// <summary>
/// Proves the ledger against itself: every batch is computed again from its transfers and from the batch before, and must come out as it
/// was sealed. Reads page by page in the order of the chain, so memory does not grow with the ledger.
/// </summary>
public static class BatchChain
{
    /// <summary>Batches read at once.</summary>
    private const int PageSize = 256;

    /// <summary>What is broken, in the order of the chain; nothing when the ledger is whole.</summary>
    public static async IAsyncEnumerable<BatchFault> FaultsAsync(FletsCollectDbContext db, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var previous = (Number: 0L, Hash: LedgerHead.Genesis);
        var last = Math.Max(
            await db.LedgerBatches.MaxAsync(batch => (long?)batch.Number, cancellationToken) ?? 0,
            await db.Transfers.MaxAsync(transfer => (long?)transfer.BatchNumber, cancellationToken) ?? 0);
        for (var from = await FirstAsync(db, cancellationToken); from <= last; from += PageSize)
        {
            var (first, next) = (from, from + PageSize);
            var batches = await db.LedgerBatches.AsNoTracking().Where(batch => batch.Number >= first && batch.Number < next).OrderBy(batch => batch.Number).ToListAsync(cancellationToken);
            var transfers = (await db.Transfers.AsNoTracking().Where(transfer => transfer.BatchNumber >= first && transfer.BatchNumber < next).ToListAsync(cancellationToken))
                .ToLookup(transfer => transfer.BatchNumber);
            foreach (var batch in batches)
            {
                foreach (var fault in FaultsOf(batch, [.. transfers[batch.Number]], previous))
                    yield return fault;
                previous = (batch.Number, batch.Hash);
            }
            foreach (var unsealed in transfers.Where(ofBatch => !batches.Exists(batch => batch.Number == ofBatch.Key)))
            {
                var ids = string.Join(", ", unsealed.Select(transfer => transfer.Id).Take(10));
                yield return new BatchFault(BatchFaultKind.Unsealed, unsealed.Key, $"Transfers name batch {unsealed.Key}, which does not exist: {ids}.");
            }
        }
        var head = await db.LedgerHeads.AsNoTracking().SingleAsync(cancellationToken);
        if (head.BatchNumber != previous.Number || head.BatchHash != previous.Hash)
            yield return new BatchFault(BatchFaultKind.Head, head.BatchNumber, $"The ledger's head is batch {head.BatchNumber}, its last batch is {previous.Number}, or their hashes differ.");
    }

    private static IEnumerable<BatchFault> FaultsOf(LedgerBatch batch, IReadOnlyCollection<Transfer> transfers, (long Number, string Hash) previous)
    {
        if (batch.Number != previous.Number + 1)
            yield return new BatchFault(BatchFaultKind.Gap, previous.Number + 1, $"After batch {previous.Number} comes batch {batch.Number}.");
        if (batch.PreviousHash != previous.Hash)
            yield return new BatchFault(BatchFaultKind.Chain, batch.Number, $"Batch {batch.Number} does not follow the hash of the batch before it.");
        var again = LedgerBatch.Of(batch.Number, transfers, batch.PreviousHash, batch.RecordedAt);
        if (again.MerkleRoot != batch.MerkleRoot || again.TransferCount != batch.TransferCount || again.Sum != batch.Sum)
        {
            yield return new BatchFault(BatchFaultKind.Content, batch.Number,
                $"Batch {batch.Number} sealed {batch.TransferCount} transfers of {batch.Sum} yen; now they are {again.TransferCount} of {again.Sum} yen, or say something else.");
        }
        else if (again.Hash != batch.Hash)
        {
            yield return new BatchFault(BatchFaultKind.Hash, batch.Number, $"The hash of batch {batch.Number} is not that of its content.");
        }
    }

    /// <summary>The lowest number there is: 1 unless something is wrong.</summary>
    private static async Task<long> FirstAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
        Math.Min(1, await db.Transfers.MinAsync(transfer => (long?)transfer.BatchNumber, cancellationToken) ?? 1);
}

/// <summary>One place at which the chain does not hold.</summary>
public sealed record BatchFault(BatchFaultKind Kind, long BatchNumber, string Message);

/// <summary>How a chain can be broken.</summary>
public enum BatchFaultKind
{
    /// <summary>A batch number is missing.</summary>
    Gap,

    /// <summary>A batch does not follow its predecessor's hash.</summary>
    Chain,

    /// <summary>The transfers are not those that were sealed.</summary>
    Content,

    /// <summary>The batch's own hash does not fit its content.</summary>
    Hash,

    /// <summary>Transfers that no batch sealed.</summary>
    Unsealed,

    /// <summary>The head does not point at the last batch.</summary>
    Head,
}
