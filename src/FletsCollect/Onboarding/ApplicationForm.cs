using FletsCollect.Merchants;
using FletsCollect.Settlement;

namespace FletsCollect.Onboarding;

/// <summary>What a company says of itself on the application form, checked and in one form: full and half width, spaces and hyphens no longer matter.</summary>
/// <param name="Company">The company that sells, as registered.</param>
/// <param name="InvoiceNumber">Its number as an issuer of qualified invoices, T and 13 digits; null when it is none.</param>
/// <param name="PostalAddress">Where it is.</param>
/// <param name="PersonName">Who answers for the application, and becomes the owner of the merchant's account.</param>
/// <param name="MailAddress">That person's.</param>
/// <param name="Phone">That person's: digits and hyphens.</param>
/// <param name="ServiceName">The service as its customers know it.</param>
/// <param name="Industry">In its own words.</param>
/// <param name="Channel">Where the service is reached.</param>
/// <param name="ExpectedPrices">What is to be sold at which prices, in its own words.</param>
/// <param name="Monthly">True when it wants to charge by the month, too.</param>
/// <param name="SiteAddress">An https address that anybody can open.</param>
/// <param name="SupportContact">Where its customers reach it.</param>
/// <param name="Account">Where it is paid, in the characters of a bank file.</param>
public sealed record ApplicationForm(
    string Company, string? InvoiceNumber, string PostalAddress, string PersonName, string MailAddress, string Phone, string ServiceName, string Industry, MerchantChannel Channel,
    string ExpectedPrices, bool Monthly, string SiteAddress, string SupportContact, BankAccount Account);

/// <summary>The form as it was typed.</summary>
public sealed record TypedApplication
{
    public string? Company { get; set; }

    public string? InvoiceNumber { get; set; }

    public string? PostalAddress { get; set; }

    public string? PersonName { get; set; }

    public string? MailAddress { get; set; }

    public string? Phone { get; set; }

    public string? ServiceName { get; set; }

    public string? Industry { get; set; }

    public MerchantChannel? Channel { get; set; }

    public string? ExpectedPrices { get; set; }

    public bool Monthly { get; set; }

    public string? SiteAddress { get; set; }

    public string? SupportContact { get; set; }

    public string? BankCode { get; set; }

    public string? BankName { get; set; }

    public string? BranchCode { get; set; }

    public string? BranchName { get; set; }

    public BankAccountType? AccountType { get; set; }

    public string? AccountNumber { get; set; }

    public string? AccountHolder { get; set; }
}

/// <summary>Why a field of the form is not taken.</summary>
public enum ApplicationFaultReason
{
    Missing,
    TooLong,

    /// <summary>Control characters.</summary>
    NotText,
    NotChosen,

    /// <summary>Not T and 13 digits.</summary>
    NotAnInvoiceNumber,

    /// <summary>One of the 13 digits is wrong: the first does not check the others.</summary>
    CheckDigitWrong,
    NotAMailAddress,
    NotAPhoneNumber,

    /// <summary>Not an https address under a name that the public Internet has.</summary>
    NotAPublicAddress,

    /// <summary>Not as many digits as a bank has there.</summary>
    NotDigits,

    /// <summary>A character that bank files do not have.</summary>
    NotKana,
}

/// <summary>A field that is not taken.</summary>
/// <param name="Field">Its name in <see cref="TypedApplication"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The character that is to blame, or the longest that the field takes.</param>
public sealed record ApplicationFault(string Field, ApplicationFaultReason Reason, string? Detail = null);
