using FletsCollect.Documents;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>What the product looks at by itself before a person judges.</summary>
public enum ApplicationCheck
{
    /// <summary>The first of the 13 digits checks the others; who has no number issues no qualified invoices.</summary>
    InvoiceNumber,

    /// <summary>Number and kana can be written in a bank file.</summary>
    Account,

    /// <summary>https, under a public name.</summary>
    SiteAddress,

    /// <summary>No merchant and no other application has the company's, the service's name or the number.</summary>
    NotKnown,
}

/// <summary>What a check found.</summary>
/// <param name="Check">Which.</param>
/// <param name="Passed">Null where there is nothing to look at.</param>
/// <param name="Others">Who is known already: codes of merchants, public ids of applications.</param>
public sealed record ApplicationFinding(ApplicationCheck Check, bool? Passed, IReadOnlyList<string> Others)
{
    /// <summary>The most others that a finding names.</summary>
    public const int MostOthers = 10;

    /// <summary>Looks at an application anew: rules may have changed since it was sent, and others may have come.</summary>
    public static async Task<IReadOnlyList<ApplicationFinding>> OfAsync(FletsCollectDbContext db, MerchantApplication application, CancellationToken cancellationToken)
    {
        var (id, company, service, number) = (application.Id, application.Company, application.ServiceName, application.InvoiceNumber);
        var merchants = await db.Merchants.AsNoTracking()
            .Where(row => row.Id != id && (row.LegalName == company || row.DisplayName == service))
            .OrderBy(row => row.Code).Select(row => row.Code).Take(MostOthers).ToListAsync(cancellationToken);
        var applications = await db.MerchantApplications.AsNoTracking()
            .Where(row => row.Id != id && row.Status != MerchantStatus.Rejected && (row.Company == company || row.ServiceName == service || (number != null && row.InvoiceNumber == number)))
            .OrderBy(row => row.Id).Select(row => row.Id).Take(MostOthers).ToListAsync(cancellationToken);
        List<string> others = [.. merchants, .. applications.Select(row => PublicId.Format(PublicId.MerchantApplication, row))];
        return
        [
            new(ApplicationCheck.InvoiceNumber, number is null ? null : QualifiedInvoice.IsRegistrationNumber(number), []),
            new(ApplicationCheck.Account, application.Account.Normalise().Account is not null, []),
            new(ApplicationCheck.SiteAddress, ApplicationReading.IsPublicAddress(application.SiteAddress), []),
            new(ApplicationCheck.NotKnown, others.Count == 0, others),
        ];
    }
}
