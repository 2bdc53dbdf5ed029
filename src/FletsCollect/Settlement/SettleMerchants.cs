using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
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
/// Makes the fee statement of every merchant for a month: the fee on what was billed for it, taken from what was collected for it, or
/// guaranteed to it (domain.md §6), and the rest set aside for payout. What is collected after that, and what is less than the minimum
/// payout, is in the next statement. The database adds up and claims the items, so a merchant of a million charges needs no more memory
/// than one of ten.
/// </summary>
public sealed class SettleMerchants(UnitOfWork unitOfWork, IDbContextFactory<FletsCollectDbContext> contexts, PayoutSchedule schedule, TimeProvider clock)
{
    public async Task<Result<MerchantsSettled, SettleMerchantsRefusal>> ExecuteAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        List<Guid> merchants;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (await RefusalAsync(db, month, cancellationToken) is { } refusal)
                return refusal;
            merchants = await db.Merchants.OrderBy(merchant => merchant.Code).Select(merchant => merchant.Id).ToListAsync(cancellationToken);
        }
        var made = new List<FeeStatement>();
        foreach (var merchant in merchants)
        {
            if (await unitOfWork.CommitAsync((db, token) => SettleAsync(db, merchant, month, token), cancellationToken) is { } statement)
                made.Add(statement);
        }
        return new MerchantsSettled(month, made);
    }

    private static async Task<SettleMerchantsRefusal?> RefusalAsync(FletsCollectDbContext db, BillingMonth month, CancellationToken cancellationToken)
    {
        var closed = await db.BillingCycles.AsNoTracking().Where(cycle => cycle.Status == BillingCycleStatus.Closed).Select(cycle => cycle.Month).ToListAsync(cancellationToken);
        if (!closed.Contains(month))
            return SettleMerchantsRefusal.MonthNotClosed;
        var waiting = db.LineInvoices.Where(invoice => invoice.Month == month
            && (invoice.Status == LineInvoiceStatus.Validated || invoice.Status == LineInvoiceStatus.HandedOff || invoice.Status == LineInvoiceStatus.Acknowledged));
        if (await waiting.AnyAsync(cancellationToken))
            return SettleMerchantsRefusal.InvoicesNotIssued;
        if (Tariff.InForce(await Tariff.ApprovedAsync(db, cancellationToken), month) is null)
            return SettleMerchantsRefusal.NoTariff;
        foreach (var other in closed.Where(other => other < month))
        {
            var unsettled = db.Merchants.Where(merchant =>
                !db.FeeStatements.Any(statement => statement.MerchantId == merchant.Id && statement.Month == other)
                && db.LineInvoiceItems.Any(item => item.MerchantId == merchant.Id && item.Month == other));
            if (await unsettled.AnyAsync(cancellationToken))
                return SettleMerchantsRefusal.EarlierMonthUnsettled;
        }
        return null;
    }

    /// <summary>The merchant's statement; null when it has one, or when there is nothing to tell: nothing billed, nothing left.</summary>
    private async Task<FeeStatement?> SettleAsync(FletsCollectDbContext db, Guid merchantId, BillingMonth month, CancellationToken cancellationToken)
    {
        // The batch first: what is read after it holds at least everything that the batch's number says.
        var through = (await db.LedgerHeads.AsNoTracking().SingleAsync(cancellationToken)).BatchNumber;
        var statements = await db.FeeStatements.AsNoTracking().Where(statement => statement.MerchantId == merchantId).ToListAsync(cancellationToken);
        var before = statements.MaxBy(statement => statement.Month);
        // Another server may have settled the merchant meanwhile; and a later statement has told of everything.
        if (before is not null && before.Month >= month)
            return null;
        var merchant = await db.Merchants.SingleAsync(merchant => merchant.Id == merchantId, cancellationToken);
        var basis = await BasisAsync(db, merchantId, month, cancellationToken);
        var balance = await StatementMovements.BalanceAsync(db, merchant.Code, before, through, cancellationToken);
        if (basis.Lines == 0 && balance.CarriedOver + balance.Moved == Yen.Zero)
            return null;

        var now = clock.Instant();
        var today = BusinessDate.At(now);
        var tariffs = await Tariff.ApprovedAsync(db, cancellationToken);
        var contract = (await ContractTerms.InForceAsync(db, [merchantId], month, cancellationToken))[merchantId];
        var tariff = Tariff.Of(tariffs, contract, month) ?? throw new InvalidOperationException($"The tariff of {month} for {merchant.Code} has gone.");
        var fee = tariff.Calculate(basis, month, first: before is null);
        var adjustments = before is null ? [] : await RerateRefunded.AdjustmentsAsync(db, statements, before, through, tariffs, cancellationToken);
        var statement = new FeeStatement(merchant, month, contract, fee, adjustments, balance, now);
        var payout = new Payout(statement, schedule.FirstAfter(today));
        db.Add(statement);
        db.AddRange(adjustments);
        db.Add(payout);
        if (SettlementPostings.Guaranteed(statement, merchant.Code, today) is { } guaranteed)
            db.AddRange(guaranteed.ToTransfers(now));
        if (SettlementPostings.StatementClosed(statement, adjustments, merchant.Code, today) is { } closing)
            db.AddRange(closing.ToTransfers(now));
        await ClaimAsync(db, statement, cancellationToken);
        if (statement.IsCarriedOver)
            db.Add(PayoutNews.Of(payout, EventTypes.PayoutCarriedOver, now));
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

    /// <summary>P and L of a merchant's month: no item is of nothing, so every line on one counts.</summary>
    private static async Task<FeeBasis> BasisAsync(FletsCollectDbContext db, Guid merchantId, BillingMonth month, CancellationToken cancellationToken)
    {
        var items = db.LineInvoiceItems.AsNoTracking().Where(item => item.MerchantId == merchantId && item.Month == month);
        return new FeeBasis(
            new Yen(await items.SumAsync(item => (long)item.Amount, cancellationToken)),
            await items.Select(item => item.Line).Distinct().CountAsync(cancellationToken));
    }

    /// <summary>
    /// Puts the month's items on the statement, in the database itself. The key is the charge event's: an item that is on another
    /// statement makes the whole settlement fail.
    /// </summary>
    private static Task<int> ClaimAsync(FletsCollectDbContext db, FeeStatement statement, CancellationToken cancellationToken)
    {
        var month = statement.Month.ToString();
        return db.Database.ExecuteSqlAsync(
            $"INSERT INTO fee_statement_item (charge_event_id, statement_id, amount) SELECT charge_event_id, {statement.Id}, amount FROM line_invoice_item WHERE merchant_id = {statement.MerchantId} AND month = {month}",
            cancellationToken);
    }
}
