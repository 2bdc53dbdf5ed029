using System.Globalization;
using FletsCollect.Documents;
using FletsCollect.Mail;
using FletsCollect.Settlement;
using FletsCollect.Staff;

namespace FletsCollect.Onboarding;

/// <summary>Reads the application form as people type it, in either width, and says of every field what is wrong with it.</summary>
public sealed class ApplicationReading
{
    /// <summary>The longest names and contacts.</summary>
    public const int LongestName = 100;

    /// <summary>The longest addresses and the words on prices.</summary>
    public const int LongestText = 200;

    /// <summary>Names that exist in one network or on one machine alone (RFC 2606, RFC 6761, RFC 6762, RFC 8375).</summary>
    private static readonly string[] PrivateEndings = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid", ".onion"];

    private static readonly BankAccount Sound = new("0000", "ｱ", "000", "ｱ", BankAccountType.Ordinary, "0000000", "ｱ");

    private readonly List<ApplicationFault> faults = [];

    private ApplicationReading() { }

    /// <summary>The form; or null and every fault, in the order of the form.</summary>
    public static (ApplicationForm? Form, IReadOnlyList<ApplicationFault> Faults) Read(TypedApplication typed)
    {
        var reading = new ApplicationReading();
        var form = new ApplicationForm(
            reading.Text(nameof(typed.Company), typed.Company, LongestName),
            reading.InvoiceNumber(typed.InvoiceNumber),
            reading.Text(nameof(typed.PostalAddress), typed.PostalAddress, LongestText),
            reading.Text(nameof(typed.PersonName), typed.PersonName, LongestName),
            reading.MailAddress(typed.MailAddress),
            reading.Phone(typed.Phone),
            reading.Text(nameof(typed.ServiceName), typed.ServiceName, LongestName),
            reading.Text(nameof(typed.Industry), typed.Industry, LongestName),
            reading.Chosen(nameof(typed.Channel), typed.Channel),
            reading.Text(nameof(typed.ExpectedPrices), typed.ExpectedPrices, LongestText),
            typed.Monthly,
            reading.SiteAddress(typed.SiteAddress),
            reading.Text(nameof(typed.SupportContact), typed.SupportContact, LongestText),
            reading.Account(typed));
        return reading.faults.Count == 0 ? (form, []) : (null, reading.faults);
    }

    /// <summary>True for an https address under a name of the public Internet, which an address of numbers is not.</summary>
    public static bool IsPublicAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.HostNameType == UriHostNameType.Dns && address.UserInfo.Length == 0
        && address.Host.Contains('.', StringComparison.Ordinal) && !PrivateEndings.Any(ending => address.Host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private string Text(string field, string? typed, int longest)
    {
        var text = OneForm.Of(typed);
        if (text.Length == 0)
            faults.Add(new ApplicationFault(field, ApplicationFaultReason.Missing));
        else if (text.Length > longest)
            faults.Add(new ApplicationFault(field, ApplicationFaultReason.TooLong, longest.ToString(CultureInfo.InvariantCulture)));
        else if (text.Any(char.IsControl))
            faults.Add(new ApplicationFault(field, ApplicationFaultReason.NotText));
        return text;
    }

    private string? InvoiceNumber(string? typed)
    {
        const string Field = nameof(TypedApplication.InvoiceNumber);
        var text = Digits(typed).ToUpperInvariant();
        if (text.Length == 0)
            return null;
        // The corporate number alone is what many write.
        if (text.All(char.IsAsciiDigit))
            text = "T" + text;
        if (text.Length != 14 || text[0] != 'T' || !text.Skip(1).All(char.IsAsciiDigit))
            faults.Add(new ApplicationFault(Field, ApplicationFaultReason.NotAnInvoiceNumber));
        else if (!QualifiedInvoice.IsRegistrationNumber(text))
            faults.Add(new ApplicationFault(Field, ApplicationFaultReason.CheckDigitWrong));
        return text;
    }

    private string MailAddress(string? typed)
    {
        const string Field = nameof(TypedApplication.MailAddress);
        if (OneForm.Of(typed).Length == 0)
            faults.Add(new ApplicationFault(Field, ApplicationFaultReason.Missing));
        else if (MailAddresses.Of(typed) is null)
            faults.Add(new ApplicationFault(Field, ApplicationFaultReason.NotAMailAddress));
        return MailAddresses.Of(typed) ?? "";
    }

    /// <summary>A Japanese number with its area code has ten or eleven digits; with the country's, up to fifteen (ITU-T E.164).</summary>
    private string Phone(string? typed)
    {
        const string Field = nameof(TypedApplication.Phone);
        var text = string.Concat(OneForm.Of(typed).Select(character => IsDash(character) ? '-' : character).Where(character => character != ' '));
        if (text.Length == 0)
            faults.Add(new ApplicationFault(Field, ApplicationFaultReason.Missing));
        else if (text.Count(char.IsAsciiDigit) is < 10 or > 15 || text.Length > 30 || !text.All(character => char.IsAsciiDigit(character) || character is '-' or '+' or '(' or ')'))
            faults.Add(new ApplicationFault(Field, ApplicationFaultReason.NotAPhoneNumber));
        return text;
    }

    private string SiteAddress(string? typed)
    {
        var text = Text(nameof(TypedApplication.SiteAddress), typed, LongestText);
        if (text.Length is > 0 and <= LongestText && !IsPublicAddress(text))
            faults.Add(new ApplicationFault(nameof(TypedApplication.SiteAddress), ApplicationFaultReason.NotAPublicAddress));
        return text;
    }

    private T Chosen<T>(string field, T? typed)
        where T : struct, Enum
    {
        if (typed is not { } chosen || !Enum.IsDefined(chosen))
            faults.Add(new ApplicationFault(field, ApplicationFaultReason.NotChosen));
        return typed.GetValueOrDefault();
    }

    /// <summary>The account's own rules name one field at a time; the form shows all that is wrong at once, so each part is looked at beside others that are right.</summary>
    private BankAccount Account(TypedApplication typed) => new(
        Part(nameof(typed.BankCode), Digits(typed.BankCode), (sound, text) => sound with { BankCode = text }, account => account.BankCode),
        Part(nameof(typed.BankName), typed.BankName, (sound, text) => sound with { BankName = text }, account => account.BankName),
        Part(nameof(typed.BranchCode), Digits(typed.BranchCode), (sound, text) => sound with { BranchCode = text }, account => account.BranchCode),
        Part(nameof(typed.BranchName), typed.BranchName, (sound, text) => sound with { BranchName = text }, account => account.BranchName),
        Chosen(nameof(typed.AccountType), typed.AccountType),
        Part(nameof(typed.AccountNumber), Digits(typed.AccountNumber), (sound, text) => sound with { Number = text }, account => account.Number),
        Part(nameof(typed.AccountHolder), typed.AccountHolder, (sound, text) => sound with { Holder = text }, account => account.Holder));

    private string Part(string field, string? typed, Func<BankAccount, string, BankAccount> put, Func<BankAccount, string> get)
    {
        var text = typed ?? "";
        var (account, fault) = put(Sound, text).Normalise();
        if (account is not null)
            return get(account);
        faults.Add(fault!.Reason switch
        {
            _ when string.IsNullOrWhiteSpace(text) => new ApplicationFault(field, ApplicationFaultReason.Missing),
            ZenginFaultReason.CharacterUnknown => new ApplicationFault(field, ApplicationFaultReason.NotKana, fault.Detail),
            ZenginFaultReason.TooLong => new ApplicationFault(field, ApplicationFaultReason.TooLong, BankAccount.LongestName.ToString(CultureInfo.InvariantCulture)),
            _ => new ApplicationFault(field, ApplicationFaultReason.NotDigits),
        });
        return text;
    }

    /// <summary>Without the spaces and hyphens that people put into numbers.</summary>
    private static string Digits(string? typed) => string.Concat(OneForm.Of(typed).Where(character => character != ' ' && !IsDash(character)));

    private static bool IsDash(char character) => character is '-' or 'ー' or '‐' or '‑' or '–' or '—' or '―' or '−';
}
