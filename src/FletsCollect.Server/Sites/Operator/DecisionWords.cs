using FletsCollect.Billing;
using FletsCollect.Merchants;
using FletsCollect.Refunds;
using FletsCollect.Settlement;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Why something of the four-eyes queue was not decided, and what to do about it.</summary>
internal static class DecisionWords
{
    private static string Decided => T("すでに判断されています。", "It was decided before.");

    private static string Gone => T("見つかりません。", "It is not there.");

    private static string OwnProposal => T("自分の提案は承認できません。別の担当者が承認してください。", "You proposed it yourself. Another person has to approve it.");

    public static string Of(DecideTermsRefusal refusal) => refusal switch
    {
        DecideTermsRefusal.TermsNotFound => Gone,
        DecideTermsRefusal.TermsDecided => Decided,
        DecideTermsRefusal.MakerIsChecker => OwnProposal,
        DecideTermsRefusal.MonthFrozen => T("適用開始の月がすでに締められました。却下し、締め前の月から提案し直してください。", "Their first month was closed meanwhile. Reject them, and propose them for an open month."),
        DecideTermsRefusal.DeciderMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(DecidePayoutBatchRefusal refusal) => refusal switch
    {
        DecidePayoutBatchRefusal.BatchNotFound => Gone,
        DecidePayoutBatchRefusal.BatchNotProposed => Decided,
        DecidePayoutBatchRefusal.MakerIsChecker => OwnProposal,
        DecidePayoutBatchRefusal.AccountChanged => T("提案後に振込先口座が変更されました。却下し、提案し直してください。", "A merchant's bank account was changed since. Reject the batch, and propose anew."),
        DecidePayoutBatchRefusal.PayoutDatePassed => T("振込日を過ぎています。却下し、提案し直してください。", "The payout date has passed. Reject the batch, and propose anew."),
        DecidePayoutBatchRefusal.FileNotWritable => T("振込データを作れません。委託者（自社口座）の設定と、振込先のカナを確認してください。", "The transfer file cannot be written. Check the settings of our own account and the payees' kana."),
        DecidePayoutBatchRefusal.DeciderMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(DecideReceiptMoveRefusal refusal) => refusal switch
    {
        DecideReceiptMoveRefusal.MoveNotFound => Gone,
        DecideReceiptMoveRefusal.MoveDecided => Decided,
        DecideReceiptMoveRefusal.MakerIsChecker => OwnProposal,
        DecideReceiptMoveRefusal.InvoiceChanged => T("提案後に請求の未払額が変わりました。却下し、提案し直してください。", "The invoice has less outstanding since. Reject the move, and propose anew."),
        DecideReceiptMoveRefusal.BankReferenceUnfit => T("返金の振込の受付番号を入力してください。", "Enter the bank's reference of the transfer that pays it back."),
        DecideReceiptMoveRefusal.DeciderMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(DecideGiveUpRefusal refusal) => refusal switch
    {
        DecideGiveUpRefusal.ProposalNotFound => Gone,
        DecideGiveUpRefusal.ProposalDecided => Decided,
        DecideGiveUpRefusal.MakerIsChecker => OwnProposal,
        DecideGiveUpRefusal.InvoiceChanged => T("提案後に請求の未払額か状態が変わりました。却下し、必要なら提案し直してください。", "The invoice was paid or given up since. Reject it, and propose anew if need be."),
        DecideGiveUpRefusal.DeciderMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(DecideLargestChargeRefusal refusal) => refusal switch
    {
        DecideLargestChargeRefusal.ProposalNotFound => Gone,
        DecideLargestChargeRefusal.ProposalDecided => Decided,
        DecideLargestChargeRefusal.MakerIsChecker => OwnProposal,
        DecideLargestChargeRefusal.LimitChanged => T("提案後に上限が変わりました。却下し、提案し直してください。", "The amount was changed since. Reject it, and propose anew."),
        DecideLargestChargeRefusal.DeciderMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(DecideRefundRefusal refusal) => refusal switch
    {
        DecideRefundRefusal.RefundNotFound => Gone,
        DecideRefundRefusal.RefundNotRequested => Decided,
        DecideRefundRefusal.MakerIsChecker => T("自分が依頼した返金は承認できません。別の担当者が承認してください。", "You asked for it yourself. Another person has to approve it."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static InvalidOperationException Nameless(Enum refusal) => new($"Whoever is signed in has a name, yet: {refusal}.");
}
