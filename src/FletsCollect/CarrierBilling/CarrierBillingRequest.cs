using FletsCollect.Charges;

namespace FletsCollect.CarrierBilling;

/// <summary>
/// What a merchant said of a payment or a refund in the words of CAMARA Carrier Billing, beside the charge or refund that it is: shown to
/// it again as it was said. Money and state stand with the charge or refund alone.
/// </summary>
public sealed class CarrierBillingRequest : IMerchantOwned
{
    private CarrierBillingRequest() { }

    private CarrierBillingRequest(Guid id, Guid chargeId, Guid merchantId, string referenceCode, string? merchantIdentifier, string transaction, string? sink)
    {
        Id = id;
        ChargeId = chargeId;
        MerchantId = merchantId;
        ReferenceCode = referenceCode;
        MerchantIdentifier = merchantIdentifier;
        Transaction = transaction;
        Sink = sink;
    }

    /// <summary>The key of the charge or refund.</summary>
    public Guid Id { get; private set; }

    /// <summary>The charge: itself, or the one of which a part is given back.</summary>
    public Guid ChargeId { get; private set; }

    public Guid MerchantId { get; private set; }

    /// <summary>The merchant's own name of the request, once for each refund of a charge.</summary>
    public string ReferenceCode { get; private set; } = "";

    /// <summary>For whom the merchant sells, when it sells for others.</summary>
    public string? MerchantIdentifier { get; private set; }

    /// <summary>The <c>amountTransaction</c> as it was sent, JSON.</summary>
    public string Transaction { get; private set; } = "{}";

    /// <summary>Where notifications go; null for nowhere.</summary>
    public string? Sink { get; private set; }

    public bool IsRefund => Id != ChargeId;

    public static CarrierBillingRequest OfPayment(Charge charge, string referenceCode, string? merchantIdentifier, string transaction, string? sink) =>
        new(charge.Id, charge.Id, charge.MerchantId, referenceCode, merchantIdentifier, transaction, sink);

    public static CarrierBillingRequest OfRefund(Refund refund, string referenceCode, string? merchantIdentifier, string transaction, string? sink) =>
        new(refund.Id, refund.ChargeId, refund.MerchantId, referenceCode, merchantIdentifier, transaction, sink);
}
