using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Idempotency;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;

namespace FletsCollect.Charges;

/// <summary>
/// Confirms many charges in one transaction (operations.md, "Charge path"): what they need is read by one query, each is decided by
/// itself in the order of arrival, and what they leave is written by a few commands. One that is refused is answered so, and the others
/// stand.
/// </summary>
public sealed class ConfirmCharges(UnitOfWork unitOfWork, ISetReader reader, ISetWriter writer, SpendingLimits limits, TimeProvider clock)
{
    /// <summary>
    /// All answers are durable when this returns. When it throws, the whole was not committed, or the database's answer to the commit was lost.
    /// </summary>
    /// <param name="pending">The charges, in the order of their arrival.</param>
    /// <param name="again">
    /// True when they were tried before and nobody knows whether that was committed: a proof that is used up is then good for the answer that
    /// is stored under the request's own idempotency key.
    /// </param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public Task<IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>>> ExecuteAsync(IReadOnlyList<PendingCharge> pending, bool again, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var books = await OpenBooks.ReadAsync(db, reader, pending, now, limits, token);
                var set = new WriteSet();
                var transfers = new List<Transfer>();
                var answers = pending.Select(charge => Answer(charge, again, books, set, transfers, now)).ToList();
                books.WriteTo(set);
                await LedgerBatch.WriteAsync(db, writer, set, transfers, now, token);
                return answers;
            },
            cancellationToken);

    private static Result<IdempotentAnswer, TokenRefusal> Answer(PendingCharge pending, bool again, OpenBooks books, WriteSet set, List<Transfer> transfers, DateTime now)
    {
        var command = pending.Command;
        var merchant = books.MerchantOf(command);
        if (!books.IsAlive(pending.TokenId))
            return Refuse(TokenRefusal.TokenEnded);
        var earlier = books.EarlierAnswer(merchant, command.Idempotency);
        if (pending.Proof is { } proof)
        {
            if (books.TryUse(proof))
                set.Insert(proof);
            else if (!again || earlier is null)
                return Refuse(TokenRefusal.ProofUsed);
        }
        if (earlier is not null)
        {
            return earlier.IsOf(command.Idempotency)
                ? new IdempotentAnswer(earlier.Answer, Replayed: true)
                : new IdempotentAnswer(pending.Render(ChargeRefusal.IdempotencyKeyReused), Replayed: false);
        }
        var outcome = Decide(command, merchant, books, set, transfers, now);
        var answer = pending.Render(outcome);
        var record = new IdempotencyRecord(merchant.Id, command.Idempotency, answer, now);
        books.Remember(record);
        set.Insert(record);
        if (outcome.Succeeded(out var charge, out var refusal))
        {
            set.Insert(charge);
            set.Insert(ChargeNews.Of(charge, EventTypes.ChargeConfirmed, AuditActor.Merchant(merchant.Code), now, pending.TraceParent));
        }
        else
        {
            set.Insert(AuditEntry.Of("charge.refused", AuditActor.Merchant(merchant.Code), PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = refusal.ToString() }));
        }
        return new IdempotentAnswer(answer, Replayed: false);

        TokenRefusal Refuse(TokenRefusal reason)
        {
            set.Insert(AuditEntry.Of("token.refused", AuditActor.Merchant(merchant.Code), PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = reason.ToString() }));
            return reason;
        }
    }

    private static Result<Charge, ChargeRefusal> Decide(CreateChargeCommand command, Merchant merchant, OpenBooks books, WriteSet set, List<Transfer> transfers, DateTime now)
    {
        if (command.GrantId != command.TokenGrantId || books.GrantOf(command, merchant) is not { } grant)
            return ChargeRefusal.GrantNotFound;
        var payer = books.PayerOf(grant, merchant);
        if (command.Refusal(grant, payer, now) is { } refusal)
            return refusal;
        if (grant.IsDeferred)
            throw new InvalidOperationException($"{grant.PublicId} is held first; only immediate charges come this way.");
        if (books.TryPost(payer.SpenderBy(grant), command.Amount) is { } over)
            return ChargePayer.Explain(over);
        books.Consume(grant);
        var (charge, captured) = Charge.Capture(grant, command.Amount, command.Items, now);
        set.Insert(captured);
        transfers.AddRange(ChargePostings.Captured(captured, merchant.Code).ToTransfers(now));
        return charge;
    }
}
