using FletsCollect.Merchants;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The merchants, by code.</summary>
[StaffMay(StaffPermission.ReviewMerchants)]
public sealed class MerchantsModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public const int PageSize = 50;

    /// <summary>A part of the name or the code.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    /// <summary>The code after which the page begins.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Merchant> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = Db.Merchants.AsNoTracking();
        if (Name?.Trim() is { Length: > 0 } name)
            rows = rows.Where(merchant => merchant.Code.Contains(name) || merchant.DisplayName.Contains(name) || merchant.LegalName.Contains(name));
        if (After is { Length: > 0 } after)
            rows = rows.Where(merchant => merchant.Code.CompareTo(after) > 0);
        var read = await rows.OrderBy(merchant => merchant.Code).Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? read[PageSize - 1].Code : null;
    }
}
