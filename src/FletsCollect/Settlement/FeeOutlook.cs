using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Where a merchant's month stands by the fee rule. Reads only.</summary>
/// <param name="Month">The month.</param>
/// <param name="Tariff">The tariff by which it is rated.</param>
/// <param name="Fee">The fee if the month ended like this.</param>
public sealed record FeeOutlook(BillingMonth Month, Tariff Tariff, FeeCalculation Fee)
{
    /// <summary>The average per line in yen, rounded down; null without a line.</summary>
    public Yen? Average => Fee.Basis.Lines == 0 ? null : new Yen(Fee.Basis.Principal.Amount / Fee.Basis.Lines);

    /// <summary>
    /// How many yen P is from where the other side of the rule decides, with the same lines: more yen while the minimum decides, fewer
    /// while the rate does. Null when no amount changes it.
    /// </summary>
    public Yen? ToOtherBranch => (Tariff.MeetingPoint(Fee.Basis.Lines), Fee.Branch) switch
    {
        (null, _) or (_, FeeBranch.None) => null,
        ({ } meeting, FeeBranch.Minimum) => meeting - Fee.Basis.Principal,
        ({ Amount: 0 }, FeeBranch.Rate) => null,
        ({ } meeting, FeeBranch.Rate) => Fee.Basis.Principal - meeting + new Yen(1),
        _ => throw new InvalidOperationException($"No rule for {Fee.Branch}."),
    };

    /// <summary>A merchant's month as it stands now: what is billed, and for a month that is not closed what will be; null when no tariff is in force.</summary>
    public static async Task<FeeOutlook?> OfAsync(FletsCollectDbContext db, Guid merchantId, BillingMonth month, CancellationToken cancellationToken)
    {
        var contract = (await ContractTerms.InForceAsync(db, [merchantId], month, cancellationToken))[merchantId];
        if (Tariff.Of(await Tariff.ApprovedAsync(db, cancellationToken), contract, month) is not { } tariff)
            return null;
        var statements = await db.FeeStatements.AsNoTracking().Where(statement => statement.MerchantId == merchantId).Select(statement => statement.Month).ToListAsync(cancellationToken);
        var fee = tariff.Calculate(await BasisAsync(db, merchantId, month, cancellationToken), month, first: statements.TrueForAll(other => other >= month));
        return new FeeOutlook(month, tariff, fee);
    }

    /// <summary>P and L so far, added up by the database.</summary>
    private static async Task<FeeBasis> BasisAsync(FletsCollectDbContext db, Guid merchantId, BillingMonth month, CancellationToken cancellationToken)
    {
        var billed = db.LineInvoiceItems.AsNoTracking()
            .Where(item => item.MerchantId == merchantId && item.Month == month)
            .Select(item => new { item.Line, Amount = (long)item.Amount });
        if (!await db.BillingCycles.AnyAsync(cycle => cycle.Month == month, cancellationToken))
        {
            var lastDay = month.LastDay;
            var waiting = from captured in BillableCharges.UnclaimedCaptures(db)
                          where captured.MerchantId == merchantId && captured.BusinessDate <= lastDay
                          join charge in db.Charges.AsNoTracking() on captured.ChargeId equals charge.Id
                          select new { captured.Line, Amount = (long)captured.Amount - (long)charge.Removed };
            billed = billed.Concat(waiting);
        }
        return new FeeBasis(
            new Yen(await billed.SumAsync(item => item.Amount, cancellationToken)),
            await billed.Select(item => item.Line).Distinct().CountAsync(cancellationToken));
    }
}

/// <summary>One merchant's fee of a settled month as it is, and as another tariff would make it.</summary>
/// <param name="Merchant">The merchant's code.</param>
/// <param name="Present">What was charged.</param>
/// <param name="Other">What the other tariff would charge on the same P and L.</param>
public sealed record FeeComparison(string Merchant, FeeCalculation Present, FeeCalculation Other)
{
    /// <summary>Below zero when the merchant would pay less.</summary>
    public Yen Difference => Other.Fee - Present.Fee;

    /// <summary>Rates all statements of a month by another tariff. Writes nothing: a month keeps the tariff under which it was billed.</summary>
    public static async Task<IReadOnlyList<FeeComparison>> OfMonthAsync(FletsCollectDbContext db, BillingMonth month, Tariff other, CancellationToken cancellationToken)
    {
        var statements = await (
            from statement in db.FeeStatements.AsNoTracking()
            where statement.Month == month
            join merchant in db.Merchants.AsNoTracking() on statement.MerchantId equals merchant.Id
            orderby merchant.Code
            select new { statement, merchant.Code }).ToListAsync(cancellationToken);
        return
        [
            .. statements.Select(row => new FeeComparison(
                row.Code,
                row.statement.ToCalculation(),
                other.Calculate(new FeeBasis(row.statement.Principal, row.statement.Lines), month, first: row.statement.SetUpFee.IsPositive))),
        ];
    }
}
