using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace FletsCollect.Outbox;

/// <summary>A message in the structured mode of CloudEvents 1.0, as it is sent to endpoints and shown by the API.</summary>
public static class CloudEvent
{
    public const string ContentType = "application/cloudevents+json";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="message">The message.</param>
    /// <param name="source">The issuer: with the id it names the event in the whole world.</param>
    public static byte[] Write(OutboxMessage message, Uri source)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Writing))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", message.PublicId);
            json.WriteString("source", source.AbsoluteUri);
            json.WriteString("type", message.Type);
            json.WriteString("subject", message.Subject);
            json.WriteString("time", message.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            // The distributed tracing extension: the request from which the event came.
            if (message.TraceParent is { } traceParent)
                json.WriteString("traceparent", traceParent);
            json.WritePropertyName("data");
            json.WriteRawValue(message.Data);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
