using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Operator;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>What businesses ask: those that wait, the oldest first, or the latest that somebody answered by mail or phone.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class EnquiriesModel(FletsCollectDbContext db, KeepEnquiries enquiries, TimeProvider clock) : DeskPage(db, clock)
{
    public const int PageSize = 50;

    /// <summary>True for those that were answered.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Answered { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Enquiry> Rows { get; private set; } = [];

    public People People { get; private set; } = null!;

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = Db.Enquiries.AsNoTracking();
        if (Answered)
        {
            rows = rows.Where(row => row.AnsweredAt != null);
            if (ListPlace.ParseInstant(After) is var (at, id))
                rows = rows.Where(row => row.AnsweredAt <= at && (row.AnsweredAt < at || row.Id.CompareTo(id) < 0));
            rows = rows.OrderByDescending(row => row.AnsweredAt).ThenByDescending(row => row.Id);
        }
        else
        {
            rows = rows.Where(row => row.AnsweredAt == null);
            if (ListPlace.ParseInstant(After) is var (at, id))
                rows = rows.Where(row => row.ReceivedAt >= at && (row.ReceivedAt > at || row.Id.CompareTo(id) > 0));
            rows = rows.OrderBy(row => row.ReceivedAt).ThenBy(row => row.Id);
        }
        var read = await rows.Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? ListPlace.Of(Answered ? Rows[^1].AnsweredAt!.Value : Rows[^1].ReceivedAt, Rows[^1].Id).ToString() : null;
        People = await People.AmongAsync(Db, Rows.Select(row => row.AnsweredBy).OfType<string>(), cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(string enquiry, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Enquiry, enquiry, out var key) || await enquiries.AnswerAsync(key, Me.PublicId, cancellationToken) is not { } answered)
            return NotFound();
        Tell(T($"{answered.Company}の照会を回答済みにしました。", $"The enquiry of {answered.Company} is answered."));
        return Redirect("/desk/enquiries");
    }

    public string AddressOf(bool answered, string? after = null) => "/desk/enquiries" + QueryString.Create(
        new Dictionary<string, string?> { ["answered"] = answered ? "true" : null, ["after"] = after }.Where(part => part.Value is not null));
}
