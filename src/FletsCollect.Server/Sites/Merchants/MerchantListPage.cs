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
        if (ListPlace.ParseInstant(After) is var (at, id))
        {
            // Said so that an index begins there: of an "or" databases only know once they have the row.
            rows = rows.Where(row => EF.Property<DateTime>(row, "CreatedAt") <= at
                && (EF.Property<DateTime>(row, "CreatedAt") < at || EF.Property<Guid>(row, "Id").CompareTo(id) < 0));
        }
        return Cut(await rows.OrderByDescending(row => EF.Property<DateTime>(row, "CreatedAt")).ThenByDescending(row => EF.Property<Guid>(row, "Id")).Take(PageSize + 1).ToListAsync(cancellationToken), place);
    }

    /// <summary>
    /// Rows whose reference is searched, the greatest first, which are the newest where references count up. In that order a page begins where
    /// the last ended, whether all rows have the beginning that is looked for or one in a million.
    /// </summary>
    protected async Task<IReadOnlyList<T>> ReadPageByReferenceAsync<T>(IQueryable<T> rows, Func<T, (DateTime At, Guid Id)> place, CancellationToken cancellationToken)
        where T : class, IMerchantOwned
    {
        if (ListPlace.Parse(After) is var (_, id)
            && await Own<T>().Where(row => EF.Property<Guid>(row, "Id") == id).Select(row => EF.Property<string>(row, "MerchantReference")).SingleOrDefaultAsync(cancellationToken) is { } last)
        {
            rows = rows.Where(row => EF.Property<string>(row, "MerchantReference").CompareTo(last) <= 0
                && (EF.Property<string>(row, "MerchantReference").CompareTo(last) < 0 || EF.Property<Guid>(row, "Id").CompareTo(id) < 0));
        }
        return Cut(await rows.OrderByDescending(row => EF.Property<string>(row, "MerchantReference")).ThenByDescending(row => EF.Property<Guid>(row, "Id")).Take(PageSize + 1).ToListAsync(cancellationToken), place);
    }

    private List<T> Cut<T>(List<T> read, Func<T, (DateTime At, Guid Id)> place)
    {
        if (read.Count > PageSize)
        {
            var (lastAt, lastId) = place(read[PageSize - 1]);
            Next = new ListPlace(lastAt.Ticks, lastId).ToString();
        }
        return read.Count > PageSize ? read.GetRange(0, PageSize) : read;
    }
}
