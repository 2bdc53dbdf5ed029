using FletsCollect.Billing;
using FletsCollect.Documents;
using FletsCollect.Server.Documents;
using FletsCollect.Server.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>
/// The subscriber's own invoices as PDF. An ID sees the invoice of its line only when everything on it was bought on this ID: others in
/// the household have their own purchases to themselves.
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
    public static async Task<bool> MaySeeAsync(FletsCollectDbContext db, Guid credentialId, Guid invoiceId, CancellationToken cancellationToken)
    {
        var others = from item in db.LineInvoiceItems
                     where item.InvoiceId == invoiceId
                     join charge in db.Charges on item.ChargeId equals charge.Id
                     where charge.CredentialId != credentialId
                     select item.ChargeEventId;
        return !await others.AnyAsync(cancellationToken);
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
        var line = await db.Users.AsNoTracking().Where(credential => credential.Id == person.CredentialId).Select(credential => credential.Line).SingleAsync(cancellationToken);
        var invoice = await db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(invoice => invoice.Id == key && invoice.Line == line, cancellationToken);
        if (invoice is null || !await MaySeeAsync(db, person.CredentialId, invoice.Id, cancellationToken))
            return TypedResults.NotFound();
        if (!issuer.IsComplete || font.Problem is not null)
            return TypedResults.Problem(detail: "Documents cannot be printed on this server.", statusCode: StatusCodes.Status503ServiceUnavailable);
        return await LineInvoiceDocument.OfAsync(db, invoice, issuer, cancellationToken) is { } document
            ? TypedResults.File(pdf.Print(document), "application/pdf", $"{invoice.Month}-{invoice.PublicId}.pdf")
            : TypedResults.NotFound();
    }
}
