using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>Every code that a page shows a subscriber, with what it means and what to do: for the page that lists them and for the desk's command.</summary>
public static class SupportCodes
{
    /// <summary>The code of a sign-in that failed. Why is not said to anybody who has not given the right password.</summary>
    public static (string Code, string Reason, string Remedy) SignInFailed => ("A01",
        T("ログインできませんでした。", "We could not sign you in."),
        T("IDまたはパスワードが違うか、続けて失敗したため一時的に停止しています。入力内容を確かめるか、5分ほどおいてからお試しください。", "The ID or the password is wrong, or signing in is paused after several failures. Check what you typed, or try again in five minutes."));

    public static (string Code, string Reason, string Remedy) ReproofRequired => ("A02",
        T("回線の移転や変更があったため、IDの再確認が必要です。", "Your line moved or changed, so the ID has to be proved again."),
        T("ご自宅の回線から「パスワードを忘れた方・IDの再確認」で手続きしてください。", "From your own line, use “Forgot the password”."));

    public static (string Code, string Reason, string Remedy) Stopped => ("A03",
        T("このIDは停止されています。", "This ID has been stopped."),
        T("ご自身で停止した場合は、ご自宅の回線から「パスワードを忘れた方・IDの再確認」で再開できます。それ以外は、回線の契約者またはサポートデスクへお問い合わせください。", "If you stopped it yourself, use “Forgot the password” from your own line. Otherwise ask the line's contractor or the support desk."));

    public static (string Code, string Reason, string Remedy) PasskeyRefused => ("A04",
        T("パスキーでログインできませんでした。", "We could not sign you in with a passkey."),
        T("もう一度試すか、IDとパスワードでログインしてください。", "Try again, or sign in with your ID and password."));

    /// <summary>All of them, in the request's language.</summary>
    public static IReadOnlyList<(string Code, string Reason, string Remedy)> All() => [.. Everywhere().DistinctBy(code => code.Code, StringComparer.Ordinal)];

    public static (string Code, string Reason, string Remedy) AmountUnreadable => ("H06",
        T("金額を読み取れません。", "This is no amount."),
        T("0から1,000,000までの円の数字を入力するか、空にしてください。", "Enter 0 to 1,000,000 yen, or leave it empty."));

    private static (string Code, string Reason, string Remedy)[] Everywhere() =>
    [
        SignInFailed, ReproofRequired, Stopped, PasskeyRefused, AmountUnreadable,
        .. Enum.GetValues<LineRefusal>().Select(LineRefusalText.Of),
        .. Enum.GetValues<ApprovalRefusal>().Select(ApprovalRefusalText.Of),
        .. Enum.GetValues<PasswordRefusal>().Select(CredentialTexts.Of),
        .. Enum.GetValues<SecondFactorRefusal>().Select(CredentialTexts.Of),
        .. Enum.GetValues<RecoveryRefusal>().Select(CredentialTexts.Of),
        .. Enum.GetValues<RevokeCredentialRefusal>().Select(CredentialTexts.Of),
        .. Enum.GetValues<HouseholdRefusal>().Select(HouseholdRefusalText.Of),
    ];
}
