using FletsCollect.Charges;
using FletsCollect.Documents;
using FletsCollect.Server.Documents;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>
/// The subscriber's own invoices as PDF. An ID sees the invoice of its line only when it sees every purchase on it: others in the
/// household have theirs to themselves and to the contractor, who pays.
/// </summary>
public static class InvoicePdfEndpoint
{
    public static IEndpointRouteBuilder MapInvoicePdf(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/account/invoices/{id}.pdf", PrintAsync).RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = IdentityConstants.ApplicationScheme });
        return routes;
    }

    /// <summary>The address of an invoice's PDF.</summary>
    public static string AddressOf(string invoice) => $"/account/invoices/{invoice}.pdf";

    /// <summary>True when an ID may see the whole invoice of its line.</summary>
    public static async Task<bool> MaySeeAsync(FletsCollectDbContext db, Credential credential, Guid invoiceId, CancellationToken cancellationToken)
    {
        var seen = VisiblePurchases.To(db, credential);
        return !await db.LineInvoiceItems.AnyAsync(item => item.InvoiceId == invoiceId && !seen.Any(charge => charge.Id == item.ChargeId), cancellationToken);
    }

    private static async Task<IResult> PrintAsync(string id, HttpContext http, FletsCollectDbContext db, DocumentIssuer issuer, DocumentFont font, DocumentPdf pdf, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        var person = await SignedIn.ReadAsync(http);
        if (person is null)
            return TypedResults.Challenge(authenticationSchemes: [IdentityConstants.ApplicationScheme]);
        // Of another line, of another ID, not issued, not there: all the same to who asks.
        if (!PublicId.TryParse(PublicId.LineInvoice, id, out var key))
            return TypedResults.NotFound();
        var credential = await db.Users.AsNoTracking().SingleAsync(credential => credential.Id == person.CredentialId, cancellationToken);
        var invoice = await db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(invoice => invoice.Id == key && invoice.Line == credential.Line, cancellationToken);
        if (invoice is null || !await MaySeeAsync(db, credential, invoice.Id, cancellationToken))
            return TypedResults.NotFound();
        if (!issuer.IsComplete || font.Problem is not null)
            return TypedResults.Problem(detail: "Documents cannot be printed on this server.", statusCode: StatusCodes.Status503ServiceUnavailable);
        return await LineInvoiceDocument.OfAsync(db, invoice, issuer, cancellationToken) is { } document
            ? TypedResults.File(pdf.Print(document), "application/pdf", $"{invoice.Month}-{invoice.PublicId}.pdf")
            : TypedResults.NotFound();
    }
}
