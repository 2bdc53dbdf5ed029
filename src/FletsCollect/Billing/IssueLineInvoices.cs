using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why invoices cannot be issued now.</summary>
public enum IssueLineInvoicesRefusal
{
    MonthNotClosed,

    /// <summary>This installation has no billing system to hand them to.</summary>
    BillingNotConnected,
}

/// <summary>What became of a month's invoices in one run; all zero when there was nothing left to do.</summary>
public sealed record InvoicesIssued(BillingMonth Month, int Issued, int Rejected, int Unanswered);

/// <summary>
/// Hands the validated invoices of a closed month to the telco's billing and issues those that it acknowledges. The hand-off is noted
/// before the telco is asked, so a crash between the two asks again and never forgets.
/// </summary>
public sealed class IssueLineInvoices(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, IBillingChannel billing, TimeProvider clock)
{
    private const int ChunkSize = 200;

    public async Task<Result<InvoicesIssued, IssueLineInvoicesRefusal>> ExecuteAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        if (!billing.IsConnected)
            return IssueLineInvoicesRefusal.BillingNotConnected;
        List<Guid> waiting;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.BillingCycles.AnyAsync(cycle => cycle.Month == month && cycle.Status == BillingCycleStatus.Closed, cancellationToken))
                return IssueLineInvoicesRefusal.MonthNotClosed;
            waiting = await db.LineInvoices
                .Where(invoice => invoice.Month == month && (invoice.Status == LineInvoiceStatus.Validated || invoice.Status == LineInvoiceStatus.HandedOff))
                .OrderBy(invoice => invoice.Id)
                .Select(invoice => invoice.Id)
                .ToListAsync(cancellationToken);
        }
        var issued = new InvoicesIssued(month, 0, 0, 0);
        foreach (var chunk in waiting.Chunk(ChunkSize))
        {
            var handedOff = await unitOfWork.CommitAsync((db, token) => HandOffAsync(db, month, chunk, token), cancellationToken);
            if (handedOff.Count == 0)
                continue;
            var answers = await billing.HandOffAsync(handedOff, cancellationToken);
            var (accepted, rejected) = await unitOfWork.CommitAsync((db, token) => InvoiceAnswers.ApplyAsync(db, answers, clock.Instant(), token), cancellationToken);
            issued = issued with
            {
                Issued = issued.Issued + accepted,
                Rejected = issued.Rejected + rejected,
                Unanswered = issued.Unanswered + handedOff.Count - answers.Count,
            };
        }
        return issued;
    }

    private async Task<List<InvoiceHandOff>> HandOffAsync(FletsCollectDbContext db, BillingMonth month, Guid[] ids, CancellationToken cancellationToken)
    {
        var invoices = await db.LineInvoices.Where(invoice => ids.Contains(invoice.Id)).OrderBy(invoice => invoice.Id).ToListAsync(cancellationToken);
        var fresh = invoices.FindAll(invoice => invoice.Status == LineInvoiceStatus.Validated);
        foreach (var invoice in fresh)
            invoice.HandOff();
        if (fresh.Count > 0)
            db.Add(AuditEntry.Of("line-invoices.handed-off", AuditActor.Operator, month.ToString(), clock.Instant(), new { invoices = fresh.Count }));
        return [.. invoices.Where(invoice => invoice.Status == LineInvoiceStatus.HandedOff).Select(HandOffOf)];
    }

    /// <summary>An invoice as the telco's billing knows it.</summary>
    public static InvoiceHandOff HandOffOf(LineInvoice invoice) => new(invoice.Id, invoice.PublicId, invoice.Line, invoice.Month, invoice.Outstanding);
}
