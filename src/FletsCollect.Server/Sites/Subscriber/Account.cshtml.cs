using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What was bought on this ID and on which bill it is.</summary>
public sealed class AccountModel(FletsCollectDbContext db, SpendingLimits limits, SubscriberSignOut signOut, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    /// <summary>Purchases on one page.</summary>
    private const int PageSize = 50;

    public sealed record Purchase(DateOnly Date, string Merchant, string Description, Yen Amount, BillingMonth? InvoiceMonth, LineInvoiceStatus? InvoiceStatus, string Reference, Yen Refunded, bool Cancelled, string? InvoicePdf);

    public IReadOnlyList<Purchase> Purchases { get; private set; } = [];

    public Yen Remaining { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var line = await Db.Lines.AsNoTracking().SingleAsync(row => row.Number == Credential.Line, cancellationToken);
        var household = await Db.HouseholdRules.AsNoTracking().SingleOrDefaultAsync(row => row.Line == line.Number, cancellationToken) ?? HouseholdRules.NoneOf(line.Number);
        Remaining = (await Spending.RoomAsync(Db, new Spender(line, Credential, household, IsMerchantBlocked: false), BillingMonth.At(Now), limits, cancellationToken)).Left;

        var found = await (
            from charge in Db.Charges.AsNoTracking()
            where charge.CredentialId == Person.CredentialId
            join merchant in Db.Merchants on charge.MerchantId equals merchant.Id
            join captured in Db.ChargeEvents on new { ChargeId = charge.Id, Kind = ChargeEventKind.Capture } equals new { captured.ChargeId, captured.Kind }
            join item in Db.LineInvoiceItems on captured.Id equals item.ChargeEventId into items
            from item in items.DefaultIfEmpty()
            join invoice in Db.LineInvoices on item.InvoiceId equals invoice.Id into invoices
            from invoice in invoices.DefaultIfEmpty()
            orderby charge.Id descending
            select new { charge, merchant.DisplayName, captured.BusinessDate, Month = (BillingMonth?)invoice.Month, Status = (LineInvoiceStatus?)invoice.Status, Invoice = (Guid?)invoice.Id, invoice.IssuedAt })
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        var rows = Cut(found, PageSize);
        // An invoice on which others of the household bought something is for the contractor alone.
        var printable = new HashSet<Guid>();
        foreach (var invoice in rows.Where(row => row.IssuedAt != null).Select(row => row.Invoice!.Value).Distinct())
        {
            if (await InvoicePdfEndpoint.MaySeeAsync(Db, Person.CredentialId, invoice, cancellationToken))
                printable.Add(invoice);
        }
        Purchases = [.. rows.Select(row => new Purchase(
            row.BusinessDate, row.DisplayName, row.charge.Description, row.charge.Amount, row.Month, row.Status, row.charge.PublicId, row.charge.Refunded, row.charge.Status == ChargeStatus.Cancelled,
            row.Invoice is { } id && printable.Contains(id) ? InvoicePdfEndpoint.AddressOf(PublicId.Format(PublicId.LineInvoice, id)) : null))];
    }

    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await signOut.ExecuteAsync(HttpContext);
        return RedirectToPage("/Sites/Home");
    }
}
