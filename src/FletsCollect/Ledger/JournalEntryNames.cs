namespace FletsCollect.Ledger;

/// <summary>What people are told of an event that posts, on documents and at the console.</summary>
public readonly record struct JournalEntryName(string Japanese, string English);

/// <summary>A name for every kind of journal entry; no document shows the code's own word.</summary>
public static class JournalEntryNames
{
    public static JournalEntryName Of(JournalEntryKind kind) => kind switch
    {
        JournalEntryKind.ChargeConfirmed => new("ご利用", "charge confirmed"),
        JournalEntryKind.ChargeCancelled => new("ご利用の取消し", "charge cancelled"),
        JournalEntryKind.RefundRemoved => new("返金（ご請求前）", "refund before the bill"),
        JournalEntryKind.RefundCredited => new("返金（ご請求後）", "refund after the bill"),
        JournalEntryKind.LineInvoiceIssued => new("ご請求", "invoice issued"),
        JournalEntryKind.Collected => new("回収額", "collected"),
        JournalEntryKind.BilledGuaranteed => new("請求額（保証払い）", "billed and guaranteed"),
        JournalEntryKind.FundsHeld => new("留保", "funds held"),
        JournalEntryKind.FundsReleased => new("留保の解除", "funds released"),
        JournalEntryKind.GivenUp => new("回収断念", "given up"),
        JournalEntryKind.Recovered => new("回収額（回収断念後の入金）", "paid after it was given up"),
        JournalEntryKind.ReceiptSuspended => new("仮受金への振替", "receipt put into suspense"),
        JournalEntryKind.ReceiptMoved => new("仮受金の消込・返金", "receipt moved out of suspense"),
        JournalEntryKind.Remitted => new("収納金の入金", "collected money arrived at the bank"),
        JournalEntryKind.FeeStatementClosed => new("精算書の締め", "fee statement closed"),
        JournalEntryKind.PayoutMade => new("振込の依頼", "payout sent to the bank"),
        JournalEntryKind.PayoutConfirmed => new("振込の完了", "payout arrived"),
        JournalEntryKind.PayoutReturned => new("組戻し", "payout returned"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of journal entry."),
    };
}
