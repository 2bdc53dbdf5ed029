using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>Every consent that was given with this ID, the newest first, and every merchant that it only signed in to.</summary>
public sealed class GrantsModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    private const int PageSize = 20;
    private const int MostSignIns = 50;

    public sealed record Row(ChargeGrant Grant, string Merchant);

    public sealed record SignInRow(MerchantSignIn SignIn, string Merchant);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<SignInRow> SignIns { get; private set; } = [];

    public bool MoreSignIns { get; private set; }

    /// <summary>True right after a merchant was disconnected.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "disconnected")]
    public bool Disconnected { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var found = await (
            from grant in Db.ChargeGrants.AsNoTracking()
            where grant.CredentialId == Person.CredentialId
            join merchant in Db.Merchants on grant.MerchantId equals merchant.Id
            orderby grant.Id descending
            select new { grant, merchant.DisplayName })
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        var rows = Cut(found, PageSize);
        Rows = [.. rows.Select(row => new Row(row.grant, row.DisplayName))];
        var signIns = await (
            from signIn in Db.MerchantSignIns.AsNoTracking()
            where signIn.CredentialId == Person.CredentialId
            join merchant in Db.Merchants on signIn.MerchantId equals merchant.Id
            orderby signIn.LastAt descending
            select new { signIn, merchant.DisplayName })
            .Take(MostSignIns + 1)
            .ToListAsync(cancellationToken);
        MoreSignIns = signIns.Count > MostSignIns;
        SignIns = [.. signIns.Take(MostSignIns).Select(row => new SignInRow(row.signIn, row.DisplayName))];
    }
}
