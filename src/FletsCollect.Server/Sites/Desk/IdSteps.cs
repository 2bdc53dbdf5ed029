using FletsCollect.Subscribers;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>What the desk does about an ID.</summary>
public enum IdStep
{
    Unlock,
    Freeze,
    Unfreeze,

    /// <summary>Makes the letter with a one-time code for a new password.</summary>
    PostCode,
    Revoke,
}

/// <summary>The steps of an ID: their addresses, their words, and from which states they lead on.</summary>
internal static class IdSteps
{
    private static readonly Dictionary<string, IdStep> Paths = new(StringComparer.Ordinal)
    {
        ["unlock"] = IdStep.Unlock,
        ["freeze"] = IdStep.Freeze,
        ["unfreeze"] = IdStep.Unfreeze,
        ["post-code"] = IdStep.PostCode,
        ["revoke"] = IdStep.Revoke,
    };

    public static string PathOf(IdStep step) => Paths.Single(row => row.Value == step).Key;

    public static IdStep? Parse(string path) => Paths.TryGetValue(path, out var step) ? step : null;

    public static IEnumerable<IdStep> OpenTo(Credential id, DateTime now) => Enum.GetValues<IdStep>().Where(step => IsOpenTo(step, id, now));

    public static bool IsOpenTo(IdStep step, Credential id, DateTime now) => step switch
    {
        IdStep.Unlock => id.CanMove(CredentialMove.Unlock, now),
        IdStep.Freeze => id.CanMove(CredentialMove.Freeze, now),
        IdStep.Unfreeze => id.CanMove(CredentialMove.Thaw, now),
        IdStep.PostCode => id.Status != CredentialStatus.Revoked && !id.IsFrozen,
        IdStep.Revoke => id.CanMove(CredentialMove.Revoke, now),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    public static string Name(IdStep step) => step switch
    {
        IdStep.Unlock => T("一時停止を解除する", "Unlock"),
        IdStep.Freeze => T("IDを停止する", "Stop the ID"),
        IdStep.Unfreeze => T("IDを再開する", "Let the ID go on"),
        IdStep.PostCode => T("パスワード再設定のコードを郵送する", "Post a code for a new password"),
        IdStep.Revoke => T("IDを廃止する", "Give the ID up for good"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    /// <summary>What it leads to, before it is done.</summary>
    public static string Effect(IdStep step) => step switch
    {
        IdStep.Unlock => T("誤ったパスワードが続いたための一時停止を、すぐに終わらせます。", "The pause after many wrong passwords ends at once."),
        IdStep.Freeze => T("このIDではログインもお支払いもできなくなり、ログイン中の端末はすべてログアウトされます。再開できるのは運営者（サポートデスクまたは運用コンソール）だけです。", "It can neither sign in nor pay, and is signed out everywhere. Only the desk or the console can let it go on."),
        IdStep.Unfreeze => T("このIDで再びログインとお支払いができるようになります。お客様ご本人であることを確かめてください。", "It can sign in and pay again. Make sure that it is its holder who asks."),
        IdStep.PostCode => T("封書に入れる文面のファイルができます。コードはその中だけにあり、画面には表示されません。回線の契約住所へ郵送し、ファイルは消してください。前のコードは使えなくなります。", "You get the letter as a file. The code stands nowhere else. Post it to the address of the line's contract and delete the file; an earlier code ends."),
        IdStep.Revoke => T("このIDは二度と使えません。ログイン中の端末はすべてログアウトされます。元に戻せません。", "It can never be used again and is signed out everywhere. This cannot be undone."),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    /// <summary>What was done, for the page and for the case's own notes.</summary>
    public static string Done(IdStep step, string userName) => step switch
    {
        IdStep.Unlock => T($"{userName}の一時停止を解除しました。", $"{userName} is unlocked."),
        IdStep.Freeze => T($"{userName}を停止しました。", $"{userName} is stopped."),
        IdStep.Unfreeze => T($"{userName}を再開しました。", $"{userName} goes on."),
        IdStep.PostCode => T($"{userName}のパスワード再設定の文面を作成しました。", $"The letter for {userName} was made."),
        IdStep.Revoke => T($"{userName}を廃止しました。", $"{userName} was given up."),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };
}
