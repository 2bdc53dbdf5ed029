using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using FletsCollect.Audit;
using FletsCollect.Merchants;
using FletsCollect.Settlement;

namespace FletsCollect.Onboarding;

/// <summary>
/// A company that asks to sell by this service: what it entered, unchanged, and where it stands until it is contracted or rejected. From the
/// contract on the merchant of the same key goes on along the same table of moves.
/// </summary>
public sealed class MerchantApplication
{
    private const int TokenBytes = 32;

    private MerchantApplication() { }

    /// <param name="form">What was entered.</param>
    /// <param name="token">Of the form; the address of the applicant's page.</param>
    /// <param name="language">Of the form, <c>ja</c> or <c>en</c>.</param>
    /// <param name="now">When.</param>
    public MerchantApplication(ApplicationForm form, string token, string language, DateTime now)
    {
        Id = Guid.CreateVersion7();
        TokenHash = HashOf(token);
        Company = form.Company;
        InvoiceNumber = form.InvoiceNumber;
        PostalAddress = form.PostalAddress;
        PersonName = form.PersonName;
        MailAddress = form.MailAddress;
        Phone = form.Phone;
        ServiceName = form.ServiceName;
        Industry = form.Industry;
        Channel = form.Channel;
        ExpectedPrices = form.ExpectedPrices;
        Monthly = form.Monthly;
        SiteAddress = form.SiteAddress;
        SupportContact = form.SupportContact;
        Account = form.Account;
        Language = language;
        SubmittedAt = now;
    }

    /// <summary>Its key, and later the merchant's.</summary>
    public Guid Id { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.MerchantApplication, Id);

    /// <summary>SHA-256 of the form's token, base64url. Unique: the form sent twice is one application.</summary>
    public string TokenHash { get; private set; } = "";

    /// <summary>Of <see cref="MerchantStatus"/> up to contracted or rejected.</summary>
    public MerchantStatus Status { get; private set; }

    public string Company { get; private set; } = "";

    public string? InvoiceNumber { get; private set; }

    public string PostalAddress { get; private set; } = "";

    public string PersonName { get; private set; } = "";

    public string MailAddress { get; private set; } = "";

    public string Phone { get; private set; } = "";

    /// <summary>What that person is written to in, <c>ja</c> or <c>en</c>: the language of the form.</summary>
    public string Language { get; private set; } = "";

    public string ServiceName { get; private set; } = "";

    public string Industry { get; private set; } = "";

    public MerchantChannel Channel { get; private set; }

    public string ExpectedPrices { get; private set; } = "";

    public bool Monthly { get; private set; }

    public string SiteAddress { get; private set; } = "";

    public string SupportContact { get; private set; } = "";

    public BankAccount Account { get; private set; } = null!;

    public DateTime SubmittedAt { get; private set; }

    /// <summary>The code that the merchant will have; null until terms were offered. Unique.</summary>
    public string? MerchantCode { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public MerchantNames Names => new(ServiceName, Company, Industry, PostalAddress, SupportContact);

    /// <summary>A new token for a form: the address of the page that it leads to, which nobody guesses.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>True for a token as <see cref="NewToken"/> makes it.</summary>
    public static bool IsToken([NotNullWhen(true)] string? text) => text is not null && Base64Url.IsValid(text, out var bytes) && bytes == TokenBytes;

    public static string HashOf(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Keeps the code under which terms are offered; it may change until the contract.</summary>
    internal void Name(string code)
    {
        MerchantCode = code;
        Version++;
    }

    /// <summary>Moves it along an edge.</summary>
    /// <exception cref="InvalidOperationException">There is no such edge.</exception>
    internal MerchantEvent Move(MerchantMove move, AuditActor by, string note, DateTime now)
    {
        var moved = MerchantEvent.Of(Id, Status, move, by, note, now);
        Status = moved.ToStatus;
        Version++;
        return moved;
    }
}
