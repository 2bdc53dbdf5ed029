using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Settlement;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>What an operator does for a month at the console, in this order.</summary>
public enum MonthStep
{
    /// <summary>Freeze it, and put its charges on line invoices.</summary>
    Close,

    /// <summary>Hand the invoices to the telco's billing.</summary>
    Issue,

    /// <summary>Make the fee statements.</summary>
    Settle,

    /// <summary>Put the payouts into batches, for a second person.</summary>
    ProposePayouts,
}

/// <summary>The steps of a month in words and addresses, and why one was refused.</summary>
internal static class MonthStepWords
{
    public static string Path(MonthStep step) => step switch
    {
        MonthStep.Close => "close",
        MonthStep.Issue => "issue",
        MonthStep.Settle => "settle",
        MonthStep.ProposePayouts => "propose-payouts",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    /// <summary>The step of an address; null for any other word.</summary>
    public static MonthStep? Of(string path)
    {
        foreach (var step in Enum.GetValues<MonthStep>())
        {
            if (Path(step) == path)
                return step;
        }
        return null;
    }

    public static string Name(MonthStep step) => step switch
    {
        MonthStep.Close => T("月を締める", "Close the month"),
        MonthStep.Issue => T("請求を引き渡す", "Hand the invoices over"),
        MonthStep.Settle => T("精算書を作る", "Make the fee statements"),
        MonthStep.ProposePayouts => T("振込を提案する", "Propose the payouts"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    public static string Explain(MonthStep step) => step switch
    {
        MonthStep.Close => T("利用を確定し、回線ごとの請求を作ります。確認のうえ実行します。", "Freezes the month's charges and puts them on line invoices. What would happen is shown first."),
        MonthStep.Issue => T("検証済みの請求を、通信会社の請求システムへ引き渡します。", "Hands the validated invoices to the telco's billing."),
        MonthStep.Settle => T("販売事業者ごとの精算書（手数料と支払額）を作ります。回収結果を取り込んだ後に行います。", "Makes each merchant's statement of fee and payable. It comes after the collection results."),
        MonthStep.ProposePayouts => T("支払額を振込データにまとめ、別の担当者の承認を求めます。", "Puts the payables into batches, which another person approves."),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    public static string Of(CloseMonthRefusal refusal, BillingMonth month) => refusal switch
    {
        CloseMonthRefusal.MonthNotOver => T($"{MonthName(month)}はまだ終わっていません。翌月1日（日本時間）から締められます。", $"{MonthName(month)} is not over in Japan. Close it from the first of the next month on."),
        CloseMonthRefusal.EarlierMonthOpen => T("前の月が締められていません。先に前の月を締めてください。", "An earlier month has charges and is not closed. Close that one first."),
        CloseMonthRefusal.LaterMonthFrozen => T("後の月がすでに締められています。残りは次の締めで請求されます。", "A later month was closed already. What is left is billed by the next close."),
        CloseMonthRefusal.BeingClosed => T("ほかで締め処理中です。この月の画面で進み具合を確認できます。", "It is being closed elsewhere. The month's page says how far it is."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(IssueLineInvoicesRefusal refusal) => refusal switch
    {
        IssueLineInvoicesRefusal.MonthNotClosed => T("先に月を締めてください。", "Close the month first."),
        IssueLineInvoicesRefusal.BillingNotConnected => T("請求システムに接続していません。export-invoices でファイルを書き出して渡してください。", "No billing system is connected. Write the files with export-invoices and hand those over."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(SettleMerchantsRefusal refusal) => refusal switch
    {
        SettleMerchantsRefusal.MonthNotClosed => T("先に月を締めてください。", "Close the month first."),
        SettleMerchantsRefusal.InvoicesNotIssued => T("引き渡していない請求があります。先に請求を引き渡してください。", "Invoices are not issued. Hand them over first."),
        SettleMerchantsRefusal.EarlierMonthUnsettled => T("前の月の精算書がありません。先に前の月の精算書を作ってください。", "An earlier month is not settled. Settle that one first."),
        SettleMerchantsRefusal.NoTariff => T("この月に有効な料金表がありません。料金表を提案し、承認を得てください。", "No tariff was in force. Propose one, and have it approved."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string Of(ProposePayoutsRefusal refusal) => refusal switch
    {
        ProposePayoutsRefusal.MonthNotSettled => T("先に精算書を作ってください。", "Make the fee statements first."),
        ProposePayoutsRefusal.ProposerMissing => throw new InvalidOperationException("Whoever is signed in has a name."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
