namespace FletsCollect.Server.Api.Camara;

/// <summary>What the document of the façade shows: one payment of 315 yen and its refund.</summary>
internal static class CamaraExamples
{
    private const string ChargeId = "ch_01KAR3V6N2F9M0Q8T4XJ5WZ7BC";

    private static readonly DateTime Then = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    private static readonly AmountTransaction Asked = new(new PaymentAmount(new ChargingInformation(315, "JPY", "有料オプション 30日", IsTaxIncluded: true)), "ORD-0001", "req-0001");

    public static readonly CreatePaymentBody CreatePayment = new(
        Asked, "https://shop.example/carrier-billing/events", new SinkCredential("ACCESSTOKEN", "eyJhbGciOiJFUzI1NiJ9", "2026-12-31T00:00:00Z", "bearer"));

    public static readonly PaymentResource Payment = new(
        ChargeId, Asked with { ResourceURL = $"https://pay.example/carrier-billing/v0.5/payments/{ChargeId}", ServerReferenceCode = ChargeId }, "succeeded", Then, Then, CreatePayment.Sink);

    public static readonly PaymentResource Reserved = Payment with { PaymentStatus = "reserved", PaymentDate = null };

    public static readonly PaymentResource[] Payments = [Payment];

    public static readonly PhoneNumberBody Nobody = new();

    public static readonly ValidatePaymentBody ValidatePayment = new("Fn34o8g239v3wrb3t", "352673");

    private static readonly RefundTransaction Part = new(new RefundAmount(new ChargingInformation(100, "JPY", "有料オプション 30日", IsTaxIncluded: true)), "REF-0001", "req-0002");

    public static readonly CreateRefundBody CreateRefund = new("partial", Part, "duplicate order");

    public static readonly RefundResource Refund = new("re_01KAR3V6N2F9M0Q8T4XJ5WZ7BC", "succeeded", "partial", Part, Then, Then, "duplicate order");

    public static readonly RefundResource[] Refunds = [Refund];

    public static readonly PaymentRemainingAmount Remaining = new(215, "JPY", IsTaxIncluded: true);
}
