using System.Net;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>A subscriber gets the invoices of the own line as PDF, and nobody else does.</summary>
public sealed class InvoicePdfTests(RunningServer server)
{
    [Fact]
    public async Task Own_invoice_is_given_to_who_is_signed_in()
    {
        using var stranger = server.NewPerson();
        using var person = await server.NewSubscriberAsync();
        await SignInAsync(person);
        var own = await InvoiceAsync(new LineNumber("CAF0000000001"), new BillingMonth(2025, 1));

        var pdf = await person.OpenAsync($"/account/invoices/{own}.pdf");

        Assert.Equal((HttpStatusCode.OK, "no-store"), (pdf.Status, pdf.Headers["Cache-Control"]));
        Assert.StartsWith("%PDF-", pdf.Document!.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await stranger.OpenAsync($"/account/invoices/{own}.pdf")).Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Invoice_of_another_line_or_of_none_or_not_issued_is_not_there()
    {
        using var person = await server.NewSubscriberAsync();
        await SignInAsync(person);
        string[] foreign =
        [
            await InvoiceAsync(new LineNumber("CAF0000000002"), new BillingMonth(2025, 2)),
            await InvoiceAsync(new LineNumber("CAF0000000001"), new BillingMonth(2025, 3), issued: false),
            PublicId.Format(PublicId.LineInvoice, Guid.CreateVersion7()),
            "nonsense",
        ];

        foreach (var invoice in foreign)
            Assert.Equal(HttpStatusCode.NotFound, (await person.OpenAsync($"/account/invoices/{invoice}.pdf")).Status);
    }

    private static async Task SignInAsync(Person person) =>
        await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", person.UserName!), ("Password", Person.Password));

    /// <summary>An invoice of nothing, as no close makes one: enough to be printed.</summary>
    private Task<string> InvoiceAsync(LineNumber line, BillingMonth month, bool issued = true) => server.DatabaseAsync(async db =>
    {
        var invoice = LineInvoice.Frozen(line, month, new DateTime(2025, 4, 1, 0, 0, 0, DateTimeKind.Utc));
        db.Add(invoice);
        if (issued)
        {
            db.Entry(invoice).Property(row => row.Status).CurrentValue = LineInvoiceStatus.Issued;
            db.Entry(invoice).Property(row => row.IssuedAt).CurrentValue = invoice.CreatedAt;
        }
        await db.SaveChangesAsync();
        return invoice.PublicId;
    });
}
