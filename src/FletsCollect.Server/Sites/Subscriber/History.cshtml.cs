using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What was done with an ID and to it, from the audit trail. The contractor sees every ID of the line, anybody else the own one.</summary>
public sealed class HistoryModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : SignedInPage(db, rules, clock)
{
    private const int PageSize = 50;

    private readonly FletsCollectDbContext db = db;

    /// <summary>One line of the history.</summary>
    public sealed record Happening(DateTime At, string UserName, string What, string By, string? Detail);

    public IReadOnlyList<Happening> Happenings { get; private set; } = [];

    public bool HasMore { get; private set; }

    // From the query only: Razor Pages keep a route value of the same name, the path of the page itself.
    [BindProperty(SupportsGet = true), FromQuery(Name = "page")]
    public int PageNumber { get; set; } = 1;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        PageNumber = Math.Clamp(PageNumber, 1, 10_000);
        var names = IsContractor
            ? await db.Users.Where(credential => credential.Line == Credential.Line).Select(credential => credential.UserName!).ToListAsync(cancellationToken)
            : [Person.UserName];
        string[] shown = [.. SecurityEventText.Shown];
        var rows = await db.AuditEntries.AsNoTracking()
            .Where(entry => names.Contains(entry.Subject) && shown.Contains(entry.Action))
            .OrderByDescending(entry => entry.RecordedAt).ThenByDescending(entry => entry.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        HasMore = rows.Count > PageSize;
        Happenings = [.. rows.Take(PageSize).Select(entry => new Happening(entry.RecordedAt, entry.Subject, SecurityEventText.Of(entry.Action), SecurityEventText.By(entry.Actor), SecurityEventText.Detail(entry.Detail)))];
    }
}
