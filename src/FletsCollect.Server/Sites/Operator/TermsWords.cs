using FletsCollect.Billing;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Why something about a merchant's money or its terms was not taken, and what to do about it.</summary>
internal static class TermsWords
{
    private static string NoMerchant => T("販売事業者が見つかりません。", "There is no such merchant.");

    private static string Frozen => T("その月は締められています。締め前の月にしてください。", "That month is closed. Begin with one that is open.");

    private static string ReasonMissing => T("理由を1〜200文字で入力してください。", "Enter a reason of 1 to 200 characters.");

    private static string Waits => T("別の提案が承認を待っています。先に判断してもらってください。", "Another proposal waits for approval. Have that one decided first.");

    public static string Of(HoldFundsRefusal refusal) => refusal switch
    {
        HoldFundsRefusal.MerchantNotFound => NoMerchant,
        HoldFundsRefusal.AmountInvalid => T("金額は1〜999,999,999円です。", "The amount is 1 to 999,999,999 yen."),
        HoldFundsRefusal.ReasonMissing => ReasonMissing,
        HoldFundsRefusal.HoldNotFound => T("保留が見つかりません。", "There is no such hold."),
        HoldFundsRefusal.HoldReleased => T("すでに解除されています。", "It was released before; nothing is held by it."),
        HoldFundsRefusal.ActorMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ProposeContractRefusal refusal) => refusal switch
    {
        ProposeContractRefusal.MerchantNotFound => NoMerchant,
        ProposeContractRefusal.AmountInvalid => T("最低振込額は1〜10,000,000円、振込手数料は0〜10,000円です。", "The minimum payout is 1 to 10,000,000 yen, the transfer fee 0 to 10,000."),
        ProposeContractRefusal.TariffNotFound => T("その月に有効な、承認済みの料金表を選んでください。", "Choose an approved tariff that begins by that month."),
        ProposeContractRefusal.MonthFrozen => Frozen,
        ProposeContractRefusal.ProposerMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ProposeTariffRefusal refusal) => refusal switch
    {
        ProposeTariffRefusal.VersionInvalid => T("名前は20文字までの半角英数字・ピリオド・ハイフンです（例 2027-04）。", "A name is up to 20 letters, digits, dots and hyphens, such as 2027-04."),
        ProposeTariffRefusal.VersionTaken => T("その名前は使われたことがあります。別の名前にしてください。", "Names are never reused, not even withdrawn ones: take another."),
        ProposeTariffRefusal.RateInvalid => T("料率は0〜1の分数で、分母は10,000までです（例 5/100）。", "The rate lies between 0 and 1, with a denominator up to 10,000, such as 5/100."),
        ProposeTariffRefusal.AmountInvalid => T("最低額と初期費用は0〜10,000,000円です。", "The minimum and the set-up fee lie between 0 and 10,000,000 yen."),
        ProposeTariffRefusal.TaxRatesInvalid => T("その月に有効な標準の料金表がないため、消費税率を引き継げません。", "No standard tariff is in force by then, whose rates of consumption tax are taken over."),
        ProposeTariffRefusal.MonthFrozen => Frozen,
        ProposeTariffRefusal.ProposerMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ChangeLargestChargeRefusal refusal) => refusal switch
    {
        ChangeLargestChargeRefusal.MerchantNotFound => NoMerchant,
        ChangeLargestChargeRefusal.AmountInvalid => T("金額は1〜999,999,999円です。", "The amount is 1 to 999,999,999 yen."),
        ChangeLargestChargeRefusal.Unchanged => T("いまと同じ金額です。", "It is that much already."),
        ChangeLargestChargeRefusal.ReasonMissing => ReasonMissing,
        ChangeLargestChargeRefusal.ProposalWaits => Waits,
        ChangeLargestChargeRefusal.ActorMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ProposeReceiptMoveRefusal refusal) => refusal switch
    {
        ProposeReceiptMoveRefusal.ReceiptNotFound => T("入金が見つかりません。", "There is no such receipt."),
        ProposeReceiptMoveRefusal.NothingInSuspense => T("この入金に仮受金は残っていません。", "Nothing of it is in suspense any more."),
        ProposeReceiptMoveRefusal.MoveWaits => Waits,
        ProposeReceiptMoveRefusal.AmountInvalid => T("金額は1円以上、仮受金の残りまでです。", "The amount is above zero, and no more than is in suspense."),
        ProposeReceiptMoveRefusal.InvoiceNotFound => T("請求が見つかりません。番号（inv_…）を確認してください。", "There is no such invoice. Check its number (inv_…)."),
        ProposeReceiptMoveRefusal.InvoiceStateForbids => T("発行済みで未払いの請求だけが入金先になります。", "Only an invoice that is issued and not paid can be paid."),
        ProposeReceiptMoveRefusal.ExceedsOutstanding => T("請求の未払額を超えています。未払額を入力し、残りは別の請求に充てるか返金してください。", "It is more than the invoice has outstanding. Enter what is outstanding, and match or pay back the rest."),
        ProposeReceiptMoveRefusal.ReasonMissing => ReasonMissing,
        ProposeReceiptMoveRefusal.ActorMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ProposeGiveUpRefusal refusal) => refusal switch
    {
        ProposeGiveUpRefusal.InvoiceNotFound => T("請求が見つかりません。", "There is no such invoice."),
        ProposeGiveUpRefusal.InvoiceStateForbids => T("発行済みで未払いの請求だけが対象です。", "Only an invoice that is issued, and neither paid nor given up, can be given up."),
        ProposeGiveUpRefusal.ProposalWaits => Waits,
        ProposeGiveUpRefusal.ReasonMissing => ReasonMissing,
        ProposeGiveUpRefusal.ActorMissing => throw Nameless(refusal),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static InvalidOperationException Nameless(Enum refusal) => new($"Whoever is signed in has a name, yet: {refusal}.");
}
