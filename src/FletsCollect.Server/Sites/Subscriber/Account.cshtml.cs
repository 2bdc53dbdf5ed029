using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>
/// The front page of the account: what is on no bill yet, what the next one will come to, and every purchase with the bill that it is on,
/// by seller and month. The contractor sees the household's.
/// </summary>
public sealed class AccountModel(FletsCollectDbContext db, SpendingLimits limits, SubscriberSignOut signOut, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    /// <summary>Purchases on one page.</summary>
    private const int PageSize = 50;

    /// <summary>The most sellers that can be chosen from; a household rarely has ten.</summary>
    private const int MostSellers = 200;

    /// <param name="Buyer">The ID that bought it; null when it is the one that is signed in.</param>
    public sealed record Purchase(DateOnly Date, string Merchant, string Description, Yen Amount, string Bill, BillingMonth? InvoiceMonth, string Reference, Yen Refunded, string? Buyer, string? InvoicePdf);

    public IReadOnlyList<Purchase> Purchases { get; private set; } = [];

    public Yen Remaining { get; private set; }

    public BillForecast Forecast { get; private set; } = null!;

    /// <summary>Everybody who sold something, by code.</summary>
    public IReadOnlyList<(string Code, string Name)> Sellers { get; private set; } = [];

    /// <summary>The months since the first purchase, the latest first.</summary>
    public IReadOnlyList<BillingMonth> Months { get; private set; } = [];

    /// <summary>The seller that is asked for, by code; null for all.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "seller")]
    public string? Seller { get; set; }

    /// <summary>The month that is asked for, <c>yyyy-MM</c>; null for all.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "month")]
    public string? Month { get; set; }

    public bool IsFiltered => Seller is { Length: > 0 } || BillingMonth.TryParse(Month, out _);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var line = await Db.Lines.AsNoTracking().SingleAsync(row => row.Number == Credential.Line, cancellationToken);
        var household = await Db.HouseholdRules.AsNoTracking().SingleOrDefaultAsync(row => row.Line == line.Number, cancellationToken) ?? HouseholdRules.NoneOf(line.Number);
        Remaining = (await Spending.RoomAsync(Db, new Spender(line, Credential, household, IsMerchantBlocked: false), BillingMonth.At(Now), limits, cancellationToken)).Left;
        Forecast = await BillForecast.OfAsync(Db, Credential, Now, cancellationToken);
        await ReadChoicesAsync(cancellationToken);
        await ReadPurchasesAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await signOut.ExecuteAsync(HttpContext);
        return RedirectToPage("/Sites/Home");
    }

    private async Task ReadChoicesAsync(CancellationToken cancellationToken)
    {
        var purchases = VisiblePurchases.To(Db, Credential);
        Sellers = [.. (await Db.Merchants.AsNoTracking()
            .Where(merchant => purchases.Select(charge => charge.MerchantId).Contains(merchant.Id))
            .OrderBy(merchant => merchant.Code).Take(MostSellers)
            .Select(merchant => new { merchant.Code, merchant.DisplayName })
            .ToListAsync(cancellationToken)).Select(merchant => (merchant.Code, merchant.DisplayName))];
        var first = await (
            from charge in purchases
            join happened in Db.ChargeEvents on new { ChargeId = charge.Id, Kind = ChargeEventKind.Capture } equals new { happened.ChargeId, happened.Kind }
            select (DateOnly?)happened.BusinessDate).MinAsync(cancellationToken);
        var months = new List<BillingMonth>();
        for (var month = BillingMonth.At(Now); first is { } day && month >= BillingMonth.Of(day); month = month.Previous)
            months.Add(month);
        Months = months;
    }

    private async Task ReadPurchasesAsync(CancellationToken cancellationToken)
    {
        var all =
            from charge in VisiblePurchases.To(Db, Credential)
            join merchant in Db.Merchants on charge.MerchantId equals merchant.Id
            join buyer in Db.Users on charge.CredentialId equals buyer.Id
            join captured in Db.ChargeEvents on new { ChargeId = charge.Id, Kind = ChargeEventKind.Capture } equals new { captured.ChargeId, captured.Kind }
            join item in Db.LineInvoiceItems on captured.Id equals item.ChargeEventId into items
            from item in items.DefaultIfEmpty()
            join invoice in Db.LineInvoices on item.InvoiceId equals invoice.Id into invoices
            from invoice in invoices.DefaultIfEmpty()
            select new { charge, merchant.Code, merchant.DisplayName, buyer.UserName, captured.BusinessDate, Month = (BillingMonth?)invoice.Month, Status = (LineInvoiceStatus?)invoice.Status, Invoice = (Guid?)invoice.Id, invoice.IssuedAt };
        if (Seller is { Length: > 0 } seller)
            all = all.Where(row => row.Code == seller);
        if (BillingMonth.TryParse(Month, out var month))
        {
            var (firstDay, lastDay) = (month.FirstDay, month.LastDay);
            all = all.Where(row => row.BusinessDate >= firstDay && row.BusinessDate <= lastDay);
        }
        var rows = Cut(await all.OrderByDescending(row => row.charge.Id).Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancellationToken), PageSize);
        var printable = new HashSet<Guid>();
        foreach (var invoice in rows.Where(row => row.IssuedAt != null).Select(row => row.Invoice!.Value).Distinct())
        {
            if (await InvoicePdfEndpoint.MaySeeAsync(Db, Credential, invoice, cancellationToken))
                printable.Add(invoice);
        }
        Purchases = [.. rows.Select(row => new Purchase(
            row.BusinessDate, row.DisplayName, row.charge.Description, row.charge.Amount, PurchaseWords.Bill(row.charge.Status, row.Month, row.Status), row.Month, row.charge.PublicId, row.charge.Refunded,
            row.charge.CredentialId == Credential.Id ? null : row.UserName,
            row.Invoice is { } id && printable.Contains(id) ? InvoicePdfEndpoint.AddressOf(PublicId.Format(PublicId.LineInvoice, id)) : null))];
    }
}
