using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Notices;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Public notices: writing one in both languages, and taking one back.</summary>
[StaffMay(StaffPermission.ReviewMerchants)]
public sealed class NoticeListModel(FletsCollectDbContext db, KeepNotices keep, TimeProvider clock) : OperatorPage(db)
{
    public const int PageSize = 50;

    [BindProperty]
    public string? TitleJapanese { get; set; }

    [BindProperty]
    public string? TitleEnglish { get; set; }

    [BindProperty]
    public string? TextJapanese { get; set; }

    [BindProperty]
    public string? TextEnglish { get; set; }

    [BindProperty]
    public string? FirstDay { get; set; }

    /// <summary>Empty for no end.</summary>
    [BindProperty]
    public string? LastDay { get; set; }

    [BindProperty]
    public Guid FormToken { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<PublicNotice> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public string? Error { get; private set; }

    public DateOnly Today => BusinessDate.At(clock.Instant());

    public Task OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostWriteAsync(CancellationToken cancellationToken)
    {
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (DayOf(FirstDay) is not { } first || (!string.IsNullOrWhiteSpace(LastDay) && DayOf(LastDay) is null))
        {
            Error = T("日付は 2026-12-01 の形で入力してください。", "Write days as 2026-12-01.");
        }
        else
        {
            var form = new NoticeForm(Text(TitleJapanese), Text(TitleEnglish), Text(TextJapanese), Text(TextEnglish), first, DayOf(LastDay), FormToken);
            if ((await keep.WriteAsync(form, Me.Actor, cancellationToken)).Succeeded(out _, out var refusal))
                return RedirectToPage();
            Error = Of(refusal);
        }
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostTakeBackAsync([FromForm] string? notice, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.PublicNotice, notice, out var id) || !(await keep.TakeBackAsync(id, Me.Actor, cancellationToken)).Succeeded(out _, out _))
            return NotFound();
        return RedirectToPage();
    }

    private static string Text(string? typed) => (typed ?? "").ReplaceLineEndings("\n").Trim();

    private static DateOnly? DayOf(string? typed) => DateOnly.TryParseExact(typed?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Of(KeepNoticesRefusal refusal) => refusal switch
    {
        KeepNoticesRefusal.TextUnfit => T($"題名は1〜{PublicNotice.LongestTitle}文字、本文は1〜{PublicNotice.LongestText}文字で、両方の言語を入力してください。", $"Enter titles of 1 to {PublicNotice.LongestTitle} and texts of 1 to {PublicNotice.LongestText} characters, in both languages."),
        KeepNoticesRefusal.DaysTurnedRound => T("終了日は開始日以降にしてください。", "The last day comes before the first."),
        KeepNoticesRefusal.NoticeNotFound => throw new InvalidOperationException("A new notice is not looked for."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        if (FormToken == Guid.Empty)
            FormToken = Guid.CreateVersion7();
        FirstDay ??= Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var rows = Db.PublicNotices.AsNoTracking();
        if (ListPlace.Parse(After) is var (days, id) && days <= DateOnly.MaxValue.DayNumber)
        {
            var day = DateOnly.FromDayNumber((int)days);
            rows = rows.Where(row => row.FirstDay <= day && (row.FirstDay < day || row.Id.CompareTo(id) < 0));
        }
        var read = await rows.OrderByDescending(row => row.FirstDay).ThenByDescending(row => row.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        Rows = [.. read.Take(PageSize)];
        Next = read.Count > PageSize ? new ListPlace(read[PageSize - 1].FirstDay.DayNumber, read[PageSize - 1].Id).ToString() : null;
    }
}
