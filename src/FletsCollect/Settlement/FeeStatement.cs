using FletsCollect.Calendars;
using FletsCollect.Merchants;

namespace FletsCollect.Settlement;

/// <summary>
/// What one merchant is told for one month: what was billed for it, the fee with every number that explains it, and what it will be
/// paid. A document, so it never changes; what becomes of the money is the <see cref="Payout"/>'s to tell.
/// </summary>
public sealed class FeeStatement
{
    private FeeStatement() { }

    public FeeStatement(Merchant merchant, BillingMonth month, ContractTerms contract, FeeCalculation fee, IReadOnlyCollection<FeeAdjustment> adjustments, StatementBalance balance, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchant.Id;
        Month = month;
        TariffVersion = fee.TariffVersion;
        Principal = fee.Basis.Principal;
        Lines = fee.Basis.Lines;
        Branch = fee.Branch;
        FeeByRate = fee.ByRate;
        FeeTopUp = fee.TopUp;
        SetUpFee = fee.SetUpFee;
        TaxPercent = fee.TaxPercent;
        Tax = fee.Tax;
        foreach (var adjustment in adjustments)
        {
            adjustment.GoOn(this);
            Adjustment += adjustment.Total;
        }
        Basis = contract.Basis;
        MinimumPayout = contract.MinimumPayout;
        ThroughBatch = balance.ThroughBatch;
        CarriedOver = balance.CarriedOver;
        Guaranteed = contract.Basis == SettlementBasis.Guaranteed ? fee.Basis.Principal : Yen.Zero;
        Available = balance.CarriedOver + balance.Moved + Guaranteed;
        var left = Available - Fee - Adjustment;
        // A payout that is not made costs no transfer.
        TransferFee = left - contract.TransferFee >= MinimumPayout ? contract.TransferFee : Yen.Zero;
        Payable = left - TransferFee;
        ClosedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    public BillingMonth Month { get; private set; }

    /// <summary>The tariff by which the fee can be reckoned again.</summary>
    public string TariffVersion { get; private set; } = "";

    /// <summary>P: what was billed for the merchant in the month.</summary>
    public Yen Principal { get; private set; }

    /// <summary>L: how many lines it was billed to.</summary>
    public int Lines { get; private set; }

    public FeeBranch Branch { get; private set; }

    public Yen FeeByRate { get; private set; }

    public Yen FeeTopUp { get; private set; }

    /// <summary>Charged on the merchant's first statement only.</summary>
    public Yen SetUpFee { get; private set; }

    public int TaxPercent { get; private set; }

    /// <summary>Consumption tax on the fee and the set-up fee, rounded once.</summary>
    public Yen Tax { get; private set; }

    /// <summary>What rating earlier months again changes, with tax: below zero when the merchant gets fee back.</summary>
    public Yen Adjustment { get; private set; }

    public SettlementBasis Basis { get; private set; }

    public Yen MinimumPayout { get; private set; }

    /// <summary>The last ledger batch that the statement knows: what was posted for the merchant after it is on the next one.</summary>
    public long ThroughBatch { get; private set; }

    /// <summary>What the statement before left and did not pay out; may be below zero.</summary>
    public Yen CarriedOver { get; private set; }

    /// <summary>What this statement gives the merchant of what was billed, collected or not; nothing on a collected basis.</summary>
    public Yen Guaranteed { get; private set; }

    /// <summary>What stood to the merchant's credit before this fee: carried over, moved by the ledger since then, and guaranteed.</summary>
    public Yen Available { get; private set; }

    /// <summary>What the merchant bears of the bank's fee; nothing when it is not paid.</summary>
    public Yen TransferFee { get; private set; }

    /// <summary>What is left after everything: paid, or carried over when it is less than the minimum.</summary>
    public Yen Payable { get; private set; }

    public DateTime ClosedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.FeeStatement, Id);

    /// <summary>The month's fee without tax and set-up fee.</summary>
    public Yen FeeBeforeTax => FeeByRate + FeeTopUp;

    /// <summary>What the statement charges for its own month, with tax.</summary>
    public Yen Fee => FeeBeforeTax + SetUpFee + Tax;

    /// <summary>Everything that is taken from the merchant on this statement.</summary>
    public Yen Charged => Fee + Adjustment + TransferFee;

    /// <summary>The fee of its own month, with what explains it.</summary>
    public FeeCalculation ToCalculation() => new(TariffVersion, new FeeBasis(Principal, Lines), Branch, FeeByRate, FeeTopUp, SetUpFee, TaxPercent, Tax);

    /// <summary>True when nothing is paid out: what is left goes on to the next statement.</summary>
    public bool IsCarriedOver => Payable < MinimumPayout;
}

/// <summary>What the ledger knows of a merchant's available money when a statement is made.</summary>
/// <param name="ThroughBatch">The last batch that was looked at.</param>
/// <param name="CarriedOver">What the statement before left there.</param>
/// <param name="Moved">What came or went since then.</param>
public sealed record StatementBalance(long ThroughBatch, Yen CarriedOver, Yen Moved);

/// <summary>
/// One billed charge on a fee statement, append only. Its key is the charge event's, so the database keeps a charge from being on two
/// statements.
/// </summary>
public sealed class FeeStatementItem
{
    private FeeStatementItem() { }

    public Guid ChargeEventId { get; private set; }

    public Guid StatementId { get; private set; }

    public Yen Amount { get; private set; }
}
