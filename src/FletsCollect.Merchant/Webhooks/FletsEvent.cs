using System.Text.Json;
using System.Text.Json.Serialization;

namespace FletsCollect.Merchant;

/// <summary>Something that happened to your business, as a webhook tells it (CloudEvents 1.0).</summary>
/// <param name="Id"><c>evt_…</c>; the same for every repeat.</param>
/// <param name="Type">What happened, such as <c>charge.confirmed</c>; types that you do not know are to be answered with 2xx and ignored.</param>
/// <param name="Subject">The id of the thing, such as <c>ch_…</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">The thing as it was then; fetch it when you need it as it is now.</param>
public sealed record FletsEvent(
    [property: JsonRequired] string Id, [property: JsonRequired] string Type, [property: JsonRequired] string Subject, [property: JsonRequired] DateTimeOffset Time,
    [property: JsonRequired] JsonElement Data);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FletsEvent))]
internal sealed partial class FletsEventJson : JsonSerializerContext;
