using System.Security.Cryptography;

namespace FletsCollect.Settlement;

/// <summary>
/// Payouts that go to the bank in one transfer file. One person proposes it and another approves it; approval writes the file, and the
/// bytes that were approved are the bytes that the bank gets.
/// </summary>
public sealed class PayoutBatch
{
    private PayoutBatch() { }

    public PayoutBatch(long number, DateOnly payoutDate, string proposedBy, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Number = number;
        PayoutDate = payoutDate;
        ProposedBy = proposedBy;
        ProposedAt = now;
        Status = PayoutBatchStatus.Proposed;
    }

    public Guid Id { get; private set; }

    /// <summary>Consecutive from 1; people and the bank know the batch by it.</summary>
    public long Number { get; private set; }

    /// <summary>The bank day on which the bank is to transfer.</summary>
    public DateOnly PayoutDate { get; private set; }

    public PayoutBatchStatus Status { get; private set; }

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    /// <summary>Who approved or withdrew it.</summary>
    public string? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public DateTime? SubmittedAt { get; private set; }

    public int Count { get; private set; }

    public Yen Total { get; private set; }

    /// <summary>The transfer file, from the approval on.</summary>
    public byte[]? TransferFile { get; private set; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string? TransferFileHash { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>Takes a payout into a batch that is being proposed.</summary>
    public PayoutTransfer Take(Payout payout, BankAccount payee)
    {
        if (TransferFile is not null)
            throw new InvalidOperationException($"Batch {Number} is {Status}.");
        payout.Propose(this);
        Count++;
        Total += payout.Amount;
        return new PayoutTransfer(this, Count, payout, payee);
    }

    public void Approve(string by, byte[] transferFile, DateTime now)
    {
        if (string.Equals(by, ProposedBy, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException("Who proposed a batch does not approve it.");
        Decide(PayoutBatchStatus.Approved, by, now);
        TransferFile = transferFile;
        TransferFileHash = HashOf(transferFile);
    }

    public void Withdraw(string by, DateTime now) => Decide(PayoutBatchStatus.Withdrawn, by, now);

    public void Submit(DateTime now)
    {
        if (Status != PayoutBatchStatus.Approved)
            throw new InvalidOperationException($"Batch {Number} is {Status}.");
        Status = PayoutBatchStatus.Submitted;
        SubmittedAt = now;
        Version++;
    }

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    private void Decide(PayoutBatchStatus decision, string by, DateTime now)
    {
        if (Status != PayoutBatchStatus.Proposed)
            throw new InvalidOperationException($"Batch {Number} is {Status}.");
        Status = decision;
        DecidedBy = by;
        DecidedAt = now;
        Version++;
    }
}

/// <summary>How far a batch is. Every step goes forward; what comes back from the bank is proposed in another batch.</summary>
public enum PayoutBatchStatus
{
    /// <summary>Waiting for a second person.</summary>
    Proposed,

    /// <summary>Its file is written and waits for the bank.</summary>
    Approved,

    /// <summary>Not approved; its payouts can be proposed again.</summary>
    Withdrawn,

    /// <summary>The bank has its file.</summary>
    Submitted,
}

/// <summary>One payout in a batch, append only, with the account as it was approved. What is posted for a payout is posted for its transfer, because a returned one is sent again.</summary>
public sealed class PayoutTransfer
{
    private PayoutTransfer() { }

    internal PayoutTransfer(PayoutBatch batch, int position, Payout payout, BankAccount payee)
    {
        Id = Guid.CreateVersion7();
        BatchId = batch.Id;
        Position = position;
        PayoutId = payout.Id;
        MerchantId = payout.MerchantId;
        Amount = payout.Amount;
        Payee = payee;
    }

    public Guid Id { get; private set; }

    public Guid BatchId { get; private set; }

    /// <summary>From 1, in the order of the file.</summary>
    public int Position { get; private set; }

    public Guid PayoutId { get; private set; }

    public Guid MerchantId { get; private set; }

    public Yen Amount { get; private set; }

    public BankAccount Payee { get; private set; } = null!;
}

/// <summary>What the bank said of one transfer, append only.</summary>
public sealed class BankResult
{
    private BankResult() { }

    public BankResult(PayoutTransfer transfer, BankAnswer answer, DateTime now)
    {
        TransferId = transfer.Id;
        Outcome = answer.Outcome;
        Reference = answer.Reference;
        Reason = answer.Reason;
        RecordedAt = now;
    }

    /// <summary>The key, so a transfer has one result.</summary>
    public Guid TransferId { get; private set; }

    public BankOutcome Outcome { get; private set; }

    /// <summary>The bank's own name for it.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>Why the money came back.</summary>
    public string? Reason { get; private set; }

    public DateTime RecordedAt { get; private set; }

    /// <summary>True when the bank says the same again.</summary>
    public bool Repeats(BankAnswer answer) => Outcome == answer.Outcome && string.Equals(Reference, answer.Reference, StringComparison.Ordinal);
}
