using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Why an application or a merchant was not moved, and what to do about it.</summary>
internal static class OnboardingWords
{
    private static string Gone => T("見つかりません。", "It is not there.");

    private static string Moved => T("状態がすでに変わっています。現在の状態を確認してください。", "Its status has changed meanwhile. Look at where it stands now.");

    private static string NoteUnfit => T($"1〜{MerchantEvent.LongestNote}文字で入力してください。", $"Enter 1 to {MerchantEvent.LongestNote} characters.");

    public static string Of(ScreenApplicationRefusal refusal) => refusal switch
    {
        ScreenApplicationRefusal.ApplicationNotFound => Gone,
        ScreenApplicationRefusal.MoveNotAllowed => Moved,
        ScreenApplicationRefusal.NoteUnfit => NoteUnfit,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(OfferTermsRefusal refusal) => refusal switch
    {
        OfferTermsRefusal.ApplicationNotFound => Gone,
        OfferTermsRefusal.NotInScreening => Moved,
        OfferTermsRefusal.CodeUnfit => T("コードは英小文字で始まる3〜40文字の英小文字・数字・ハイフンです。", "A code has 3 to 40 small letters, digits and hyphens, and begins with a letter."),
        OfferTermsRefusal.CodeTaken => T("そのコードは使われています。", "That code is taken."),
        OfferTermsRefusal.TermsOffered => T("契約条件はすでに提案されています。", "Terms were offered already."),
        OfferTermsRefusal.AmountInvalid => T("最低振込額は1〜10,000,000円、振込手数料は0〜10,000円です。", "The minimum payout is 1 to 10,000,000 yen, the transfer fee 0 to 10,000."),
        OfferTermsRefusal.TariffNotFound => T("その月に有効な、承認済みの料金表を選んでください。", "Choose an approved tariff that begins by that month."),
        OfferTermsRefusal.MonthFrozen => T("その月は締められています。締め前の月にしてください。", "That month is closed. Begin with one that is open."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ConcludeContractRefusal refusal) => refusal switch
    {
        ConcludeContractRefusal.ApplicationNotFound => Gone,
        ConcludeContractRefusal.NotInScreening => Moved,
        ConcludeContractRefusal.TermsNotApproved => T("契約条件が別の担当者に承認されていません。", "No second person has approved the terms."),
        ConcludeContractRefusal.AddressTaken => T("ご担当者のメールアドレスは別の所属で使われています。申込者に別のアドレスを確認してください。", "Somebody elsewhere has the contact person's mail address. Ask the applicant for another."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(SteerMerchantRefusal refusal) => refusal switch
    {
        SteerMerchantRefusal.MerchantNotFound => Gone,
        SteerMerchantRefusal.MoveNotAllowed => Moved,
        SteerMerchantRefusal.ReasonUnfit => T($"理由を1〜{MerchantEvent.LongestNote}文字で入力してください。", $"Enter a reason of 1 to {MerchantEvent.LongestNote} characters."),
        SteerMerchantRefusal.CertificationMissing => T("合格した接続試験の番号（cr_…）を入力してください。", "Enter the number (cr_…) of a certification run that passed."),
        SteerMerchantRefusal.SubscriptionsRunning => T("継続課金が残っています。すべて終わってから終了してください。", "Subscriptions are still running. Close it once all have ended."),
        SteerMerchantRefusal.MoneyOpen => T("支払うべき残高が残っています。精算が済んでから終了してください。", "Money is still on its way. Close it once everything is settled."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    /// <summary>What a move does, on its button.</summary>
    public static string Button(MerchantMove move) => move switch
    {
        MerchantMove.OpenSandbox => T("接続試験を始める", "Open the sandbox"),
        MerchantMove.GoLive => T("提供を開始する", "Make it live"),
        MerchantMove.Suspend => T("停止する", "Suspend"),
        MerchantMove.Resume => T("再開する", "Resume"),
        MerchantMove.Terminate => T("解約手続を始める", "Terminate"),
        MerchantMove.Close => T("終了する", "Close"),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Not a move of a merchant."),
    };

    /// <summary>What follows from a move, said before it is made.</summary>
    public static string Consequence(MerchantMove move) => move switch
    {
        MerchantMove.OpenSandbox => T("接続試験環境で課金を試せるようになります。", "It may try charges in the sandbox."),
        MerchantMove.GoLive => T("お客さまへの課金ができるようになります。合格した接続試験の番号が必要です。", "Subscribers can be charged. The number of a passed certification run is needed."),
        MerchantMove.Suspend => T("ただちに新しい課金を止めます。同意・精算はそのまま残ります。更新日を迎えた継続課金は、更新の再試行期間内に再開しないと終了します。", "No new charge is taken from now on. Consents and statements stay. A subscription that falls due ends unless the merchant is back while its renewal is retried."),
        MerchantMove.Resume => T("課金を再開します。", "Charges are taken again."),
        MerchantMove.Terminate => T("契約を終わらせる手続に入ります。課金は再開できません。", "The contract comes to its end. It cannot charge again."),
        MerchantMove.Close => T("契約を終了します。残高と継続課金がないときだけ実行できます。", "Ends the contract. Possible only when nothing is owed and no subscription runs."),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Not a move of a merchant."),
    };

    public static string Of(ApplicationCheck check) => check switch
    {
        ApplicationCheck.InvoiceNumber => T("登録番号の検査数字", "Check digit of the invoice number"),
        ApplicationCheck.Account => T("口座番号とカナ名義", "Account number and kana"),
        ApplicationCheck.SiteAddress => T("サイトのアドレス（https・公開）", "Site address (https, public)"),
        ApplicationCheck.NotKnown => T("名称・番号の重複", "Name or number not known yet"),
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "Unknown check."),
    };
}
