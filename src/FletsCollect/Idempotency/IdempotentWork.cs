using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Idempotency;

/// <summary>Why a request under a key was not even tried.</summary>
public enum IdempotencyRefusal
{
    /// <summary>The key was used for another request.</summary>
    KeyReused,
}

/// <summary>
/// Does a merchant's write once under its key: the effects and the answer commit together, or nothing does. Of two requests that come at
/// once, the database lets one insert the key; the other's attempt is undone, waits for the first to commit, and gives its answer.
/// </summary>
public sealed class IdempotentWork(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <param name="merchantCode">The authenticated client; keys of two merchants never meet.</param>
    /// <param name="key">The key.</param>
    /// <param name="work">The write. What it returns, a refusal too, is what a repeat of the request gets.</param>
    /// <param name="cancellationToken">Gives up waiting; what is committed stays.</param>
    public Task<Result<IdempotentAnswer, IdempotencyRefusal>> CommitAsync(
        string merchantCode, IdempotencyKey key, Func<FletsCollectDbContext, Merchant, CancellationToken, Task<StoredAnswer>> work, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<IdempotentAnswer, IdempotencyRefusal>>(
            async (db, token) =>
            {
                var merchant = await db.Merchants.SingleAsync(merchant => merchant.Code == merchantCode, token);
                if (await db.IdempotencyRecords.FindAsync([merchant.Id, key.Key], token) is { } earlier)
                {
                    return earlier.IsOf(key)
                        ? new IdempotentAnswer(earlier.Answer, Replayed: true)
                        : IdempotencyRefusal.KeyReused;
                }
                var answer = await work(db, merchant, token);
                db.Add(new IdempotencyRecord(merchant.Id, key, answer, clock.Instant()));
                return new IdempotentAnswer(answer, Replayed: false);
            },
            cancellationToken);
}
