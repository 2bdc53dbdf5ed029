using FletsCollect.Server.Localization;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Subscriber;

/// <summary>What was done with an ID and to it, from the audit trail. The contractor sees every ID of the line, anybody else the own one.</summary>
public sealed class HistoryModel(FletsCollectDbContext db, CredentialRules rules, TimeProvider clock) : AccountListPage(db, rules, clock)
{
    private const int PageSize = 50;

    /// <summary>One line of the history.</summary>
    public sealed record Happening(DateTime At, string UserName, string What, string By, string? Detail);

    public IReadOnlyList<Happening> Happenings { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var names = IsContractor
            ? await Db.Users.Where(credential => credential.Line == Credential.Line).Select(credential => credential.UserName!).ToListAsync(cancellationToken)
            : [Person.UserName];
        string[] shown = [.. SecurityEventText.Shown];
        var rows = await Db.AuditEntries.AsNoTracking()
            .Where(entry => names.Contains(entry.Subject) && shown.Contains(entry.Action))
            .OrderByDescending(entry => entry.RecordedAt).ThenByDescending(entry => entry.Id)
            .Skip((PageNumber - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        Happenings = [.. Cut(rows, PageSize).Select(entry => new Happening(entry.RecordedAt, entry.Subject, SecurityEventText.Of(entry.Action), SecurityEventText.By(entry.Actor), SecurityEventText.Detail(entry.Detail)))];
    }
}
