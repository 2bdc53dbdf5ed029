using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FletsCollect.Charges;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Reads <c>authorization_details</c> (RFC 9396 §2) and refuses whatever is not exactly one purchase of a known type. Every message names
/// the member and what would be right.
/// </summary>
public static partial class ChargeDetailsReader
{
    private const int MostBytes = 4096;

    /// <summary>
    /// The purchase in a request, or null and the sentence that says what is wrong.
    /// </summary>
    /// <param name="text">The parameter as it was sent.</param>
    /// <param name="chargesResource">The address of the charge API, the only location that may be named.</param>
    /// <param name="problem">What is wrong; empty when nothing is.</param>
    public static ChargeDetails? Read(string text, Uri chargesResource, out string problem)
    {
        if (Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            problem = "authorization_details is larger than 4096 bytes.";
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            var (details, complaint) = ReadArray(document.RootElement, chargesResource);
            problem = complaint;
            return details;
        }
        catch (JsonException)
        {
            problem = "authorization_details is not a JSON array without duplicate names, at most four levels deep.";
            return null;
        }
    }

    private static (ChargeDetails?, string) ReadArray(JsonElement array, Uri chargesResource)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != 1 || array[0].ValueKind != JsonValueKind.Object)
            return (null, "authorization_details must be an array of exactly one object.");
        var purchase = array[0];
        return Text(purchase, "type") switch
        {
            OnceDetails.TypeName => ReadPurchase(purchase, chargesResource, OnceDetailsWire.OwnMembers, OnceDetailsWire.Read),
            RecurringDetails.TypeName => ReadPurchase(purchase, chargesResource, RecurringDetailsWire.OwnMembers, RecurringDetailsWire.Read),
            _ => (null, $"type must be {string.Join(" or ", ChargeDetails.Types.Select(type => $"'{type}'"))}."),
        };
    }

    /// <summary>Reads what all types have in common, then what the type has of its own.</summary>
    private static (ChargeDetails?, string) ReadPurchase(
        JsonElement purchase, Uri chargesResource, IReadOnlyList<string> ownMembers, Func<JsonElement, string, string, (ChargeDetails?, string)> readOwn)
    {
        if (Unknown(purchase, ["type", "actions", "locations", "merchant_reference", "description", .. ownMembers]) is { } unknown)
            return (null, $"authorization_details has an unknown member '{unknown}'.");
        if (!IsOneText(purchase, "actions", "charge"))
            return (null, "actions must be [\"charge\"].");
        if (!IsOneText(purchase, "locations", chargesResource.AbsoluteUri))
            return (null, $"locations must be [\"{chargesResource.AbsoluteUri}\"].");
        if (Text(purchase, "merchant_reference") is not { } reference || !Reference().IsMatch(reference))
            return (null, "merchant_reference must be 1 to 64 characters out of letters, digits and . _ : -.");
        if (Text(purchase, "description") is not { } description || !IsShowable(description))
            return (null, "description must be 1 to 100 characters in normalization form C, without control or direction characters.");
        return readOwn(purchase, reference, description);
    }

    /// <summary>The tax-included price of a purchase whose amount has the given mode; null for anything else.</summary>
    internal static Yen? Amount(JsonElement purchase, string mode)
    {
        if (!purchase.TryGetProperty("amount", out var amount) || amount.ValueKind != JsonValueKind.Object || Unknown(amount, "currency", "value", "mode") is not null)
            return null;
        if (Text(amount, "currency") is not "JPY" || Text(amount, "mode") != mode)
            return null;
        return WholeYen(amount, "value");
    }

    private static bool IsOneText(JsonElement parent, string name, string expected) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1
        && list[0].ValueKind == JsonValueKind.String && list[0].ValueEquals(expected);

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
