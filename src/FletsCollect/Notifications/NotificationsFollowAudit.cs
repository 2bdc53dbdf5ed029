using System.Text.Json;
using FletsCollect.Audit;
using FletsCollect.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FletsCollect.Notifications;

/// <summary>
/// Writes the mails of a step beside its line of the audit trail, in the same transaction: no use case needs to think of them, and none is
/// told twice or of something that did not happen.
/// </summary>
public sealed class NotificationsFollowAudit : SaveChangesInterceptor
{
    public static readonly NotificationsFollowAudit Instance = new();

    private NotificationsFollowAudit() { }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is FletsCollectDbContext db)
        {
            foreach (var entry in NewEntries(db))
            {
                if (NotificationTable.AudienceOf(entry.Action) is { } audience && !IsOrdinary(entry))
                {
                    foreach (var receiver in await NotificationReceivers.OfAsync(db, entry, audience, cancellationToken))
                        db.Add(MailMessage.To(receiver, entry.Action, entry.Subject, entry.RecordedAt, entry.Detail));
                }
            }
        }
        return result;
    }

    /// <summary>Entries are added, never changed; so nothing need be compared to find them, which would be work for every save.</summary>
    private static List<AuditEntry> NewEntries(FletsCollectDbContext db)
    {
        var tracker = db.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. tracker.Entries<AuditEntry>().Where(entry => entry.State == EntityState.Added).Select(entry => entry.Entity)];
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
    }

    /// <summary>A sign-in from the ID's own line is news to nobody.</summary>
    private static bool IsOrdinary(AuditEntry entry)
    {
        if (entry.Action != "credential.signed-in")
            return false;
        using var detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty("onOwnLine", out var own) && own.ValueKind == JsonValueKind.True;
    }
}
