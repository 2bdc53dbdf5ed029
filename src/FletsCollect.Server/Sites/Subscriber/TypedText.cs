namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What somebody typed into a field for text.</summary>
internal static class TypedText
{
    /// <summary>
    /// Without blanks around it and with one kind of line end, as it is kept; null when nothing is left, it is too long, or a character in it
    /// means nothing on paper.
    /// </summary>
    public static string? Read(string? typed, int longest)
    {
        var text = typed?.ReplaceLineEndings("\n").Trim() ?? "";
        return text.Length is 0 || text.Length > longest || text.Any(character => char.IsControl(character) && character is not ('\n' or '\t')) ? null : text;
    }
}
