using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What was bought on this ID and on which bill it is.</summary>
public sealed class AccountModel(FletsCollectDbContext db, SpendingLimits limits, SubscriberSignOut signOut, CredentialRules rules, TimeProvider clock) : SignedInPage(db, rules, clock)
{
    private readonly FletsCollectDbContext db = db;

    /// <summary>Purchases on one page.</summary>
    private const int PageSize = 50;

    public sealed record Purchase(DateOnly Date, string Merchant, string Description, Yen Amount, BillingMonth? InvoiceMonth, LineInvoiceStatus? InvoiceStatus, string Reference, Yen Refunded, bool Cancelled, string? InvoicePdf);

    public IReadOnlyList<Purchase> Purchases { get; private set; } = [];

    // From the query only: Razor Pages keep a route value of the same name, the path of the page itself.
    [BindProperty(SupportsGet = true), FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public Pager Pager { get; private set; } = new(1, HasMore: false);

    public Yen Remaining { get; private set; }

    /// <summary>All that is posted here is a sign-out.</summary>
    protected override bool NeedsFreshSignIn => false;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var line = await db.Lines.AsNoTracking().SingleAsync(row => row.Number == Credential.Line, cancellationToken);
        var household = await db.HouseholdRules.AsNoTracking().SingleOrDefaultAsync(row => row.Line == line.Number, cancellationToken) ?? HouseholdRules.NoneOf(line.Number);
        Remaining = (await Spending.RoomAsync(db, new Spender(line, Credential, household, IsMerchantBlocked: false), BillingMonth.At(Now), limits, cancellationToken)).Left;

        var found = await (
            from charge in db.Charges.AsNoTracking()
            where charge.CredentialId == Person.CredentialId
            join merchant in db.Merchants on charge.MerchantId equals merchant.Id
            join captured in db.ChargeEvents on new { ChargeId = charge.Id, Kind = ChargeEventKind.Capture } equals new { captured.ChargeId, captured.Kind }
            join item in db.LineInvoiceItems on captured.Id equals item.ChargeEventId into items
            from item in items.DefaultIfEmpty()
            join invoice in db.LineInvoices on item.InvoiceId equals invoice.Id into invoices
            from invoice in invoices.DefaultIfEmpty()
            orderby charge.Id descending
            select new { charge, merchant.DisplayName, captured.BusinessDate, Month = (BillingMonth?)invoice.Month, Status = (LineInvoiceStatus?)invoice.Status, Invoice = (Guid?)invoice.Id, invoice.IssuedAt })
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        (var rows, Pager) = Pager.Cut(found, PageSize, PageNumber);
        // An invoice on which others of the household bought something is for the contractor alone.
        var printable = new HashSet<Guid>();
        foreach (var invoice in rows.Where(row => row.IssuedAt != null).Select(row => row.Invoice!.Value).Distinct())
        {
            if (await InvoicePdfEndpoint.MaySeeAsync(db, Person.CredentialId, invoice, cancellationToken))
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
