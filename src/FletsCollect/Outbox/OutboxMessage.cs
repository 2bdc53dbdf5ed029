using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace FletsCollect.Outbox;

/// <summary>
/// Something that happened to a merchant's business, written in the transaction in which it happened: what is committed is told, what is
/// not committed never. Deliveries to the merchant's webhook endpoints are made from it.
/// </summary>
public sealed class OutboxMessage
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private OutboxMessage() { }

    /// <summary>Also the event's id to the outside, <c>evt_…</c>, by which a receiver knows a repeat.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whom it concerns.</summary>
    public Guid MerchantId { get; private set; }

    /// <summary>What happened, as <c>thing.past-participle</c>: <c>charge.confirmed</c>.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The public id of the thing.</summary>
    public string Subject { get; private set; } = "";

    public DateTime OccurredAt { get; private set; }

    /// <summary>The thing as it was then: a JSON object in snake case, money as strings of whole yen.</summary>
    public string Data { get; private set; } = "{}";

    /// <summary>True once a delivery stands for each of the merchant's endpoints.</summary>
    public bool Dispatched { get; private set; }

    /// <summary>The id by which the merchant knows the event.</summary>
    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Event, Id);

    /// <param name="merchantId">Whom it concerns.</param>
    /// <param name="type">What happened, as <c>thing.past-participle</c>.</param>
    /// <param name="subject">The public id of the thing.</param>
    /// <param name="now">When.</param>
    /// <param name="data">The thing as it is now; written as snake-case JSON. No personal data: the merchant knows its order and the pairwise subject.</param>
    public static OutboxMessage Of(Guid merchantId, string type, string subject, DateTime now, object data) => new()
    {
        Id = Guid.CreateVersion7(),
        MerchantId = merchantId,
        Type = type,
        Subject = subject,
        OccurredAt = now,
        Data = JsonSerializer.Serialize(data, Json),
    };

    internal void MarkDispatched() => Dispatched = true;
}
