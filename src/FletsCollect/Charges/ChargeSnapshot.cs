using System.Globalization;
using FletsCollect.Calendars;

namespace FletsCollect.Charges;

/// <summary>A charge as its merchant sees it, in the API and in events: written as JSON in snake case.</summary>
/// <param name="Id"><c>ch_…</c>.</param>
/// <param name="Status"><c>reserved</c>, <c>confirmed</c> (it will be on the line's bill), <c>cancelled</c> or <c>expired</c>.</param>
/// <param name="GrantId">The consent it rests on.</param>
/// <param name="MerchantReference">The merchant's order.</param>
/// <param name="Description">What was bought, as the subscriber saw it.</param>
/// <param name="Amount">Tax included: what is held while reserved, what was taken afterwards.</param>
/// <param name="ReservedAmount">What was held before the confirmation; absent when it was taken in one step.</param>
/// <param name="RefundedAmount">What refunds gave back or are about to.</param>
/// <param name="RemainingAmount">What can still be refunded.</param>
/// <param name="Items">What it is for; absent when the merchant named nothing.</param>
/// <param name="Taxes">The tax of each rate among the items, rounded down once for each rate.</param>
/// <param name="BusinessDate">The Japanese day it counts for, <c>yyyy-MM-dd</c>; absent before it is confirmed.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">When the reservation ends by itself.</param>
/// <param name="ConfirmedAt">UTC.</param>
/// <param name="EndedAt">When it was cancelled or expired.</param>
public sealed record ChargeSnapshot(
    string Id,
    string Status,
    string GrantId,
    string MerchantReference,
    string Description,
    Money Amount,
    Money? ReservedAmount,
    Money RefundedAmount,
    Money RemainingAmount,
    IReadOnlyList<ChargeItemSnapshot>? Items,
    IReadOnlyList<TaxSnapshot>? Taxes,
    string? BusinessDate,
    DateTime CreatedAt,
    DateTime? ExpiresAt,
    DateTime? ConfirmedAt,
    DateTime? EndedAt)
{
    public static ChargeSnapshot Of(Charge charge, DateTime now) => new(
        charge.PublicId,
        StatusOf(charge.StatusAt(now)),
        PublicId.Format(PublicId.Grant, charge.GrantId),
        charge.MerchantReference,
        charge.Description,
        Money.Of(charge.Amount),
        charge.ReservedAmount.IsPositive ? Money.Of(charge.ReservedAmount) : null,
        Money.Of(charge.Refunded),
        Money.Of(charge.Remaining),
        charge.Items.Count == 0 ? null : [.. charge.Items.Select(item => new ChargeItemSnapshot(item.Description, Money.Of(new Yen(item.Amount)), item.TaxPercent))],
        charge.Items.Count == 0 ? null : [.. ConsumptionTax.ByRate(charge.Items.Select(item => (new Yen(item.Amount), item.TaxPercent))).Select(tax => new TaxSnapshot(tax.Percent, Money.Of(tax.Amount), Money.Of(tax.Tax)))],
        charge.ConfirmedAt is { } confirmed ? Calendars.BusinessDate.At(confirmed).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        charge.CreatedAt,
        charge.ExpiresAt,
        charge.ConfirmedAt,
        charge.EndedAt);

    /// <summary>A status as the API writes it.</summary>
    public static string StatusOf(ChargeStatus status) => status switch
    {
        ChargeStatus.Authorised => "authorised",
        ChargeStatus.Reserved => "reserved",
        ChargeStatus.Confirmed => "confirmed",
        ChargeStatus.Cancelled => "cancelled",
        ChargeStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}

/// <summary>An item of a charge.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Amount">Its tax-included price.</param>
/// <param name="TaxRate">Its rate of consumption tax in whole percent.</param>
public sealed record ChargeItemSnapshot(string Description, Money Amount, int TaxRate);

/// <summary>The tax of one rate.</summary>
/// <param name="TaxRate">The rate in whole percent.</param>
/// <param name="Amount">The tax-included sum at that rate.</param>
/// <param name="Tax">The tax in it.</param>
public sealed record TaxSnapshot(int TaxRate, Money Amount, Money Tax);

/// <summary>An amount of money on the wire: <c>JPY</c> and whole yen as a string, so that no client reads it as a float.</summary>
public sealed record Money(string Currency, string Value)
{
    public static Money Of(Yen amount) => new("JPY", amount.Amount.ToString(CultureInfo.InvariantCulture));
}
