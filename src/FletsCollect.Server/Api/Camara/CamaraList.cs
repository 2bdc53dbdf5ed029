using System.Globalization;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Api.Camara;

/// <summary>Reads the query of one of CAMARA's lists, and answers a page of it with the headers that count.</summary>
internal sealed class CamaraList
{
    private const int UsualPerPage = 10;
    private const int MostPerPage = 100;
    private const int Deepest = 10_000;

    private CamaraList() { }

    private int Page { get; init; }

    private int PerPage { get; init; }

    public DateTime? From { get; private init; }

    public DateTime? To { get; private init; }

    public bool IsAscending { get; private init; }

    public IReadOnlyCollection<string>? Statuses { get; private init; }

    public string? MerchantIdentifier { get; private init; }

    /// <param name="http">The request.</param>
    /// <param name="thing"><c>payment</c> or <c>refund</c>, from which the parameters have their names.</param>
    /// <param name="api"><c>CARRIER_BILLING</c> or <c>CARRIER_BILLING_REFUND</c>, from which the codes have theirs.</param>
    /// <param name="statuses">Every state there is.</param>
    public static (CamaraList? List, CamaraError? Error) Read(HttpContext http, string thing, string api, params IReadOnlyCollection<string> statuses)
    {
        var query = http.Request.Query;
        string[] known = ["page", "perPage", $"{thing}CreationDate.gte", $"{thing}CreationDate.lte", "order", $"{thing}Status", "merchantIdentifier"];
        if (query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            return (null, CamaraError.InvalidArgument($"'{unknown}' is not a parameter of this list; leave it out."));
        if (query.FirstOrDefault(pair => pair.Value.Count > 1 && pair.Key != $"{thing}Status").Key is { } repeated)
            return (null, CamaraError.InvalidArgument($"Give '{repeated}' once."));
        var (page, perPage) = (Number("page", 1), Number("perPage", UsualPerPage));
        if (page is null || perPage is null)
            return (null, CamaraError.InvalidArgument("page and perPage must be whole numbers."));
        if (page < 1 || perPage is < 1 or > MostPerPage || page * (long)perPage > Deepest)
            return (null, CamaraError.OutOfRange($"page must be 1 or more and perPage 1 to {MostPerPage}, and both together reach at most {Deepest}; narrow the dates for more."));
        if (!Instant($"{thing}CreationDate.gte", out var from) || !Instant($"{thing}CreationDate.lte", out var to))
            return (null, CamaraError.InvalidArgument($"{thing}CreationDate must be an instant with a time zone, like 2026-11-10T03:00:00Z."));
        if (from > to)
            return (null, new CamaraError(400, $"{api}.INVALID_DATE_RANGE", "Client specified an invalid date range."));
        if (query["order"].ToString() is not ("" or "asc" or "desc"))
            return (null, CamaraError.InvalidArgument("order must be asc or desc."));
        var wanted = query[$"{thing}Status"].SelectMany(value => value!.Split(',')).ToList();
        if (wanted.Exists(status => !statuses.Contains(status, StringComparer.Ordinal)))
            return (null, CamaraError.InvalidArgument($"{thing}Status must be of {string.Join(", ", statuses)}."));
        var list = new CamaraList
        {
            Page = page.Value,
            PerPage = perPage.Value,
            From = from,
            To = to,
            IsAscending = query["order"] == "asc",
            Statuses = wanted.Count > 0 ? wanted : null,
            MerchantIdentifier = query.ContainsKey("merchantIdentifier") ? query["merchantIdentifier"].ToString() : null,
        };
        return (list, null);

        int? Number(string name, int usual) =>
            !query.ContainsKey(name) ? usual : int.TryParse(query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

        bool Instant(string name, out DateTime? instant)
        {
            instant = null;
            if (!query.ContainsKey(name))
                return true;
            var read = WireTime.TryParse(query[name], out var value);
            instant = value;
            return read;
        }
    }

    /// <summary>The rows of the page, and the headers that say how many there are in all.</summary>
    public async Task<List<T>> PageAsync<T>(HttpContext http, IQueryable<T> ordered, CancellationToken cancellationToken)
    {
        var total = await ordered.CountAsync(cancellationToken);
        var before = (Page - 1) * PerPage;
        var rows = await ordered.Skip(before).Take(PerPage).ToListAsync(cancellationToken);
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Content-Last-Key"] = (before + rows.Count).ToString(CultureInfo.InvariantCulture);
        return rows;
    }
}
