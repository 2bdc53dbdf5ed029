using System.Data.Common;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Idempotency;

/// <summary>Why a request under a key was not even tried.</summary>
public enum IdempotencyRefusal
{
    /// <summary>The key was used for another request.</summary>
    KeyReused,

    /// <summary>Another request under the key, or one that holds what this needs, was not done in time. Nothing came of this one; it may come again.</summary>
    InProgress,
}

/// <summary>
/// Does a merchant's write once under its key: the effects and the answer commit together, or nothing does. Of two requests that come at
/// once, the database lets one insert the key; the other's attempt is undone, waits for the first to commit, and gives its answer. It waits
/// no longer than the rules say.
/// </summary>
public sealed class IdempotentWork(UnitOfWork unitOfWork, IdempotencyRules rules, TimeProvider clock)
{
    /// <param name="merchantCode">The authenticated client; keys of two merchants never meet.</param>
    /// <param name="key">The key.</param>
    /// <param name="work">The write. What it returns, a refusal too, is what a repeat of the request gets.</param>
    /// <param name="cancellationToken">Gives up waiting; what is committed stays.</param>
    public async Task<Result<IdempotentAnswer, IdempotencyRefusal>> CommitAsync(
        string merchantCode, IdempotencyKey key, Func<FletsCollectDbContext, Merchant, CancellationToken, Task<StoredAnswer>> work, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(rules.LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await unitOfWork.CommitAsync((db, token) => DoOnceAsync(db, merchantCode, key, work, token), either.Token);
        }
        catch (Exception exception) when (IsEndOfWait(exception) && patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return IdempotencyRefusal.InProgress;
        }
    }

    private async Task<Result<IdempotentAnswer, IdempotencyRefusal>> DoOnceAsync(
        FletsCollectDbContext db, string merchantCode, IdempotencyKey key, Func<FletsCollectDbContext, Merchant, CancellationToken, Task<StoredAnswer>> work, CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.SingleAsync(merchant => merchant.Code == merchantCode, cancellationToken);
        if (await db.IdempotencyRecords.FindAsync([merchant.Id, key.Key], cancellationToken) is { } earlier)
        {
            return earlier.IsOf(key)
                ? new IdempotentAnswer(earlier.Answer, Replayed: true)
                : IdempotencyRefusal.KeyReused;
        }
        var answer = await work(db, merchant, cancellationToken);
        db.Add(new IdempotencyRecord(merchant.Id, key, answer, clock.Instant()));
        return new IdempotentAnswer(answer, Replayed: false);
    }

    /// <summary>A wait that is given up ends as a cancellation, or in the words of the database.</summary>
    private static bool IsEndOfWait(Exception exception) => exception is OperationCanceledException or DbException or DbUpdateException;
}
