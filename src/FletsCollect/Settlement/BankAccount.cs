namespace FletsCollect.Settlement;

/// <summary>An account at a Japanese bank, in the characters of a bank file. Only merchants and the provider have one here: they are paid and never pay.</summary>
/// <param name="BankCode">Four digits.</param>
/// <param name="BankName">The bank's name in kana.</param>
/// <param name="BranchCode">Three digits.</param>
/// <param name="BranchName">The branch's name in kana.</param>
/// <param name="Type">The kind of account.</param>
/// <param name="Number">Up to seven digits; seven once it is normalised.</param>
/// <param name="Holder">The holder's name in kana, as the bank has it.</param>
public sealed record BankAccount(string BankCode, string BankName, string BranchCode, string BranchName, BankAccountType Type, string Number, string Holder)
{
    public const int NumberDigits = 7;

    /// <summary>The longest name that is kept; a bank file takes as much of its beginning as fits.</summary>
    public const int LongestName = 60;

    /// <summary>The account as a person may see it who only has to recognise it.</summary>
    public string Masked => $"{BankCode}-{BranchCode}-****{(Number.Length >= 3 ? Number[^3..] : "")}";

    /// <summary>The same account with names and number as a bank file has them, or the first field that cannot be written.</summary>
    public (BankAccount? Account, ZenginFault? Fault) Normalise()
    {
        if (!Enum.IsDefined(Type))
            return (null, new ZenginFault(nameof(Type), ZenginFaultReason.NotDigits));
        var digits = Digits(nameof(BankCode), BankCode, 4) ?? Digits(nameof(BranchCode), BranchCode, 3) ?? Digits(nameof(Number), Number.PadLeft(NumberDigits, '0'), NumberDigits);
        if (digits is not null || Number.Length == 0)
            return (null, digits ?? new ZenginFault(nameof(Number), ZenginFaultReason.Missing));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, text) in new[] { (nameof(BankName), BankName), (nameof(BranchName), BranchName), (nameof(Holder), Holder) })
        {
            var (name, fault) = ZenginFault.Normalise(field, text, LongestName);
            if (name is null)
                return (null, fault);
            names[field] = name;
        }
        var normalised = this with
        {
            BankName = names[nameof(BankName)],
            BranchName = names[nameof(BranchName)],
            Number = Number.PadLeft(NumberDigits, '0'),
            Holder = names[nameof(Holder)],
        };
        return (normalised, null);
    }

    /// <summary>Without the account's number, which belongs in no log.</summary>
    public override string ToString() => Masked;

    private static ZenginFault? Digits(string field, string text, int length) =>
        text.Length == length && text.All(char.IsAsciiDigit) ? null : new ZenginFault(field, ZenginFaultReason.NotDigits);
}

/// <summary>Kinds of account, with their digit in a bank file.</summary>
public enum BankAccountType
{
    /// <summary>普通</summary>
    Ordinary = 1,

    /// <summary>当座</summary>
    Current = 2,

    /// <summary>貯蓄</summary>
    Savings = 4,

    /// <summary>その他</summary>
    Other = 9,
}

/// <summary>Why something cannot stand in a bank file.</summary>
public enum ZenginFaultReason
{
    Missing,

    /// <summary>Not the digits that the field takes, or not as many.</summary>
    NotDigits,
    TooLong,

    /// <summary>A character that bank files do not have.</summary>
    CharacterUnknown,

    /// <summary>Nothing, less than nothing, or more than the field holds.</summary>
    AmountOutOfRange,

    /// <summary>A day on which banks do not transfer.</summary>
    NotABankDay,

    /// <summary>Two transfers under the same number.</summary>
    Repeated,
}

/// <summary>A field of a bank file that cannot be written.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The character that is to blame, where one is.</param>
public sealed record ZenginFault(string Field, ZenginFaultReason Reason, string? Detail = null)
{
    public override string ToString() => Detail is null ? $"{Field}: {Reason}" : $"{Field}: {Reason} '{Detail}'";

    /// <summary>A name as a bank file has it, or why it has none.</summary>
    internal static (string? Name, ZenginFault? Fault) Normalise(string field, string text, int longest)
    {
        if (!ZenginText.TryNormalise(text, out var name, out var offender))
            return (null, new ZenginFault(field, ZenginFaultReason.CharacterUnknown, offender.ToString()));
        if (name.Length == 0)
            return (null, new ZenginFault(field, ZenginFaultReason.Missing));
        return name.Length > longest ? (null, new ZenginFault(field, ZenginFaultReason.TooLong)) : (name, null);
    }
}
