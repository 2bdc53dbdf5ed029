using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>
/// A page with a list that may be of any length: the database filters it, and a page begins after the last row of the one before, so the
/// thousandth page costs what the first does.
/// </summary>
public abstract class MerchantListPage(FletsCollectDbContext db, TimeProvider clock) : MerchantPage(db, clock)
{
    protected const int PageSize = 50;

    /// <summary>The last row of the page before, as <see cref="Next"/> gave it; what is no such thing begins at the newest.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "after")]
    public string? After { get; set; }

    /// <summary>What leads to older rows; null on the last page.</summary>
    public string? Next { get; private set; }

    /// <summary>The filters as the query of an address, without the place in the list.</summary>
    public string FilterQuery => string.Join('&', Request.Query.Where(part => part.Key != "after" && part.Value.ToString().Length > 0).Select(part => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(part.Value.ToString())}"));

    /// <summary>The newest rows after the place in the list, by their instant of creation and their key.</summary>
    protected async Task<IReadOnlyList<T>> ReadPageAsync<T>(IQueryable<T> rows, Func<T, (DateTime At, Guid Id)> place, CancellationToken cancellationToken)
        where T : class
    {
        if (ListPlace.Parse(After) is var (ticks, id) && ticks <= DateTime.MaxValue.Ticks)
        {
            var at = new DateTime(ticks, DateTimeKind.Utc);
            rows = rows.Where(row => EF.Property<DateTime>(row, "CreatedAt") < at
                || (EF.Property<DateTime>(row, "CreatedAt") == at && EF.Property<Guid>(row, "Id").CompareTo(id) < 0));
        }
        var read = await rows.OrderByDescending(row => EF.Property<DateTime>(row, "CreatedAt")).ThenByDescending(row => EF.Property<Guid>(row, "Id")).Take(PageSize + 1).ToListAsync(cancellationToken);
        if (read.Count > PageSize)
        {
            var (lastAt, lastId) = place(read[PageSize - 1]);
            Next = new ListPlace(lastAt.Ticks, lastId).ToString();
        }
        return read.Count > PageSize ? read.GetRange(0, PageSize) : read;
    }
}
