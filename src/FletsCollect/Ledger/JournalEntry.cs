namespace FletsCollect.Ledger;

/// <summary>All transfers of one event.</summary>
/// <param name="Kind">The event.</param>
/// <param name="SourceId">What caused it: the key of a charge event, an invoice, a collection, a statement or a payout's transfer.</param>
/// <param name="BusinessDate">The Japanese day it counts for.</param>
/// <param name="Postings">What moves.</param>
public sealed record JournalEntry(JournalEntryKind Kind, Guid SourceId, DateOnly BusinessDate, IReadOnlyList<Posting> Postings)
{
    /// <summary>The rows to insert. An entry with nothing to move, or with an amount that is not above zero, is a defect.</summary>
    public IEnumerable<Transfer> ToTransfers(DateTime now)
    {
        if (Postings.Count == 0)
            throw new InvalidOperationException($"{Kind} {SourceId} posts nothing.");
        if (Postings.FirstOrDefault(posting => !posting.Amount.IsPositive) is { } empty)
            throw new InvalidOperationException($"{Kind} {SourceId} would move {empty.Amount} yen from {empty.Credit.Kind} to {empty.Debit.Kind}.");
        var entryId = RowKey.New();
        return Postings.Select((posting, sequence) => new Transfer(entryId, this, sequence, posting, now)).ToList();
    }
}

/// <summary>One movement of an entry.</summary>
public sealed record Posting(LedgerAccount Debit, LedgerAccount Credit, Yen Amount);

/// <summary>The events that post (domain.md §8, operations.md).</summary>
public enum JournalEntryKind
{
    ChargeConfirmed,
    ChargeCancelled,
    RefundRemoved,
    RefundCredited,
    LineInvoiceIssued,
    Collected,
    /// <summary>What was billed for a merchant with a guarantee is the merchant's, collected or not.</summary>
    BilledGuaranteed,
    FundsHeld,
    FundsReleased,

    /// <summary>What a line did not pay went back to its merchant or was written off.</summary>
    GivenUp,

    /// <summary>Paid after it had been given up.</summary>
    Recovered,

    /// <summary>Money came that fits no invoice.</summary>
    ReceiptSuspended,

    /// <summary>Two people moved such money to an invoice, or paid it back.</summary>
    ReceiptMoved,

    /// <summary>Collected money arrived at the bank.</summary>
    Remitted,
    FeeStatementClosed,
    PayoutMade,
    PayoutConfirmed,
    PayoutReturned,
}
