using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Settlement;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Apply;

/// <summary>The application form's fields, what is wrong with one, and where an application stands, in the language of the request.</summary>
public static class ApplicationWords
{
    /// <summary>The name of a field.</summary>
    public static string Label(string field) => field switch
    {
        nameof(TypedApplication.Company) => T("会社名（登記上の名称）", "Company, as registered"),
        nameof(TypedApplication.InvoiceNumber) => T("適格請求書発行事業者の登録番号（T＋13桁）", "Qualified invoice issuer number (T and 13 digits)"),
        nameof(TypedApplication.PostalAddress) => T("所在地", "Address"),
        nameof(TypedApplication.PersonName) => T("ご担当者のお名前", "Contact person"),
        nameof(TypedApplication.MailAddress) => T("ご担当者のメールアドレス", "Contact person's mail address"),
        nameof(TypedApplication.Phone) => T("電話番号", "Phone number"),
        nameof(TypedApplication.ServiceName) => T("サービス名", "Name of the service"),
        nameof(TypedApplication.Industry) => T("業界", "Industry"),
        nameof(TypedApplication.Channel) => T("提供方法", "Where it is offered"),
        nameof(TypedApplication.ExpectedPrices) => T("販売するものと想定価格", "What you sell, at which prices"),
        nameof(TypedApplication.Monthly) => T("月額の継続課金を利用する", "Monthly charging, too"),
        nameof(TypedApplication.SiteAddress) => T("サイトのアドレス（https）", "Address of the site (https)"),
        nameof(TypedApplication.SupportContact) => T("お客さま向けの問い合わせ先", "Where your customers reach you"),
        nameof(TypedApplication.BankCode) => T("銀行コード（4桁）", "Bank code (4 digits)"),
        nameof(TypedApplication.BankName) => T("銀行名（カナ）", "Bank's name in kana"),
        nameof(TypedApplication.BranchCode) => T("支店コード（3桁）", "Branch code (3 digits)"),
        nameof(TypedApplication.BranchName) => T("支店名（カナ）", "Branch's name in kana"),
        nameof(TypedApplication.AccountType) => T("預金種目", "Kind of account"),
        nameof(TypedApplication.AccountNumber) => T("口座番号（7桁まで）", "Account number (up to 7 digits)"),
        nameof(TypedApplication.AccountHolder) => T("口座名義（カナ）", "Account holder in kana"),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Unknown field."),
    };

    /// <summary>What is wrong and what to do about it.</summary>
    public static string Of(ApplicationFault fault)
    {
        var label = Label(fault.Field);
        return fault.Reason switch
        {
            ApplicationFaultReason.Missing => T($"{label}を入力してください。", $"Enter: {label}."),
            ApplicationFaultReason.TooLong => T($"{label}は{fault.Detail}文字までです。", $"{label}: at most {fault.Detail} characters."),
            ApplicationFaultReason.NotText => T($"{label}に使えない文字があります。", $"{label}: there is a character that cannot be used."),
            ApplicationFaultReason.NotChosen => T($"{label}を選んでください。", $"Choose: {label}."),
            ApplicationFaultReason.NotAnInvoiceNumber => T("登録番号はTと13桁の数字です。登録がなければ空欄にしてください。", "The number is T and 13 digits. Leave it empty if you have none."),
            ApplicationFaultReason.CheckDigitWrong => T("登録番号の数字のどれかが違います。国税庁の公表サイトの番号と見比べてください。", "A digit of the number is wrong. Compare it with the National Tax Agency's register."),
            ApplicationFaultReason.NotAMailAddress => T("メールアドレスの形で入力してください。例：hanako@example.co.jp", "Enter a mail address, such as hanako@example.co.jp."),
            ApplicationFaultReason.NotAPhoneNumber => T("電話番号は市外局番から、数字10桁以上で入力してください。", "Enter the phone number with its area code, at least 10 digits."),
            ApplicationFaultReason.NotAPublicAddress => T("インターネットで開ける https:// で始まるアドレスを入力してください。", "Enter an address that begins with https:// and opens on the Internet."),
            ApplicationFaultReason.NotDigits => T($"{label}を数字で入力してください。", $"{label}: enter the digits."),
            ApplicationFaultReason.NotKana => T($"{label}に「{fault.Detail}」は使えません。カナ・英数字・( ) - . で入力してください。", $"{label}: '{fault.Detail}' cannot be used. Kana, letters, digits and ( ) - . can."),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Reason, "Unknown reason."),
        };
    }

    public static string Of(MerchantChannel channel) => channel switch
    {
        MerchantChannel.FletsNet => T("フレッツ網内", "On the FLET'S network"),
        MerchantChannel.Internet => T("インターネット", "On the Internet"),
        _ => throw new ArgumentOutOfRangeException(nameof(channel), channel, "Unknown channel."),
    };

    public static string Of(BankAccountType type) => type switch
    {
        BankAccountType.Ordinary => T("普通", "Ordinary"),
        BankAccountType.Current => T("当座", "Current"),
        BankAccountType.Savings => T("貯蓄", "Savings"),
        BankAccountType.Other => T("その他", "Other"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown type."),
    };

    /// <summary>Where the application stands, said to the applicant.</summary>
    public static string ToApplicant(MerchantStatus status) => status switch
    {
        MerchantStatus.Submitted => T("お申し込みを受け付けました。審査の開始をお待ちください。", "Your application is received and waits to be screened."),
        MerchantStatus.Screening => T("審査中です。", "It is being screened."),
        MerchantStatus.NeedsInformation => T("担当者から質問があります。下の欄からお答えください。", "There is a question for you. Please answer below."),
        MerchantStatus.Contracted => T("契約が成立しました。ご担当者への招待をお待ちください。", "The contract is made. Your contact person is being invited."),
        MerchantStatus.Rejected => T("今回はご契約に至りませんでした。", "We cannot offer you a contract this time."),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status of an application."),
    };

    /// <summary>A move in the history that both sides read.</summary>
    public static string Of(MerchantMove move) => move switch
    {
        MerchantMove.Submit => T("申込み", "Application sent"),
        MerchantMove.Screen => T("審査開始", "Screening began"),
        MerchantMove.Ask => T("担当者からの質問", "Question by the operator"),
        MerchantMove.Answer => T("申込者の回答", "Answer by the applicant"),
        MerchantMove.Reject => T("謝絶", "Rejected"),
        MerchantMove.Contract => T("契約成立", "Contract made"),
        MerchantMove.OpenSandbox => T("接続試験の開始", "Sandbox opened"),
        MerchantMove.GoLive => T("提供開始", "Went live"),
        MerchantMove.Suspend => T("停止", "Suspended"),
        MerchantMove.Resume => T("再開", "Resumed"),
        MerchantMove.Terminate => T("解約手続の開始", "Termination began"),
        MerchantMove.Close => T("終了", "Closed"),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Unknown move."),
    };
}
