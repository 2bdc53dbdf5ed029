namespace FletsCollect.Server.Sites.Desk;

/// <summary>What the desk sees of a subscriber's data before somebody says why more is needed.</summary>
internal static class Masked
{
    /// <summary>The last four characters of a number behind a mask; nothing of a short one.</summary>
    public static string Tail(string number) => number.Length <= 6 ? "****" : new string('*', number.Length - 4) + number[^4..];
}
