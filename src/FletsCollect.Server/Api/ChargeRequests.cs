using System.Globalization;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Api;

/// <summary>The body of <c>POST /v1/charges</c>.</summary>
internal sealed record CreateChargeRequest(Guid GrantId, string MerchantReference, Yen Amount, IReadOnlyList<ChargeItem> Items)
{
    public static readonly string[] Members = ["grant_id", "merchant_reference", "amount", "items"];

    /// <summary>What the request asks, whatever its spelling: two bodies that ask the same are the same request.</summary>
    public string Asked => string.Create(CultureInfo.InvariantCulture, $"{GrantId:N}|{MerchantReference}|{Amount.Amount}|{ItemsJson.Asked(Items)}");

    public static (CreateChargeRequest? Value, BodyFault? Fault) Read(JsonElement body)
    {
        if (Text(body, "grant_id") is not { } grant || !PublicId.TryParse(PublicId.Grant, grant, out var grantId))
            return (null, new BodyFault("grant_id must be the 'gr_…' id from the token response's authorization_details.", "grant_id"));
        if (Text(body, "merchant_reference") is not { Length: >= 1 and <= 64 } reference)
            return (null, new BodyFault("merchant_reference must be the approved order, 1 to 64 characters.", "merchant_reference"));
        if (MoneyJson.Read(body, "amount", out var amount) is { } fault)
            return (null, MoneyJson.IsForeign(body, "amount") ? fault with { Problem = ApiProblem.GrantMismatch } : fault);
        if (ItemsJson.Read(body, out var items) is { } itemsFault)
            return (null, itemsFault);
        return (new CreateChargeRequest(grantId, reference, amount, items ?? []), null);
    }
}

/// <summary>The body of <c>POST /v1/charges/{id}/confirm</c>: nothing takes all that is held.</summary>
internal sealed record ConfirmChargeRequest(Yen? Amount, IReadOnlyList<ChargeItem>? Items)
{
    public static readonly string[] Members = ["amount", "items"];

    public string Asked => string.Create(CultureInfo.InvariantCulture, $"{Amount?.Amount}|{(Items is null ? "" : ItemsJson.Asked(Items))}");

    public static (ConfirmChargeRequest? Value, BodyFault? Fault) Read(JsonElement body)
    {
        var amount = default(Yen);
        var named = body.TryGetProperty("amount", out _);
        if (named && MoneyJson.Read(body, "amount", out amount) is { } fault)
            return (null, fault);
        if (ItemsJson.Read(body, out var items) is { } itemsFault)
            return (null, itemsFault);
        return (new ConfirmChargeRequest(named ? amount : null, items), null);
    }
}

/// <summary>Reads an amount: <c>{"currency":"JPY","value":"315"}</c>.</summary>
internal static class MoneyJson
{
    public static BodyFault? Read(JsonElement parent, string name, out Yen amount)
    {
        amount = default;
        if (!parent.TryGetProperty(name, out var money) || money.ValueKind != JsonValueKind.Object)
            return new BodyFault($"{name} must be an object with currency and value.", name);
        if (Unknown(money, "currency", "value") is { } unknown)
            return new BodyFault($"{name} has an unknown member '{unknown}'; leave it out.", $"{name}.{unknown}");
        if (Text(money, "currency") is not "JPY")
            return new BodyFault($"{name}.currency must be \"JPY\".", $"{name}.currency");
        if (WholeYen(money, "value") is not { } yen)
            return new BodyFault($"{name}.value must be a string of 1 to 999999999 whole yen without leading zeros.", $"{name}.value");
        amount = yen;
        return null;
    }

    /// <summary>True for an amount in a currency that there is, and that nobody can have approved.</summary>
    public static bool IsForeign(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var money) && money.ValueKind == JsonValueKind.Object
        && Text(money, "currency") is { Length: 3 } currency && currency != "JPY" && currency.All(char.IsAsciiLetterUpper);
}

/// <summary>Reads the items of a charge: <c>[{"description":"…","amount":{…},"tax_rate":10}]</c>.</summary>
internal static class ItemsJson
{
    /// <summary>The items in one fixed spelling.</summary>
    public static string Asked(IReadOnlyList<ChargeItem> items) => JsonSerializer.Serialize(items);

    /// <param name="parent">The body.</param>
    /// <param name="items">The items; null when the body names none.</param>
    public static BodyFault? Read(JsonElement parent, out IReadOnlyList<ChargeItem>? items)
    {
        items = null;
        if (!parent.TryGetProperty("items", out var list))
            return null;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > ChargeItem.Most)
            return new BodyFault($"items must be an array of 1 to {ChargeItem.Most} objects; leave it out when there are none.", "items");
        var read = new List<ChargeItem>();
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
        {
            var name = $"items[{index}]";
            if (item.ValueKind != JsonValueKind.Object || Unknown(item, "description", "amount", "tax_rate") is not null)
                return new BodyFault($"{name} must be an object with description, amount and tax_rate.", name);
            if (Text(item, "description") is not { } description || !IsShowable(description))
                return new BodyFault($"{name}.description must be 1 to 100 characters in normalization form C, without control or direction characters.", $"{name}.description");
            if (MoneyJson.Read(item, "amount", out var amount) is { } fault)
                return new BodyFault($"{name}.{fault.Message}", $"{name}.{fault.Param}");
            if (!item.TryGetProperty("tax_rate", out var rate) || rate.ValueKind != JsonValueKind.Number || !rate.TryGetInt32(out var percent) || percent is < 0 or > 100)
                return new BodyFault($"{name}.tax_rate must be a number: the rate in whole percent, 0 for what is sold without the tax.", $"{name}.tax_rate");
            read.Add(new ChargeItem(description, amount.Amount, percent));
        }
        items = read;
        return null;
    }
}
