using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why merchants cannot be settled for a month now. No statement was made.</summary>
public enum SettleMerchantsRefusal
{
    MonthNotClosed,

    /// <summary>Invoices of the month still wait for the telco's billing, so nothing of them can have been collected.</summary>
    InvoicesNotIssued,

    /// <summary>An earlier month has charges on no statement.</summary>
    EarlierMonthUnsettled,

    /// <summary>No tariff was in force in the month.</summary>
    NoTariff,
}

/// <summary>The statements that one run made; none when the month was settled before.</summary>
public sealed record MerchantsSettled(BillingMonth Month, IReadOnlyList<FeeStatement> Statements);

/// <summary>
/// Makes the fee statement of every merchant for a month: the fee on what was billed for it, taken from what was collected for it
/// (domain.md §6), and the rest set aside for payout. What is collected after that, and a balance of zero or less, is in the next
/// statement.
/// </summary>
public sealed class SettleMerchants(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, PayoutSchedule schedule, TimeProvider clock)
{
    public async Task<Result<MerchantsSettled, SettleMerchantsRefusal>> ExecuteAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        List<Guid> due;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await RefusalAsync(db, month, cancellationToken) is { } refusal)
                return refusal;
            due = await DueAsync(db, month, cancellationToken);
        }
        var made = new List<FeeStatement>();
        foreach (var merchant in due)
        {
            if (await unitOfWork.CommitAsync((db, token) => SettleAsync(db, merchant, month, token), cancellationToken) is { } statement)
                made.Add(statement);
        }
        return new MerchantsSettled(month, made);
    }

    private static async Task<SettleMerchantsRefusal?> RefusalAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        if (!await db.BillingCycles.AnyAsync(cycle => cycle.Month == month && cycle.Status == BillingCycleStatus.Closed, cancellationToken))
            return SettleMerchantsRefusal.MonthNotClosed;
        var waiting = db.LineInvoices.Where(invoice => invoice.Month == month
            && (invoice.Status == LineInvoiceStatus.Validated || invoice.Status == LineInvoiceStatus.HandedOff || invoice.Status == LineInvoiceStatus.Acknowledged));
        if (await waiting.AnyAsync(cancellationToken))
            return SettleMerchantsRefusal.InvoicesNotIssued;
        if (Tariff.InForce(await db.Tariffs.AsNoTracking().ToListAsync(cancellationToken), month) is null)
            return SettleMerchantsRefusal.NoTariff;
        var unsettled = await WithoutStatement(db).Select(item => item.Month).Distinct().ToListAsync(cancellationToken);
        return unsettled.Exists(other => other < month) ? SettleMerchantsRefusal.EarlierMonthUnsettled : null;
    }

    private static IQueryable<LineInvoiceItem> WithoutStatement(FletsCollectDbContext db) =>
        db.LineInvoiceItems.AsNoTracking().Where(item => !db.FeeStatements.Any(statement => statement.MerchantId == item.MerchantId && statement.Month == item.Month));

    /// <summary>
    /// The merchants with billed charges in the month, and those with a balance although nothing was billed. The latter only as long as
    /// no later statement told of it.
    /// </summary>
    private static async Task<List<Guid>> DueAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        var billed = await WithoutStatement(db).Where(item => item.Month == month).Select(item => item.MerchantId).Distinct().ToListAsync(cancellationToken);
        var told = (await db.FeeStatements.AsNoTracking().Select(statement => new { statement.MerchantId, statement.Month }).ToListAsync(cancellationToken))
            .Where(statement => statement.Month >= month)
            .Select(statement => statement.MerchantId)
            .ToHashSet();
        var merchants = await db.Merchants.AsNoTracking().OrderBy(merchant => merchant.Code).Select(merchant => new { merchant.Id, merchant.Code }).ToListAsync(cancellationToken);
        var due = new List<Guid>();
        foreach (var merchant in merchants)
        {
            if (billed.Contains(merchant.Id)
                || (!told.Contains(merchant.Id)
                    && await TrialBalance.CreditBalanceAsync(db, ChartOfAccounts.MerchantPayableAvailable(merchant.Code), cancellationToken) != Yen.Zero))
                due.Add(merchant.Id);
        }
        return due;
    }

    private async Task<FeeStatement?> SettleAsync(FletsCollectDbContext db, Guid merchantId, BillingMonth month, CancellationToken cancellationToken)
    {
        // Another server may have settled the merchant since it was found due.
        if (await db.FeeStatements.AnyAsync(statement => statement.MerchantId == merchantId && statement.Month == month, cancellationToken))
            return null;
        var now = clock.Instant();
        var merchant = await db.Merchants.SingleAsync(merchant => merchant.Id == merchantId, cancellationToken);
        var tariff = Tariff.InForce(await db.Tariffs.AsNoTracking().ToListAsync(cancellationToken), month)
            ?? throw new InvalidOperationException($"The tariff of {month} has gone.");
        var available = await TrialBalance.CreditBalanceAsync(db, ChartOfAccounts.MerchantPayableAvailable(merchant.Code), cancellationToken);
        var fee = tariff.Calculate(await BasisAsync(db, merchantId, month, cancellationToken), month);

        var statement = new FeeStatement(merchant, month, fee, available, now);
        db.Add(statement);
        db.Add(new Payout(statement, schedule.FirstAfter(BusinessDate.At(now))));
        if (SettlementPostings.StatementClosed(statement, merchant.Code, BusinessDate.At(now)) is { } entry)
            db.AddRange(entry.ToTransfers(now));
        await ClaimAsync(db, statement, cancellationToken);
        db.Add(AuditEntry.Of("fee-statement.closed", AuditActor.Operator, statement.PublicId, now, new
        {
            merchant = merchant.Code,
            month = month.ToString(),
            tariff = statement.TariffVersion,
            principal = statement.Principal.Amount,
            lines = statement.Lines,
            fee = statement.Fee.Amount,
            payable = statement.Payable.Amount,
        }));
        return statement;
    }

    /// <summary>P and L of a merchant's month, summed for each line by the database.</summary>
    private static async Task<FeeBasis> BasisAsync(FletsCollectDbContext db, Guid merchantId, BillingMonth month, CancellationToken cancellationToken)
    {
        var billed = await db.LineInvoiceItems.AsNoTracking()
            .Where(item => item.MerchantId == merchantId && item.Month == month)
            .GroupBy(item => item.Line)
            .Select(ofLine => new { Line = ofLine.Key, Amount = ofLine.Sum(item => (long)item.Amount) })
            .ToListAsync(cancellationToken);
        return FeeBasis.Of(billed.Select(line => (line.Line, new Yen(line.Amount))));
    }

    /// <summary>
    /// Puts the month's items on the statement, in the database itself, so that the largest merchant needs no more memory than the
    /// smallest. The key is the charge event's: an item that is on another statement makes the whole settlement fail.
    /// </summary>
    private static Task<int> ClaimAsync(FletsCollectDbContext db, FeeStatement statement, CancellationToken cancellationToken)
    {
        var month = statement.Month.ToString();
        return db.Database.ExecuteSqlAsync(
            $"INSERT INTO fee_statement_item (charge_event_id, statement_id, amount) SELECT charge_event_id, {statement.Id}, amount FROM line_invoice_item WHERE merchant_id = {statement.MerchantId} AND month = {month}",
            cancellationToken);
    }
}
