using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>What a line of a statement's sum is about.</summary>
public enum StatementLineKind
{
    /// <summary>What the statement before left.</summary>
    CarriedOver,

    /// <summary>What the ledger moved since then, by kind of event.</summary>
    Moved,

    /// <summary>What was billed and is the merchant's, collected or not.</summary>
    Guaranteed,

    /// <summary>The share of the price.</summary>
    FeeByRate,

    /// <summary>What the minimum per line adds to it.</summary>
    FeeTopUp,
    SetUpFee,

    /// <summary>Consumption tax on the three above, rounded once.</summary>
    Tax,

    /// <summary>What rating an earlier month again changes, with its tax.</summary>
    Adjustment,

    /// <summary>What the merchant bears of the bank's fee.</summary>
    TransferFee,
}

/// <summary>One line of the sum, below zero for what is taken.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Amount">What it adds to what is payable.</param>
/// <param name="Event">The event that moved it, for <see cref="StatementLineKind.Moved"/>.</param>
/// <param name="Adjustment">The month that was rated again, for <see cref="StatementLineKind.Adjustment"/>.</param>
public sealed record StatementLine(StatementLineKind Kind, Yen Amount, JournalEntryKind? Event = null, FeeAdjustment? Adjustment = null)
{
    /// <summary>What people are told of the event that moved it.</summary>
    /// <exception cref="InvalidOperationException">No event did: it is not <see cref="StatementLineKind.Moved"/>.</exception>
    public JournalEntryName MovedBy => JournalEntryNames.Of(Event ?? throw new InvalidOperationException("A movement has an event."));
}

/// <summary>A statement with every yen of it: the rule that made the fee, and the lines that add up to what is payable.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Tariff">The tariff that it names.</param>
/// <param name="Lines">The sum; lines of nothing are left out.</param>
public sealed record StatementExplanation(FeeStatement Statement, Tariff Tariff, IReadOnlyList<StatementLine> Lines)
{
    public static async Task<StatementExplanation> OfAsync(FletsCollectDbContext db, FeeStatement statement, CancellationToken cancellationToken)
    {
        var merchant = await db.Merchants.AsNoTracking().SingleAsync(merchant => merchant.Id == statement.MerchantId, cancellationToken);
        var tariff = await db.Tariffs.AsNoTracking().SingleAsync(tariff => tariff.Version == statement.TariffVersion, cancellationToken);
        var statements = await db.FeeStatements.AsNoTracking().Where(other => other.MerchantId == statement.MerchantId).ToListAsync(cancellationToken);
        var before = statements.Where(other => other.Month < statement.Month).MaxBy(other => other.Month);
        var moved = await StatementMovements.ByKindAsync(db, merchant.Code, before?.ThroughBatch ?? 0, statement.ThroughBatch, cancellationToken);
        var adjustments = await db.FeeAdjustments.AsNoTracking().Where(adjustment => adjustment.StatementId == statement.Id).ToListAsync(cancellationToken);
        IEnumerable<StatementLine> lines =
        [
            new(StatementLineKind.CarriedOver, statement.CarriedOver),
            .. moved.Select(movement => new StatementLine(StatementLineKind.Moved, movement.Amount, movement.Kind)),
            new(StatementLineKind.Guaranteed, statement.Guaranteed),
            new(StatementLineKind.FeeByRate, -statement.FeeByRate),
            new(StatementLineKind.FeeTopUp, -statement.FeeTopUp),
            new(StatementLineKind.SetUpFee, -statement.SetUpFee),
            new(StatementLineKind.Tax, -statement.Tax),
            .. adjustments.OrderBy(adjustment => adjustment.Month).Select(adjustment => new StatementLine(StatementLineKind.Adjustment, -adjustment.Total, Adjustment: adjustment)),
            new(StatementLineKind.TransferFee, -statement.TransferFee),
        ];
        var told = new StatementExplanation(statement, tariff, [.. lines.Where(line => line.Amount != Yen.Zero)]);
        var sum = told.Lines.Aggregate(Yen.Zero, (total, line) => total + line.Amount);
        return sum == statement.Payable ? told : throw new InvalidOperationException($"The lines of {statement.PublicId} come to {sum} yen, and it pays {statement.Payable}. Run verify.");
    }
}
