using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Notices;

/// <summary>What the operator tells everybody, in both languages, from one Japanese day to another. Append only but for its last day, by which it is taken back.</summary>
public sealed class PublicNotice
{
    public const int LongestTitle = 100;
    public const int LongestText = 2_000;

    private PublicNotice() { }

    internal PublicNotice(NoticeForm form, string by, DateTime now)
    {
        Id = Guid.CreateVersion7();
        TitleJapanese = form.TitleJapanese;
        TitleEnglish = form.TitleEnglish;
        TextJapanese = form.TextJapanese;
        TextEnglish = form.TextEnglish;
        FirstDay = form.FirstDay;
        LastDay = form.LastDay;
        FormToken = form.FormToken;
        WrittenBy = by;
        WrittenAt = now;
    }

    public Guid Id { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.PublicNotice, Id);

    public string TitleJapanese { get; private set; } = "";

    public string TitleEnglish { get; private set; } = "";

    public string TextJapanese { get; private set; } = "";

    public string TextEnglish { get; private set; } = "";

    /// <summary>The first Japanese day on which it is shown.</summary>
    public DateOnly FirstDay { get; private set; }

    /// <summary>The last one, included; null for no end.</summary>
    public DateOnly? LastDay { get; private set; }

    /// <summary>Of the form; unique, so that what is sent twice is one notice.</summary>
    public Guid FormToken { get; private set; }

    public string WrittenBy { get; private set; } = "";

    public DateTime WrittenAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>The notices of a Japanese day, the newest first.</summary>
    public static IQueryable<PublicNotice> ShownOn(FletsCollectDbContext db, DateOnly day) =>
        db.PublicNotices.AsNoTracking().Where(row => row.FirstDay <= day && (row.LastDay == null || row.LastDay >= day)).OrderByDescending(row => row.FirstDay).ThenByDescending(row => row.Id);

    internal void EndOn(DateOnly day)
    {
        LastDay = day;
        Version++;
    }
}

/// <summary>A notice as it is written. Texts are of 1 to <see cref="PublicNotice.LongestText"/> characters, in lines.</summary>
public sealed record NoticeForm(string TitleJapanese, string TitleEnglish, string TextJapanese, string TextEnglish, DateOnly FirstDay, DateOnly? LastDay, Guid FormToken);

/// <summary>Why a notice was not taken.</summary>
public enum KeepNoticesRefusal
{
    /// <summary>A title or a text is empty or too long.</summary>
    TextUnfit,

    /// <summary>It would end before it begins.</summary>
    DaysTurnedRound,
    NoticeNotFound,
}

/// <summary>Writes public notices and takes them back.</summary>
public sealed class KeepNotices(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<PublicNotice, KeepNoticesRefusal>> WriteAsync(NoticeForm form, AuditActor by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<PublicNotice, KeepNoticesRefusal>>(
            async (db, token) =>
            {
                if (!Fits(form.TitleJapanese, PublicNotice.LongestTitle) || !Fits(form.TitleEnglish, PublicNotice.LongestTitle) || !Fits(form.TextJapanese, PublicNotice.LongestText) || !Fits(form.TextEnglish, PublicNotice.LongestText))
                    return KeepNoticesRefusal.TextUnfit;
                if (form.LastDay < form.FirstDay)
                    return KeepNoticesRefusal.DaysTurnedRound;
                if (await db.PublicNotices.SingleOrDefaultAsync(row => row.FormToken == form.FormToken, token) is { } written)
                    return written;
                var now = clock.Instant();
                var notice = new PublicNotice(form, by.ToString(), now);
                db.AddRange(notice, AuditEntry.Of("notice.written", by, notice.PublicId, now, new { from = notice.FirstDay, to = notice.LastDay }));
                return notice;
            },
            cancellationToken);

    /// <summary>Shows it no more: its last day was yesterday, or it never begins. What is over already stays as it is.</summary>
    public Task<Result<PublicNotice, KeepNoticesRefusal>> TakeBackAsync(Guid id, AuditActor by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<PublicNotice, KeepNoticesRefusal>>(
            async (db, token) =>
            {
                if (await db.PublicNotices.SingleOrDefaultAsync(row => row.Id == id, token) is not { } notice)
                    return KeepNoticesRefusal.NoticeNotFound;
                var now = clock.Instant();
                var yesterday = BusinessDate.At(now).AddDays(-1);
                if (notice.LastDay is { } last && last <= yesterday)
                    return notice;
                notice.EndOn(yesterday);
                db.Add(AuditEntry.Of("notice.taken-back", by, notice.PublicId, now));
                return notice;
            },
            cancellationToken);

    private static bool Fits(string text, int longest) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest;
}
