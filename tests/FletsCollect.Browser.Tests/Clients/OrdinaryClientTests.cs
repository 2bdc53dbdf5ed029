using System.Text.Json.Nodes;
using FletsCollect.Browser.Tests.Surroundings;

namespace FletsCollect.Browser.Tests.Clients;

/// <summary>An OpenID Connect library that knows nothing of this provider completes the purchase.</summary>
public sealed class OrdinaryClientTests(Town town)
{
    [Fact]
    public async Task Approved_purchase_is_charged_exactly_once_and_for_the_approved_amount_only()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync(town.Provider, town.OtherCallback, $"ORDER-{Guid.CreateVersion7():N}");

        var outcome = await AnswerAsync(person, household, client, () => person.Consent.ApproveAsync());

        var (otherAmount, first, repeated, otherKey) = (outcome["otherAmount"]!, outcome["first"]!, outcome["repeated"]!, outcome["otherKey"]!);
        Assert.Equal((422, "amount_mismatch"), ((int)otherAmount["status"]!, (string?)otherAmount["body"]!["code"]));
        Assert.Equal((201, "confirmed"), ((int)first["status"]!, (string?)first["body"]!["status"]));
        Assert.Equal("true", (string?)repeated["replayed"]);
        Assert.True(JsonNode.DeepEquals(first["body"], repeated["body"]));
        Assert.Equal((409, "grant_consumed"), ((int)otherKey["status"]!, (string?)otherKey["body"]!["code"]));
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Refusal_reaches_the_client_as_access_denied()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync(town.Provider, town.OtherCallback, $"ORDER-{Guid.CreateVersion7():N}");

        var outcome = await AnswerAsync(person, household, client, () => person.Consent.RefuseAsync());

        Assert.Equal("access_denied", (string?)outcome["error"]);
    }

    /// <summary>The person's part: follows the client's address, signs in, answers, and arrives at the client's callback.</summary>
    private async Task<JsonNode> AnswerAsync(Person person, Household household, OrdinaryClient client, Func<Task> answer)
    {
        var id = await person.GetIdAsync(household);
        var start = await client.HearAsync();
        await person.Page.GotoAsync((string)start["url"]!);
        await person.SignIn.SubmitAsync(id, Person.Password);
        var arrival = await person.Page.RunAndWaitForRequestAsync(
            answer, request => request.Url.StartsWith(town.OtherCallback.AbsoluteUri, StringComparison.Ordinal));
        await client.SayAsync(arrival.Url);
        return await client.HearAsync();
    }
}
