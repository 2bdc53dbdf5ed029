using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Subscribers;

namespace FletsCollect.Server.Localization;

/// <summary>The letter that takes a one-time code to the address of a line's contract, as plain text. It is the only place where the code stands.</summary>
internal static class ResetLetter
{
    /// <summary>In Japanese, whatever language its maker's pages are in: it goes to a contractor.</summary>
    public static string Of(PostedCode posted) => string.Create(
        CultureInfo.GetCultureInfo("ja-JP"),
        $"""
        フレッツ・まとめて支払い　パスワード再設定のご案内

        ID：{posted.UserName}
        コード：{posted.Code}
        期限：{BusinessDate.At(posted.ExpiresAt):yyyy年M月d日（ddd）}まで（1回だけ使えます）

        ログイン画面の「パスワードを忘れた方」から「郵送されたコードをお持ちの方」を開き、
        IDとコードを入力して、新しいパスワードを設定してください。
        お申し込みに覚えがない場合は、サポートデスクへお知らせください。

        """);
}
