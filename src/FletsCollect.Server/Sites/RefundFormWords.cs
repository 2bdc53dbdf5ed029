using FletsCollect.Idempotency;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites;

/// <summary>What the forms say on which money is given back, a merchant's and the desk's.</summary>
internal static class RefundFormWords
{
    public static string NotAnAmount => T("金額は1円以上の整数で入力してください。", "Enter a whole amount of 1 yen or more.");

    public static string Of(IdempotencyRefusal refusal) => refusal switch
    {
        IdempotencyRefusal.KeyReused => T("この画面はすでに別の内容で送信されました。返金の一覧を確認してください。", "This form was sent before with another amount. Look at the refunds below."),
        IdempotencyRefusal.InProgress => T("処理中です。少し待ってから、返金の一覧を確認してください。", "It is still being worked on. Wait a moment and look at the refunds below."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
