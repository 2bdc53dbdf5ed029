using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Charges;

/// <summary>
/// The purchase that a merchant asks for: one element of <c>authorization_details</c> (RFC 9396) after every check, in the product's own
/// types (provider.md, "Charge details"). Each type that may be asked for is a record of its own.
/// </summary>
/// <param name="MerchantReference">The merchant's own name of the order, <c>[A-Za-z0-9._:-]{1,64}</c>.</param>
/// <param name="Description">What is bought, 1 to 100 characters, shown as text.</param>
/// <param name="Amount">The tax-included price.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OnceDetails), OnceDetails.TypeName)]
[JsonDerivedType(typeof(RecurringDetails), RecurringDetails.TypeName)]
public abstract record ChargeDetails(string MerchantReference, string Description, Yen Amount)
{
    /// <summary>Every type that may be asked for, as discovery lists them.</summary>
    public static readonly IReadOnlyList<string> Types = [OnceDetails.TypeName, RecurringDetails.TypeName];

    /// <summary>The <c>type</c> of the element, a versioned URN.</summary>
    [JsonIgnore]
    public abstract string Type { get; }

    /// <summary>True when the merchant needs tokens for longer than one access token lives.</summary>
    [JsonIgnore]
    public abstract bool GoesOn { get; }

    /// <summary>The instant from which a grant of this purchase allows no charge any more; null when no time ends it.</summary>
    public abstract DateTime? ExpiryOf(DateTime authorisedAt);

    /// <summary>The Japanese day of the first charge, if it is approved today.</summary>
    public abstract DateOnly FirstChargeOn(DateOnly today);
}

/// <summary>
/// One charge, of this amount or of at most this amount; taken right after the approval, or held then and taken until an instant that the
/// merchant named.
/// </summary>
/// <param name="Mode">Whether the amount is the price or its upper bound.</param>
/// <param name="CaptureBy">Until when the charge must be confirmed, UTC; null when it is taken in one step.</param>
public sealed record OnceDetails(string MerchantReference, string Description, Yen Amount, AmountMode Mode = AmountMode.Exact, DateTime? CaptureBy = null)
    : ChargeDetails(MerchantReference, Description, Amount)
{
    public const string TypeName = "urn:fletscollect:charge-once:v1";

    /// <summary>The least time that a deferred purchase leaves: the approval, a code and a token fit into it.</summary>
    public static readonly TimeSpan ShortestDeferral = ChargeGrant.ImmediateLifetime;

    /// <summary>The longest time for which an amount may be held (provider.md, "Charge details").</summary>
    public static readonly TimeSpan LongestDeferral = TimeSpan.FromDays(30);

    [JsonIgnore]
    public override string Type => TypeName;

    [JsonIgnore]
    public override bool GoesOn => CaptureBy is not null;

    public override DateTime? ExpiryOf(DateTime authorisedAt) => CaptureBy ?? authorisedAt + ChargeGrant.ImmediateLifetime;

    public override DateOnly FirstChargeOn(DateOnly today) => today;
}

/// <summary>What the amount of a purchase means.</summary>
public enum AmountMode
{
    /// <summary>The price.</summary>
    Exact,

    /// <summary>The most that may be charged; the page says 上限.</summary>
    Maximum,
}

/// <summary>Stores what was granted as JSON with its type's name, so that a grant reads back as it was given, whatever is added later.</summary>
public sealed class ChargeDetailsConverter() : ValueConverter<ChargeDetails, string>(
    details => JsonSerializer.Serialize(details, Json),
    text => JsonSerializer.Deserialize<ChargeDetails>(text, Json)!)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new YenJson(), new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Whole yen as a bare number.</summary>
    private sealed class YenJson : JsonConverter<Yen>
    {
        public override Yen Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Yen value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }
}
