using System.Text.Json.Nodes;
using FletsCollect.Browser.Tests.Surroundings;

namespace FletsCollect.Browser.Tests.Clients;

/// <summary>A shop that sells by the month, on a client library of other people, and that asks for a new price later.</summary>
internal static class MonthlyShop
{
    /// <summary>Subscribes for 990 yen a month; gives what the shop knows of it: <c>reference</c>, <c>grantId</c>, <c>subscription</c>.</summary>
    public static async Task<JsonObject> SubscribeAsync(Town town, Person person, string id)
    {
        await using var client = await OrdinaryClient.StartAsync("openid-client", "subscribe", town.Provider, town.OtherCallback);
        var outcome = await client.ConverseAsync(person, id, town.OtherCallback, () => person.Consent.ApproveAsync());
        return outcome["subscription"]?["status"]?.GetValue<int>() == 201 ? outcome.AsObject() : throw new InvalidOperationException(outcome.ToJsonString());
    }

    /// <summary>Asks for 1,200 yen a month instead; the person answers on the consent page.</summary>
    public static async Task<JsonNode> ChangePriceAsync(Town town, Person person, string id, JsonObject subscribed, Func<Task> answer)
    {
        await using var client = await OrdinaryClient.StartAsync(
            "openid-client", "replace", town.Provider, town.OtherCallback, (string)subscribed["reference"]!, (string)subscribed["grantId"]!);
        return await client.ConverseAsync(person, id, town.OtherCallback, answer);
    }
}
