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

    public FeeStatement(Merchant merchant, BillingMonth month, FeeCalculation fee, Yen available, DateTime now)
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
        TaxPercent = fee.TaxPercent;
        Tax = fee.Tax;
        Available = available;
        Payable = available - fee.Fee;
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

    public int TaxPercent { get; private set; }

    public Yen Tax { get; private set; }

    /// <summary>What stood to the merchant's credit before this fee: collected money, and what earlier statements carried over, which may be negative.</summary>
    public Yen Available { get; private set; }

    /// <summary>What is left after the fee. Zero or less is carried over to the next statement.</summary>
    public Yen Payable { get; private set; }

    public DateTime ClosedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.FeeStatement, Id);

    public Yen FeeBeforeTax => FeeByRate + FeeTopUp;

    public Yen Fee => FeeBeforeTax + Tax;
}

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
