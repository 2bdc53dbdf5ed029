using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>
/// One step of a month, with a look at what it would do before it is done. A step that was begun goes on when the browser leaves, and a long
/// one is shown on the month's page; whoever asks again meanwhile is told so, and what was committed is never done twice.
/// </summary>
[StaffMay(StaffPermission.OperateMonth)]
public sealed class MonthStepPageModel(
    FletsCollectDbContext db, PreviewClose preview, MonthRuns runs, UnitOfWork unitOfWork, TimeProvider clock, IHostEnvironment environment, IHostApplicationLifetime lifetime) : OperatorPage(db)
{
    /// <summary>Closes a month that still runs; Development alone heeds it.</summary>
    [BindProperty]
    public bool Early { get; set; }

    public bool MayBeEarly => environment.IsDevelopment();

    public BillingMonth Month { get; private set; }

    public MonthStep Step { get; private set; }

    /// <summary>What a close would do; null for other steps, and when it would be refused.</summary>
    public ClosePreview? Preview { get; private set; }

    public string? Error { get; private set; }

    public async Task<IActionResult> OnGetAsync(string month, string step, CancellationToken cancellationToken)
    {
        if (!Read(month, step))
            return NotFound();
        if (Step == MonthStep.Close)
        {
            // Early, so that a look is possible at any time of the month; only closing itself has to wait.
            if ((await preview.ExecuteAsync(new CloseMonthCommand(Month, Early: true), cancellationToken)).Succeeded(out var would, out var refusal))
                Preview = would;
            else
                Error = MonthStepWords.Of(refusal, Month);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string month, string step)
    {
        if (!Read(month, step))
            return NotFound();
        // The steps note what was done; who asked for it stands here.
        await unitOfWork.CommitAsync(
            (db, _) => Task.FromResult(db.Add(AuditEntry.Of("month-step.begun", Me.Actor, Month.ToString(), clock.Instant(), new { step = MonthStepWords.Path(Step) }))), lifetime.ApplicationStopping);
        var (begun, by) = (Step, Me.PublicId);
        var early = Early && MayBeEarly;
        var outcome = await runs.BeginAsync(Month, begun, (services, token) => RunAsync(services, Month, begun, early, by, token));
        if (outcome?.Refused is { } refused)
        {
            Error = refused;
            return Page();
        }
        if (outcome is not null)
            TempData["Done"] = outcome.Done;
        return RedirectToPage("/Sites/Operator/Month", new { month });
    }

    private bool Read(string month, string step)
    {
        if (!BillingMonth.TryParse(month, out var of) || MonthStepWords.Of(step) is not { } known)
            return false;
        (Month, Step) = (of, known);
        return true;
    }

    private static async Task<StepOutcome> RunAsync(IServiceProvider services, BillingMonth month, MonthStep step, bool early, string by, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case MonthStep.Close:
                return (await services.GetRequiredService<CloseMonth>().ExecuteAsync(new CloseMonthCommand(month, early), cancellationToken)).Succeeded(out var closed, out var closeRefusal)
                    ? Done(T($"締めました：請求{closed.Invoices:#,0}件、利用{closed.Items:#,0}件、{closed.Total}円、保留{closed.Parked.Count}回線。", $"Closed: {closed.Invoices:#,0} invoices, {closed.Items:#,0} charges, {closed.Total} yen, {closed.Parked.Count} lines parked."))
                    : Refused(MonthStepWords.Of(closeRefusal, month));
            case MonthStep.Issue:
                return (await services.GetRequiredService<IssueLineInvoices>().ExecuteAsync(month, cancellationToken)).Succeeded(out var issued, out var issueRefusal)
                    ? Done(T($"引き渡しました：発行{issued.Issued:#,0}件、受取拒否{issued.Rejected:#,0}件、回答待ち{issued.Unanswered:#,0}件。", $"Handed over: {issued.Issued:#,0} issued, {issued.Rejected:#,0} rejected, {issued.Unanswered:#,0} not answered yet."))
                    : Refused(MonthStepWords.Of(issueRefusal));
            case MonthStep.Settle:
                return (await services.GetRequiredService<SettleMerchants>().ExecuteAsync(month, cancellationToken)).Succeeded(out var settled, out var settleRefusal)
                    ? Done(T($"精算書を{settled.Statements.Count:#,0}件作りました。", $"{settled.Statements.Count:#,0} statements were made."))
                    : Refused(MonthStepWords.Of(settleRefusal));
            case MonthStep.ProposePayouts:
                return (await services.GetRequiredService<ProposePayouts>().ExecuteAsync(month, by, cancellationToken)).Succeeded(out var proposed, out var proposeRefusal)
                    ? Done(Told(proposed))
                    : Refused(MonthStepWords.Of(proposeRefusal));
            default:
                throw new InvalidOperationException($"Nothing does {step}.");
        }
    }

    private static StepOutcome Done(string what) => new(what, null);

    private static StepOutcome Refused(string why) => new(null, why);

    private static string Told(PayoutsProposed proposed) =>
        T($"振込データを{proposed.Batches.Count}件提案しました。別の担当者が承認します。", $"{proposed.Batches.Count} batches were proposed; another person approves them.")
        + (proposed.WithoutAccount.Count == 0 ? "" : T($" 口座が未登録の販売事業者：{string.Join("、", proposed.WithoutAccount)}", $" Merchants without a bank account: {string.Join(", ", proposed.WithoutAccount)}"));
}
