using FletsCollect.Calendars;

namespace FletsCollect.Settlement;

/// <summary>
/// What rating an earlier month again changes, because something of it was refunded since and its tariff says so (domain.md §2, F17).
/// Append only. The parts are differences to what was charged for that month so far; tax is at that month's rate.
/// </summary>
public sealed class FeeAdjustment
{
    private FeeAdjustment() { }

    /// <param name="original">The statement whose month is rated again.</param>
    /// <param name="rated">The fee without what was refunded.</param>
    /// <param name="earlier">What was adjusted for that month before.</param>
    public FeeAdjustment(FeeStatement original, FeeCalculation rated, IReadOnlyCollection<FeeAdjustment> earlier)
    {
        Id = Guid.CreateVersion7();
        OriginalStatementId = original.Id;
        Month = original.Month;
        Principal = rated.Basis.Principal;
        Lines = rated.Basis.Lines;
        ByRate = earlier.Aggregate(rated.ByRate - original.FeeByRate, (rest, adjustment) => rest - adjustment.ByRate);
        TopUp = earlier.Aggregate(rated.TopUp - original.FeeTopUp, (rest, adjustment) => rest - adjustment.TopUp);
        Tax = earlier.Aggregate(rated.Tax - original.Tax, (rest, adjustment) => rest - adjustment.Tax);
    }

    public Guid Id { get; private set; }

    /// <summary>The statement that has it.</summary>
    public Guid StatementId { get; private set; }

    public Guid OriginalStatementId { get; private set; }

    /// <summary>The month that was rated again.</summary>
    public BillingMonth Month { get; private set; }

    /// <summary>P without what was refunded.</summary>
    public Yen Principal { get; private set; }

    /// <summary>L without the lines to which everything was refunded.</summary>
    public int Lines { get; private set; }

    public Yen ByRate { get; private set; }

    public Yen TopUp { get; private set; }

    public Yen Tax { get; private set; }

    public Yen Total => ByRate + TopUp + Tax;

    /// <summary>True when rating again changed nothing, so that there is nothing to tell.</summary>
    public bool IsNothing => (ByRate, TopUp, Tax) == default;

    internal void GoOn(FeeStatement statement) => StatementId = statement.Id;
}
