using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The audit trail, the newest first: by what it was done to, who did it, what was done, and when.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class AuditModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Subject { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Actor { get; set; }

    /// <summary>The beginning of an action: <c>credential.</c> finds all that was done to IDs.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>The last Japanese day that is shown; the newest entries when none is given.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    public People People { get; private set; } = null!;

    public string? Next { get; private set; }

    /// <summary>True when the day could not be read.</summary>
    public bool BadDay => ModelState[nameof(Until)]?.Errors.Count > 0;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = Db.AuditEntries.AsNoTracking();
        if (Subject?.Trim() is { Length: > 0 } subject)
            rows = rows.Where(entry => entry.Subject == subject);
        if (Actor?.Trim() is { Length: > 0 } actor)
            rows = rows.Where(entry => entry.Actor == actor);
        if (Done?.Trim() is { Length: > 0 } done)
            rows = rows.Where(entry => entry.Action.StartsWith(done));
        if (Until is { Year: > 1 } until && until != DateOnly.MaxValue)
        {
            var end = BusinessDate.StartOf(until.AddDays(1));
            rows = rows.Where(entry => entry.RecordedAt < end);
        }
        if (ListPlace.ParseInstant(Before) is var (at, id))
            rows = rows.Where(entry => entry.RecordedAt <= at && (entry.RecordedAt < at || entry.Id.CompareTo(id) < 0));
        var read = await rows.OrderByDescending(entry => entry.RecordedAt).ThenByDescending(entry => entry.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        Entries = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? ListPlace.Of(read[PageSize - 1].RecordedAt, read[PageSize - 1].Id).ToString() : null;
        People = await People.AmongAsync(Db, Entries.Select(entry => entry.Actor).Concat(Entries.Select(entry => entry.Subject)), cancellationToken);
    }

    /// <summary>The address of a page with the same filters.</summary>
    public string AddressOf(string? before) => "/operator/audit" + QueryString.Create(
        new Dictionary<string, string?> { ["subject"] = Subject, ["actor"] = Actor, ["done"] = Done, ["until"] = Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["before"] = before }
            .Where(part => !string.IsNullOrEmpty(part.Value)));
}
