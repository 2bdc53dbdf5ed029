namespace FletsCollect.Ledger;

/// <summary>
/// One row of the ledger: an amount moved from the account it credits to the account it debits. Debits equal credits by the shape of the
/// row, on every database, with no check that could be deferred or forgotten. Append only: a mistake is mended by a reversal.
/// </summary>
public sealed class Transfer
{
    private Transfer() { }

    internal Transfer(Guid entryId, JournalEntry entry, int sequence, Posting posting, DateTime now)
    {
        Id = RowKey.New();
        EntryId = entryId;
        Kind = entry.Kind;
        SourceId = entry.SourceId;
        Sequence = sequence;
        DebitAccount = posting.Debit.Code;
        CreditAccount = posting.Credit.Code;
        Amount = posting.Amount;
        BusinessDate = entry.BusinessDate;
        RecordedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>Shared by the transfers of one event.</summary>
    public Guid EntryId { get; private set; }

    public JournalEntryKind Kind { get; private set; }

    /// <summary>What caused it; with the kind and the sequence unique, so one event posts once.</summary>
    public Guid SourceId { get; private set; }

    /// <summary>Position within the event's transfers, from 0.</summary>
    public int Sequence { get; private set; }

    public string DebitAccount { get; private set; } = "";

    public string CreditAccount { get; private set; } = "";

    /// <summary>Always above zero.</summary>
    public Yen Amount { get; private set; }

    public DateOnly BusinessDate { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>The batch that sealed it.</summary>
    public long BatchNumber { get; private set; }

    internal void SealIn(long batchNumber) => BatchNumber = batchNumber;
}
