using System.Text.Json;
using FletsCollect.CarrierBilling;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Api.Camara;

/// <summary>What a refund must be by itself, and against its payment.</summary>
internal static class RefundRules
{
    /// <summary>What is wrong with a request, whatever the payment; null when nothing is.</summary>
    public static CamaraError? FaultOf(CreateRefundBody body)
    {
        var asked = body.AmountTransaction;
        if (PaymentRules.FaultOf(asked.ReferenceCode, asked.ClientCorrelator, asked.RefundAmount.ChargingMetaData) is { } fault)
            return fault;
        if (body.Reason is not null && !WireJson.IsShowable(body.Reason))
            return CamaraError.InvalidArgument("reason must be 1 to 100 characters in normalization form C, without control or direction characters.");
        if (body.Type is not ("total" or "partial"))
            return CamaraError.InvalidArgument("type must be total or partial.");
        var (part, details) = (asked.RefundAmount.ChargingInformation, asked.RefundAmount.RefundDetails);
        if (body.Type == "total")
            return part is null && details is null ? null : CamaraError.InvalidArgument("A total refund names no amount; leave chargingInformation and refundDetails out.");
        if (part is null)
            return CamaraError.InvalidArgument("A partial refund needs chargingInformation.");
        return PaymentRules.FaultOf("chargingInformation", part.Amount, part.TaxAmount, part.Currency, part.Description)
            ?? (details ?? []).Select(item => PaymentRules.FaultOf($"refundDetails '{item.PaymentItemId}'", item.Amount, item.TaxAmount, item.Currency, item.Description)).FirstOrDefault(wrong => wrong is not null);
    }

    /// <summary>What does not fit its payment; null when it fits. A payment that came the other way has its tax included and no items.</summary>
    public static CamaraError? MismatchOf(CreateRefundBody body, CarrierBillingRequest? payment)
    {
        if (body.AmountTransaction.RefundAmount.ChargingInformation is not { } part)
            return null;
        var paid = payment is null ? null : JsonSerializer.Deserialize<AmountTransaction>(payment.Transaction, CamaraJson.Options)!.PaymentAmount;
        if (part.IsTaxIncluded != (paid?.ChargingInformation.IsTaxIncluded ?? true))
            return new CamaraError(422, "CARRIER_BILLING_REFUND.TAXES_MANAGEMENT_MISMATCH", "Inconsistent isTaxIncluded value with regards to related payment.");
        if (body.AmountTransaction.RefundAmount.RefundDetails is not { } details)
            return null;
        var items = (paid?.PaymentDetails ?? []).ToDictionary(item => item.Id, StringComparer.Ordinal);
        var fits = details.Count > 0
            && details.All(item => items.TryGetValue(item.PaymentItemId, out var bought) && TotalOf(item) <= PaymentRules.TotalOf(bought.Amount, bought.TaxAmount, bought.IsTaxIncluded))
            && details.Sum(TotalOf) == PaymentRules.TotalOf(part);
        return fits ? null : new CamaraError(422, "CARRIER_BILLING_REFUND.REFUND_DETAILS_MISMATCH", "Inconsistent refundDetails information with regards to related payment.");
    }

    private static decimal TotalOf(RefundItem item) => PaymentRules.TotalOf(item.Amount, item.TaxAmount, item.IsTaxIncluded);
}
