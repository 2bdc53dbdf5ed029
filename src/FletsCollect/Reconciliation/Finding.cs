namespace FletsCollect.Reconciliation;

/// <summary>A place at which an invariant does not hold.</summary>
/// <param name="Invariant">Which one.</param>
/// <param name="Subject">The key or public id of what is wrong; a line is masked.</param>
/// <param name="Message">What was expected and what is there.</param>
public sealed record Finding(Invariant Invariant, string Subject, string Message);

/// <summary>Everything that must hold over the books at any time (domain.md §8, operations.md).</summary>
public enum Invariant
{
    /// <summary>Batches are numbered without a gap, each follows the hash of the one before, and its Merkle root is that of its transfers.</summary>
    BatchChain,

    /// <summary>Every capture has posted exactly what it says, and nothing else posted as a confirmed charge.</summary>
    ChargePosting,

    /// <summary>A charge's state is the fold of its history.</summary>
    ChargeState,

    /// <summary>Every charge uses up one consent to exactly it, and the kept text is the one that was hashed.</summary>
    ChargeConsent,

    /// <summary>On a line that is proved at a purchase, the consent has a used proof of that line, for that consent.</summary>
    ChargeLineProof,

    /// <summary>Every charge was answered under an idempotency key, and every answer that names a charge has that charge.</summary>
    Idempotency,

    /// <summary>Every period of a subscription that was charged has its one charge, and only a subscription that is not over lives on a consent.</summary>
    Subscription,

    /// <summary>What a line's limit says was used is what was charged.</summary>
    LineLimit,

    /// <summary>A charge's refunds never come to more than it, each has posted what its state means, and no credit is borne twice.</summary>
    Refund,

    /// <summary>A line's unbilled receivable is its unbilled charges; its billed receivable is its open invoices.</summary>
    LineReceivable,

    /// <summary>An invoice item is the confirmed charge it claims, on an invoice of the same line.</summary>
    InvoiceItem,

    /// <summary>An invoice's total is that of its items, and its state has posted what the state means.</summary>
    LineInvoice,

    /// <summary>
    /// Every yen that was collected, given up or suspended is on an item, in the telco's own fees or in suspense, has posted what it means, and
    /// no item has more than its amount; what arrived at the bank was posted.
    /// </summary>
    Collection,

    /// <summary>What is in suspense is what came and fitted no invoice, less what two people moved on, and each move posted what it says.</summary>
    Suspense,

    /// <summary>A closed month holds every charge that was there when it froze, and its totals are those of its invoices.</summary>
    BillingCycle,

    /// <summary>What was confirmed for a merchant is paid out, charged, refunded, held, available, closed, in transit or uncollected.</summary>
    MerchantBalance,

    /// <summary>What is kept back from a merchant is what the operator's people hold and have not released.</summary>
    FundsHold,

    /// <summary>Tariffs and contracts that hold were approved by another person than who proposed them.</summary>
    Terms,

    /// <summary>A statement has every billed charge of its merchant's month, once.</summary>
    StatementItem,

    /// <summary>
    /// A statement's P and L follow from the journal, its fee from P and L under its tariff, and its balance from the statement before and
    /// the journal since.
    /// </summary>
    FeeStatement,

    /// <summary>A payout is what its statement left, and its state has posted what the state means.</summary>
    Payout,

    /// <summary>A batch was approved by another person than who proposed it, its file is the one that was approved, and its totals are those of its transfers.</summary>
    PayoutBatch,
}
