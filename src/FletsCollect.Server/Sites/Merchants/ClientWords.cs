using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>Why a registration was not changed, and what to do about it.</summary>
internal static class ClientWords
{
    public static string Of(KeepClientRefusal refusal) => refusal switch
    {
        KeepClientRefusal.MerchantEnding => T("契約の終了手続中のため変更できません。", "The contract is ending; nothing can be changed any more."),
        KeepClientRefusal.PrivateKey => T("秘密鍵が含まれています。保存していません。この鍵は使わずに新しい鍵を作り、公開鍵だけを登録してください。", "This holds a private key. Nothing was stored. Make a new pair, do not use this one any more, and register the public half alone."),
        KeepClientRefusal.NotAKey => T("公開鍵として読めません。-----BEGIN PUBLIC KEY----- で始まるPEMか、JWK（JSON）を貼り付けてください。", "This is no public key. Paste PEM that begins with -----BEGIN PUBLIC KEY-----, or a JWK."),
        KeepClientRefusal.KeyKindUnfit => T("P-256の楕円曲線鍵（ES256）か、2048ビット以上のRSA鍵（PS256）の署名用の鍵を登録してください。", "Register a signing key on P-256 (ES256), or RSA of at least 2048 bits (PS256)."),
        KeepClientRefusal.SeveralKeys => T("鍵は1つずつ登録してください。", "Register the keys one by one."),
        KeepClientRefusal.KeyIdUnfit => T("鍵IDは空白を含まない英数字・記号で1〜100文字です。", "A key id has 1 to 100 ASCII characters without spaces."),
        KeepClientRefusal.KeyTaken => T("同じ鍵、または同じ鍵IDの鍵が登録されています。", "This key, or another of that id, is registered already."),
        KeepClientRefusal.TooManyKeys => T($"鍵は{KeepClient.MostKeys}個までです。使わない鍵を先に削除してください。", $"At most {KeepClient.MostKeys} keys. Remove one that you no longer use first."),
        KeepClientRefusal.KeyNotFound => T("その鍵は登録されていません。", "That key is not registered."),
        KeepClientRefusal.LastKey => T("最後の鍵は削除できません。先に新しい鍵を登録してください。", "The last key cannot be removed. Add the next one first."),
        KeepClientRefusal.KeyFirst => T("先に公開鍵を登録してください。", "Register a public key first."),
        KeepClientRefusal.AddressUnfit => T("https:// で始まり、# や * を含まない完全なアドレスを入力してください。", "Enter a whole address that begins with https:// and has no # or *."),
        KeepClientRefusal.AddressTaken => T("そのアドレスは登録されています。", "That address is registered already."),
        KeepClientRefusal.TooManyAddresses => T($"アドレスは{KeepClient.MostAddresses}個までです。", $"At most {KeepClient.MostAddresses} addresses."),
        KeepClientRefusal.AddressNotFound => T("そのアドレスは登録されていません。", "That address is not registered."),
        KeepClientRefusal.ChangedMeanwhile => T("同時に別の変更がありました。内容を確かめて、もう一度行ってください。", "Somebody changed the registration at the same moment. Look at it, and try again."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    public static string WrongCode => T("認証アプリの新しいコードを入力してください。コードは1回だけ使えます。使ったばかりのときは、次のコードが出るまでお待ちください。", "Enter a fresh code of your authenticator app. A code is good once; after using one, wait for the next.");
}
