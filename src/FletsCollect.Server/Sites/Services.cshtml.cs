using FletsCollect.Merchants;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites;

/// <summary>The public directory of merchants by industry (domain.md R10-12): service, company, and since when or that it is planned. The order carries no meaning.</summary>
public sealed class ServicesModel(FletsCollectDbContext db) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true), FromQuery(Name = "industry")]
    public string? Industry { get; set; }

    // From the query only: Razor Pages keep a route value of the same name, the path of the page itself.
    [BindProperty(SupportsGet = true), FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<string> Industries { get; private set; } = [];

    public IReadOnlyList<Merchant> Merchants { get; private set; } = [];

    public bool HasMore { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var listed = db.Merchants.AsNoTracking().Where(Merchant.IsListed);
        Industries = await listed.Select(merchant => merchant.Industry).Distinct().OrderBy(industry => industry).ToListAsync(cancellationToken);
        if (Industry is { Length: > 0 } industry)
            listed = listed.Where(merchant => merchant.Industry == industry);
        var rows = await listed.OrderBy(merchant => merchant.Industry).ThenBy(merchant => merchant.Code).Skip((PageNumber - 1) * PageSize).Take(PageSize + 1).ToListAsync(cancellationToken);
        HasMore = rows.Count > PageSize;
        Merchants = HasMore ? rows.GetRange(0, PageSize) : rows;
    }

    /// <summary>This page of the directory with another number.</summary>
    public string AddressOf(int page) => "/services" + QueryString.Create("page", page.ToString(System.Globalization.CultureInfo.InvariantCulture)).Add("industry", Industry ?? "");
}
