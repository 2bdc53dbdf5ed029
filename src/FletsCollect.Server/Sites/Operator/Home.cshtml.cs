using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Jobs;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>How the business stands at a glance: today's charges, the months, what waits for a person, and what failed.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class HomeModel(FletsCollectDbContext db, TimeProvider clock) : OperatorPage(db)
{
    private const int Days = 14;
    private const int Months = 6;

    /// <summary>Charges of one Japanese day.</summary>
    public sealed record Day(DateOnly Date, int Charges);

    public BillingMonth Month { get; private set; }

    public DateOnly Today { get; private set; }

    public int ChargesToday { get; private set; }

    public Yen TakenToday { get; private set; }

    /// <summary>The last two weeks, the oldest first, days without a charge too.</summary>
    public IReadOnlyList<Day> LastDays { get; private set; } = [];

    public IReadOnlyList<BillingCycle> Cycles { get; private set; } = [];

    /// <summary>Invoices that are overdue, by month.</summary>
    public IReadOnlyDictionary<BillingMonth, int> Overdue { get; private set; } = new Dictionary<BillingMonth, int>();

    public int Waiting { get; private set; }

    public int FailedJobs { get; private set; }

    /// <summary>What the last look at the books found; null before the first.</summary>
    public JobLease? Verified { get; private set; }

    /// <summary>What the last verification of the books found.</summary>
    public string Soundness => Verified switch
    {
        null or { FinishedAt: null } => T("未実行", "Not yet"),
        { Failed: true } => T("検証を完了できませんでした。定期処理のページをご確認ください。", "They could not be verified; see the jobs."),
        { Outcome: VerifyBooksJob.Sound } => T("異常はありません。", "Every invariant of the books holds."),
        _ => T("一致しないものがあります。verify コマンドで確認し、原因がわかるまで支払いを止めてください。", "Something in the books does not hold. Run the command verify, and stop paying out until each finding is explained."),
    };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Today = BusinessDate.At(clock.Instant());
        Month = BillingMonth.Of(Today);
        var (today, first) = (Today, Today.AddDays(1 - Days));
        var captures = Db.ChargeEvents.AsNoTracking().Where(row => row.Kind == ChargeEventKind.Capture);
        var counted = await captures.Where(row => row.BusinessDate >= first && row.BusinessDate <= today).GroupBy(row => row.BusinessDate)
            .Select(day => new { day.Key, Count = day.Count() }).ToDictionaryAsync(day => day.Key, day => day.Count, cancellationToken);
        LastDays = [.. Enumerable.Range(0, Days).Select(first.AddDays).Select(day => new Day(day, counted.GetValueOrDefault(day)))];
        ChargesToday = counted.GetValueOrDefault(today);
        TakenToday = new Yen(await captures.Where(row => row.BusinessDate == today).SumAsync(row => (long)row.Amount, cancellationToken));

        Cycles = await Db.BillingCycles.AsNoTracking().OrderByDescending(cycle => cycle.Month).Take(Months).ToListAsync(cancellationToken);
        var months = Cycles.Select(cycle => cycle.Month).ToArray();
        Overdue = await Db.LineInvoices.Where(invoice => months.Contains(invoice.Month) && (invoice.Status == LineInvoiceStatus.Overdue || invoice.Status == LineInvoiceStatus.Delinquent))
            .GroupBy(invoice => invoice.Month).Select(month => new { month.Key, Count = month.Count() }).ToDictionaryAsync(month => month.Key, month => month.Count, cancellationToken);
        Waiting = await WaitingDecisions.CountAsync(Db, cancellationToken);
        FailedJobs = await Db.JobLeases.CountAsync(lease => lease.Failed, cancellationToken);
        Verified = await Db.JobLeases.AsNoTracking().SingleOrDefaultAsync(lease => lease.Name == "verify-books", cancellationToken);
    }
}
