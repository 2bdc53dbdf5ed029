using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace FletsCollect.Outbox;

/// <summary>
/// Something that happened to a merchant's business, written in the transaction in which it happened: what is committed is told, what is
/// not committed never. Deliveries to the merchant's webhook endpoints are made from it.
/// </summary>
public sealed class OutboxMessage : IMerchantOwned
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Most bytes of <see cref="Data"/>: with what stands around it, a message stays below the 20 KB that receivers take.</summary>
    public const int MostDataBytes = 18 * 1024;

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

    /// <summary>The W3C trace context of the request in which it happened; null when it happened in none.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>True once a delivery stands for each of the merchant's endpoints.</summary>
    public bool Dispatched { get; private set; }

    /// <summary>The id by which the merchant knows the event.</summary>
    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Event, Id);

    /// <param name="merchantId">Whom it concerns.</param>
    /// <param name="type">What happened; one of <see cref="EventTypes"/>.</param>
    /// <param name="subject">The public id of the thing.</param>
    /// <param name="now">When.</param>
    /// <param name="data">The thing as it is now; written as snake-case JSON. No personal data: the merchant knows its order and the pairwise subject.</param>
    /// <param name="traceParent">The trace of the request in which it happened; null for the one that is present.</param>
    public static OutboxMessage Of(Guid merchantId, string type, string subject, DateTime now, object data, string? traceParent = null)
    {
        if (!EventTypes.Contains(type))
            throw new ArgumentException($"'{type}' is not an event that merchants know. Add it to {nameof(EventTypes)}, which is what they read.", nameof(type));
        var written = JsonSerializer.Serialize(data, Json);
        if (Encoding.UTF8.GetByteCount(written) > MostDataBytes)
            throw new ArgumentException($"The data of '{type}' is larger than {MostDataBytes} bytes. Leave out what the merchant can fetch.", nameof(data));
        return new OutboxMessage
        {
            Id = RowKey.New(),
            MerchantId = merchantId,
            Type = type,
            Subject = subject,
            OccurredAt = now,
            TraceParent = traceParent ?? PresentTrace,
            Data = written,
        };
    }

    /// <summary>The W3C trace context of the request that is being answered; null outside of any.</summary>
    public static string? PresentTrace => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    internal void MarkDispatched() => Dispatched = true;
}
