using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Documents;

/// <summary>Who issues invoices and statements; configuration section <c>Documents</c>. No defaults: without a name no document is written.</summary>
public sealed class DocumentIssuer : IValidatableObject
{
    public const string Section = "Documents";

    /// <summary>The provider's registered name.</summary>
    public string IssuerName { get; init; } = "";

    /// <summary>Its address, and how customers reach it, one line.</summary>
    public string IssuerAddress { get; init; } = "";

    /// <summary>T and 13 digits, under which it is registered as a qualified invoice issuer.</summary>
    public string RegistrationNumber { get; init; } = "";

    /// <summary>True when documents can be issued.</summary>
    public bool IsComplete => IssuerName.Length > 0 && RegistrationNumber.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RegistrationNumber.Length > 0 && !QualifiedInvoice.IsRegistrationNumber(RegistrationNumber))
            yield return new ValidationResult("Documents:RegistrationNumber must be T and the 13 digits of the corporate number; a digit of it is wrong.", [nameof(RegistrationNumber)]);
    }
}
