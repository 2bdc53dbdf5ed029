using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FletsCollect.Outbox;

namespace FletsCollect.CarrierBilling;

/// <summary>
/// An event as CAMARA Carrier Billing 0.5.0 and Carrier Billing Refund 0.3.0 (release r3.2) notify it to the <c>sink</c> of the request: a
/// CloudEvent of their types and data, made from the event that every other receiver gets.
/// </summary>
public static class CarrierBillingEvent
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private const string Payment = "org.camaraproject.carrier-billing.v0.";
    private const string Refund = "org.camaraproject.carrier-billing-refund.v0.";

    /// <summary>What is told of a payment.</summary>
    public static readonly IReadOnlyList<string> OfPayments = [EventTypes.ChargeReserved, EventTypes.ChargeConfirmed, EventTypes.ChargeCancelled, EventTypes.ChargeExpired];

    /// <summary>What is told of a refund.</summary>
    public static readonly IReadOnlyList<string> OfRefunds = [EventTypes.RefundProcessing, EventTypes.RefundSucceeded, EventTypes.RefundDenied];

    /// <param name="message">One of the events above.</param>
    /// <param name="source">The issuer.</param>
    public static byte[] Write(OutboxMessage message, Uri source)
    {
        var (type, description) = Describe(message.Type);
        using var subject = JsonDocument.Parse(message.Data);
        var thing = subject.RootElement;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Writing))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", message.PublicId);
            json.WriteString("source", source.AbsoluteUri);
            json.WriteString("type", type);
            json.WriteString("time", message.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            if (OfRefunds.Contains(message.Type))
            {
                Copy(json, thing, "charge_id", "paymentId");
                Copy(json, thing, "id", "refundId");
            }
            else
            {
                Copy(json, thing, "id", "paymentId");
            }
            json.WriteString("status", message.Type == EventTypes.RefundDenied ? "failed" : "succeeded");
            json.WriteString("description", description);
            if (message.Type == EventTypes.ChargeConfirmed)
                Copy(json, thing, "confirmed_at", "paymentDate");
            if (message.Type == EventTypes.RefundSucceeded)
                Copy(json, thing, "ended_at", "refundDate");
            if (message.Type == EventTypes.RefundDenied)
                Copy(json, thing, "denial_reason", "denialReason");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Copy(Utf8JsonWriter json, JsonElement from, string name, string to)
    {
        if (from.TryGetProperty(name, out var value))
            json.WriteString(to, value.GetString());
    }

    private static (string Type, string Description) Describe(string type) => type switch
    {
        EventTypes.ChargeReserved => (Payment + "payment-reserved", "The amount is reserved."),
        EventTypes.ChargeConfirmed => (Payment + "payment-completed", "The payment will be on the line's bill."),
        EventTypes.ChargeCancelled => (Payment + "payment-cancelled", "The payment was cancelled."),
        EventTypes.ChargeExpired => (Payment + "payment-cancelled", "The reservation expired."),
        EventTypes.RefundProcessing => (Refund + "refund-in-bill", "The refund will be a credit on the line's next bill."),
        EventTypes.RefundSucceeded => (Refund + "refund-completed", "The refund has reached the subscriber."),
        EventTypes.RefundDenied => (Refund + "refund-denied", "The refund was denied."),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No sink is told of this."),
    };
}
