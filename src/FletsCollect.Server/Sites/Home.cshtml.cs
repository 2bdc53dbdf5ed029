using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Notices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites;

/// <summary>The front page: which line this is, what can be done from it, and where one can pay.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class HomeModel(FletsCollectDbContext db, ILineDirectory lines, TimeProvider clock) : PageModel
{
    /// <summary>The most merchants that the front page lists.</summary>
    private const int MostListed = 100;

    private const int MostNotices = 3;

    public Line? Line { get; private set; }

    public LineRefusal? Refusal { get; private set; }

    public IReadOnlyList<Merchant> Merchants { get; private set; } = [];

    /// <summary>The newest of what the operator tells everybody.</summary>
    public IReadOnlyList<PublicNotice> Notices { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(HttpContext.Connection.RemoteIpAddress, cancellationToken);
        if (recognition.Succeeded(out var recognised, out var refusal))
            (Line, Refusal) = (recognised.Line, recognised.Line.Refusal());
        else
            Refusal = refusal;
        Notices = await PublicNotice.ShownOn(db, BusinessDate.At(clock.Instant())).Take(MostNotices).ToListAsync(cancellationToken);
        Merchants = await db.Merchants.AsNoTracking()
            .Where(Merchant.IsListed)
            .OrderBy(merchant => merchant.Status == MerchantStatus.Live ? 0 : 1)
            .ThenBy(merchant => merchant.Channel == MerchantChannel.Internet ? 0 : 1).ThenBy(merchant => merchant.Code)
            .Take(MostListed)
            .ToListAsync(cancellationToken);
    }
}
