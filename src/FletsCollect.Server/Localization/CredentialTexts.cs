using FletsCollect.Subscribers;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>What stands in the way of a subscriber's own ID, in words that a subscriber can act on. The code is what the support desk looks up.</summary>
public static class CredentialTexts
{
    public static (string Code, string Reason, string Remedy) Of(PasswordRefusal refusal) => refusal switch
    {
        PasswordRefusal.TooShort => ("W01",
            T($"パスワードが{PasswordRules.Shortest}文字より短いです。", $"The password has fewer than {PasswordRules.Shortest} characters."),
            T($"{PasswordRules.Shortest}文字以上にしてください。いくつかの言葉を並べると、長くて覚えやすくなります。", $"Use {PasswordRules.Shortest} or more; a few words in a row are long and easy to remember.")),
        PasswordRefusal.TooLong => ("W02",
            T($"パスワードが{PasswordRules.Longest}文字より長いです。", $"The password has more than {PasswordRules.Longest} characters."),
            T($"{PasswordRules.Longest}文字以内にしてください。", $"Use at most {PasswordRules.Longest}.")),
        PasswordRefusal.Common => ("W03",
            T("よく使われていて、すぐに見破られるパスワードです。", "This password is used by many and guessed at once."),
            T("ほかの人が思いつかないものにしてください。", "Choose one that nobody else would think of.")),
        PasswordRefusal.Guessable => ("W04",
            T("IDやサービス名とほとんど同じパスワードです。", "This password is hardly more than the ID or the service's name."),
            T("IDやサービス名を使わないものにしてください。", "Choose one without them.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown password refusal."),
    };

    public static (string Code, string Reason, string Remedy) Of(SecondFactorRefusal refusal) => refusal switch
    {
        SecondFactorRefusal.Wrong => ("F01",
            T("確認できませんでした。", "That was not right."),
            T("入力した番号やコードを確かめて、もう一度お試しください。", "Check the number or code, and try again.")),
        SecondFactorRefusal.Locked => ("F02",
            T("誤りが続いたため、使えなくなっています。", "It was wrong too often and cannot be used now."),
            T("暗証番号は、ご自宅の回線から「セキュリティ」で設定し直してください。コードは5分ほどおいてからお試しください。", "Set the PIN anew under Security, from your own line. For codes, try again in five minutes.")),
        SecondFactorRefusal.UsedAlready => ("F03",
            T("このコードはすでに使われました。", "This code was used already."),
            T("アプリに次のコードが表示されてから入力してください。", "Wait for the app's next code.")),
        SecondFactorRefusal.NotAPin => ("F04",
            T("この番号は暗証番号にできません。", "This cannot be a PIN."),
            T($"{PurchasePin.Shortest}桁から{PurchasePin.Longest}桁の数字にしてください。同じ数字や連番は使えません。", $"Use {PurchasePin.Shortest} to {PurchasePin.Longest} digits, not all the same and not in a row.")),
        SecondFactorRefusal.NotOnOwnLine => ("F05",
            T("IDを発行した回線からのアクセスではありません。", "You are not on the line that your ID belongs to."),
            T("ご自宅の回線に接続してから、もう一度お試しください。", "Connect through your own line and try again.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown second-factor refusal."),
    };

    public static (string Code, string Reason, string Remedy) Of(RecoveryRefusal refusal) => refusal switch
    {
        RecoveryRefusal.NotOnALine => ("R01",
            T("ご契約の回線を確認できませんでした。", "We could not recognise your line."),
            T("ご自宅の回線に接続してから、もう一度お試しください。回線を使えないときは、サポートデスクへ郵送のコードをお申し込みください。", "Connect through your own line and try again. If you cannot, ask the support desk to post you a code.")),
        RecoveryRefusal.Mismatch => ("R02",
            T("入力した内容が一致しません。", "What you entered does not belong together."),
            T("IDと番号を確かめてください。コードは1回だけ、期限まで使えます。", "Check the ID and the number. A code works once, until its date.")),
        RecoveryRefusal.TooManyAttempts => ("R03",
            T("誤りが続いたため、一時的に停止しています。", "There were too many wrong tries, so this is paused."),
            T("5分ほどおいてから、もう一度お試しください。", "Please try again in five minutes.")),
        RecoveryRefusal.Stopped => ("R04",
            T("このIDは、契約者またはサポートデスクによって停止されています。", "This ID was stopped by the line's contractor or the support desk."),
            T("再開は、停止した方にお申し出ください。", "Ask whoever stopped it to let it go on.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown recovery refusal."),
    };

    public static (string Code, string Reason, string Remedy) Of(RevokeCredentialRefusal refusal) => refusal switch
    {
        RevokeCredentialRefusal.NotFound => ("S01",
            T("このIDは見つかりません。", "There is no such ID."),
            T("IDを確かめてください。", "Check the ID.")),
        RevokeCredentialRefusal.ContractorsOwn => ("S02",
            T("契約者のIDは、この画面では廃止できません。", "The contractor's own ID cannot be given up here."),
            T("サポートデスクへお申し出ください。", "Ask the support desk.")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown revocation refusal."),
    };

    public static string Of(CredentialStatus status) => status switch
    {
        CredentialStatus.Requested or CredentialStatus.LineProved => T("発行中", "Being issued"),
        CredentialStatus.Issued => T("発行済み（未ログイン）", "Issued, not used yet"),
        CredentialStatus.Active => T("利用中", "In use"),
        CredentialStatus.Locked => T("一時停止中（誤ったパスワードが続いたため）", "Paused after many wrong passwords"),
        CredentialStatus.ReproofRequired => T("回線の再確認が必要", "Line to be proved again"),
        CredentialStatus.Frozen => T("停止中", "Stopped"),
        CredentialStatus.FrozenUnproved => T("停止中（再開後に回線の再確認が必要）", "Stopped; the line is to be proved again when it goes on"),
        CredentialStatus.Revoked => T("廃止", "Given up"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown credential status."),
    };
}
