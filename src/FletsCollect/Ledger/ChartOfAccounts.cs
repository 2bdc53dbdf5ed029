using FletsCollect.Lines;

namespace FletsCollect.Ledger;

/// <summary>An account of the ledger, by its code: a kind, and the line or merchant it is kept for, as in <c>merchant-payable.available/hatena-demo</c>.</summary>
public readonly record struct LedgerAccount(string Kind, string? Owner = null)
{
    public string Code => Owner is null ? Kind : $"{Kind}/{Owner}";

    /// <summary>Reads a code as it is stored.</summary>
    public static LedgerAccount Of(string code) =>
        code.Split('/', 2) is [var kind, var owner] ? new LedgerAccount(kind, owner) : new LedgerAccount(code);

    public override string ToString() => Code;
}

/// <summary>
/// Every account that the product posts to (operations.md, "Tables"). Accounts of lines and merchants come into being with their first
/// transfer. No charge updates a shared row: the balance of an account is the sum of its transfers.
/// </summary>
public static class ChartOfAccounts
{
    public const string LineReceivableUnbilledKind = "line-receivable.unbilled";
    public const string LineReceivableBilledKind = "line-receivable.billed";
    public const string LineCreditKind = "line-credit";
    public const string MerchantPayableUncollectedKind = "merchant-payable.uncollected";
    public const string MerchantPayableAvailableKind = "merchant-payable.available";
    public const string MerchantPayableHeldKind = "merchant-payable.held";
    public const string MerchantPayableClosedKind = "merchant-payable.closed";
    public const string MerchantPayableInTransitKind = "merchant-payable.in-transit";

    /// <summary>How the codes of all accounts of lines begin, and of no others.</summary>
    public const string OfLines = "line-";

    /// <summary>The kinds of accounts of which every line can have one.</summary>
    public static readonly IReadOnlyList<string> LineKinds = [LineReceivableUnbilledKind, LineReceivableBilledKind, LineCreditKind];

    /// <summary>Collected from lines by the telco's billing, not yet at our bank.</summary>
    public static LedgerAccount CollectionClearing => new("collection-clearing");

    public static LedgerAccount Bank => new("bank");

    /// <summary>Received and fitting no invoice: it waits for a person.</summary>
    public static LedgerAccount Suspense => new("suspense");

    /// <summary>What lines never paid of guaranteed items: the provider's loss.</summary>
    public static LedgerAccount BadDebt => new("bad-debt");

    /// <summary>Paid after it had been written off.</summary>
    public static LedgerAccount Recoveries => new("recoveries");

    /// <summary>The part of the fee that is the rate on the price.</summary>
    public static LedgerAccount FeeRevenue => new("fee-revenue");

    /// <summary>What the minimum per line adds to the rate.</summary>
    public static LedgerAccount MinimumFeeTopUp => new("minimum-fee-top-up");

    /// <summary>What merchants pay once, when they join.</summary>
    public static LedgerAccount SetUpFeeRevenue => new("set-up-fee-revenue");

    /// <summary>What merchants bear of the bank's fee for their payouts.</summary>
    public static LedgerAccount TransferFeeRecovered => new("transfer-fee-recovered");

    public static LedgerAccount ConsumptionTaxPayable => new("consumption-tax-payable");

    /// <summary>Confirmed charges that are on no invoice yet.</summary>
    public static LedgerAccount LineReceivableUnbilled(LineNumber line) => new(LineReceivableUnbilledKind, line.Value);

    /// <summary>Items of issued invoices that are not paid yet.</summary>
    public static LedgerAccount LineReceivableBilled(LineNumber line) => new(LineReceivableBilledKind, line.Value);

    /// <summary>What was refunded to a line after its bill, and no later invoice bears yet.</summary>
    public static LedgerAccount LineCredit(LineNumber line) => new(LineCreditKind, line.Value);

    /// <summary>Confirmed for a merchant and not available to it yet. What a line never pays leaves it again, unless the month is guaranteed.</summary>
    public static LedgerAccount MerchantPayableUncollected(string merchantCode) => new(MerchantPayableUncollectedKind, merchantCode);

    /// <summary>
    /// The merchant's to have, on no statement yet: what was collected for it, or what was billed for it in a month that its contract
    /// guarantees, when that month's statement closes. What was refunded after the close lowers it at once.
    /// </summary>
    public static LedgerAccount MerchantPayableAvailable(string merchantCode) => new(MerchantPayableAvailableKind, merchantCode);

    /// <summary>Collected for a merchant and kept back, while something is disputed.</summary>
    public static LedgerAccount MerchantPayableHeld(string merchantCode) => new(MerchantPayableHeldKind, merchantCode);

    /// <summary>On a closed statement, waiting to be paid out.</summary>
    public static LedgerAccount MerchantPayableClosed(string merchantCode) => new(MerchantPayableClosedKind, merchantCode);

    /// <summary>Handed to the bank, not confirmed by it yet.</summary>
    public static LedgerAccount MerchantPayableInTransit(string merchantCode) => new(MerchantPayableInTransitKind, merchantCode);

    /// <summary>Everything that a merchant is owed, wherever on its way it is.</summary>
    public static IReadOnlyList<LedgerAccount> OfMerchant(string merchantCode) =>
    [
        MerchantPayableUncollected(merchantCode), MerchantPayableAvailable(merchantCode), MerchantPayableHeld(merchantCode), MerchantPayableClosed(merchantCode), MerchantPayableInTransit(merchantCode),
    ];
}
