using FletsCollect.Ledger;
using FletsCollect.Lines;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Journal entries and accounts as the console shows them.</summary>
internal static class EntryWords
{
    public static string Name(JournalEntryKind kind)
    {
        var name = JournalEntryNames.Of(kind);
        return T(name.Japanese, char.ToUpperInvariant(name.English[0]) + name.English[1..]);
    }

    /// <summary>True for an account that one line has; its code holds the whole number, so no address leads to it.</summary>
    public static bool IsOfLine(string code) => code.StartsWith(ChartOfAccounts.OfLines, StringComparison.Ordinal) && code.Contains('/', StringComparison.Ordinal);

    /// <summary>True for a kind of account that every line, or every merchant, has one of: a sum of many, with no list of its own.</summary>
    public static bool IsOfMany(string kind) => kind.StartsWith(ChartOfAccounts.OfLines, StringComparison.Ordinal) || kind.StartsWith("merchant-payable.", StringComparison.Ordinal);

    /// <summary>An account's code; of a line's account the line is masked.</summary>
    public static string Account(string code)
    {
        var account = LedgerAccount.Of(code);
        return IsOfLine(code) ? $"{account.Kind}/{new LineNumber(account.Owner!).Masked}" : code;
    }
}
