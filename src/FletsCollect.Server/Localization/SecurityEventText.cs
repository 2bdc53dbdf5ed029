using System.Text.Json;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Localization;

/// <summary>The steps of the audit trail that a household reads, in its words. What is not listed here is not shown.</summary>
internal static class SecurityEventText
{
    private static readonly Dictionary<string, (string Japanese, string English)> Texts = new(StringComparer.Ordinal)
    {
        ["credential.issued"] = ("IDを発行しました", "The ID was issued"),
        ["credential.signed-in"] = ("ログインしました", "Signed in"),
        ["credential.sign-in-failed"] = ("ログインできませんでした", "A sign-in failed"),
        ["credential.sign-in-paused"] = ("誤ったパスワードが続き、その場所からのログインを一時停止しました", "Signing in was paused for a place after wrong passwords"),
        ["credential.locked"] = ("多くの場所から誤ったパスワードが続き、一時停止しました", "Paused after wrong passwords from very many places"),
        ["credential.code-wrong"] = ("認証アプリのコードが違いました", "A wrong code of the authenticator app"),
        ["credential.passkey-refused"] = ("パスキーでログインできませんでした", "A passkey was not taken"),
        ["credential.signed-out"] = ("ログアウトしました", "Signed out"),
        ["credential.signed-out-elsewhere"] = ("ほかの端末をログアウトさせました", "Signed out everywhere else"),
        ["credential.recovered"] = ("パスワードを再設定しました", "A new password was set after it was lost"),
        ["credential.recovery-refused"] = ("パスワードの再設定ができませんでした", "Setting a new password was refused"),
        ["credential.reset-code-posted"] = ("再設定のコードを郵送しました", "A code for a new password was posted"),
        ["credential.password-changed"] = ("パスワードを変更しました", "The password was changed"),
        ["credential.pin-set"] = ("暗証番号を設定しました", "The PIN was set"),
        ["credential.pin-wrong"] = ("暗証番号が違いました", "A wrong PIN"),
        ["credential.pin-locked"] = ("暗証番号の誤りが続き、使えなくしました", "The PIN was locked after wrong ones"),
        ["credential.passkey-added"] = ("パスキーを登録しました", "A passkey was added"),
        ["credential.passkey-removed"] = ("パスキーを削除しました", "A passkey was removed"),
        ["credential.app-added"] = ("認証アプリを登録しました", "The authenticator app was turned on"),
        ["credential.app-removed"] = ("認証アプリをやめました", "The authenticator app was turned off"),
        ["credential.notification-address-asked"] = ("お知らせ先のメールアドレスへ確認コードを送りました", "A code was sent to a mail address for notices"),
        ["credential.notification-address-set"] = ("お知らせ先のメールアドレスを登録しました", "The mail address for notices was set"),
        ["credential.notification-address-removed"] = ("お知らせ先のメールアドレスを削除しました", "The mail address for notices was taken away"),
        ["credential.unlocked"] = ("一時停止を解除しました", "The pause after wrong passwords was ended"),
        ["credential.unmasked"] = ("お客様情報を確認しました", "Looked at what is otherwise hidden of your contract"),
        ["credential.frozen"] = ("IDを停止しました", "The ID was stopped"),
        ["credential.unfrozen"] = ("IDを再開しました", "The ID goes on"),
        ["credential.revoked"] = ("IDを廃止しました", "The ID was given up"),
        ["credential.reproof-required"] = ("回線の変更により、再確認が必要になりました", "The line changed: the ID has to be proved again"),
        ["credential.rule-set"] = ("家族のIDの決まりを変更しました", "The household's rule was changed"),
        ["household.line-capped"] = ("回線のご利用限度額を変更しました", "The line's limit was changed"),
        ["household.credential-capped"] = ("このIDのご利用限度額を変更しました", "The ID's limit was changed"),
        ["household.purchases-stopped"] = ("回線のお支払いをすべて停止しました", "All purchases of the line were stopped"),
        ["household.purchases-allowed"] = ("回線のお支払いを再開しました", "Purchases of the line are allowed again"),
        ["household.merchant-blocked"] = ("販売事業者への支払いを止めました", "A seller was blocked"),
        ["household.merchant-unblocked"] = ("販売事業者への支払いを再開しました", "A seller was unblocked"),
        ["approval.requested"] = ("契約者に承認を依頼しました", "The contractor was asked to approve a purchase"),
        ["approval.approved"] = ("契約者がお支払いを承認しました", "The contractor approved a purchase"),
        ["approval.denied"] = ("契約者がお支払いを承認しませんでした", "The contractor said no to a purchase"),
        ["approval.expired"] = ("承認の依頼の期限が切れました", "A purchase waited too long for approval"),
    };

    public static IEnumerable<string> Shown => Texts.Keys;

    public static bool Knows(string action) => Texts.ContainsKey(action);

    public static string Of(string action) => T(Texts[action].Japanese, Texts[action].English);

    /// <summary>Who did it: an ID, the desk, or nobody who was known.</summary>
    public static string By(string actor) => actor.Split(':', 2) switch
    {
        ["credential", var userName] => userName,
        ["operator" or "staff", ..] => T("サポートデスク", "the support desk"),
        ["job", ..] or ["network", ..] => T("自動", "the system"),
        ["line", ..] => T("回線のご契約の変更", "a change of the line's contract"),
        _ => T("ログイン前", "somebody who was not signed in"),
    };

    private static Yen YenOf(JsonElement amount) => new(amount.GetInt64());

    /// <summary>Where from, or what about; null when the entry says neither.</summary>
    public static string? Detail(string json)
    {
        using var detail = JsonDocument.Parse(json);
        string? Text(string name) => detail.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (Text("description") is { } bought)
            return detail.RootElement.TryGetProperty("amount", out var amount) ? T($"{bought} {YenOf(amount)}円", $"{bought}, {YenOf(amount)} yen") : bought;
        if (detail.RootElement.TryGetProperty("now", out var cap))
            return cap.ValueKind == JsonValueKind.Number ? T($"毎月{YenOf(cap)}円まで", $"up to {YenOf(cap)} yen a month") : T("上限なし", "no cap");
        if (detail.RootElement.TryGetProperty("askAbove", out var above))
            return above.ValueKind == JsonValueKind.Number ? T($"{YenOf(above)}円を超えると承認が必要", $"above {YenOf(above)} yen by approval") : T("承認は不要", "without approval");
        var onOwnLine = detail.RootElement.TryGetProperty("onOwnLine", out var own) && own.ValueKind == JsonValueKind.True;
        string?[] parts = [Text("device"), Text("name"), onOwnLine ? T("ご自宅の回線", "own line") : Text("address")];
        return parts.Any(part => part is not null) ? string.Join(T("、", ", "), parts.Where(part => part is not null)) : null;
    }
}
