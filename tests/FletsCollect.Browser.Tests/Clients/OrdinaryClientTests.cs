using System.Text.Json.Nodes;
using FletsCollect.Browser.Tests.Surroundings;

namespace FletsCollect.Browser.Tests.Clients;

/// <summary>OpenID Connect libraries that know nothing of this provider log in and complete purchases.</summary>
public sealed class OrdinaryClientTests(Town town)
{
    public static TheoryData<string> Libraries => [.. OrdinaryClient.Libraries];

    [Theory, MemberData(nameof(Libraries))]
    public async Task Subscriber_logs_in_and_the_client_learns_a_name_of_its_own_for_it(string library)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync(library, "login", town.Provider, town.OtherCallback);

        var outcome = await AnswerAsync(person, household, client, () => person.Consent.ApproveAsync());

        Assert.NotEmpty((string)outcome["subject"]!);
        Assert.False((bool)outcome["refreshToken"]!);
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task Approved_purchase_is_charged_exactly_once_and_for_the_approved_amount_only(string library)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync(library, "once", town.Provider, town.OtherCallback);

        var outcome = await AnswerAsync(person, household, client, () => person.Consent.ApproveAsync());

        var (otherAmount, first, repeated, otherKey) = (outcome["otherAmount"]!, outcome["first"]!, outcome["repeated"]!, outcome["otherKey"]!);
        Assert.Equal((422, "amount_mismatch"), ((int)otherAmount["status"]!, (string?)otherAmount["body"]!["code"]));
        Assert.Equal((201, "confirmed"), ((int)first["status"]!, (string?)first["body"]!["status"]));
        Assert.Equal("true", (string?)repeated["replayed"]);
        Assert.True(JsonNode.DeepEquals(first["body"], repeated["body"]));
        Assert.Equal((409, "grant_consumed"), ((int)otherKey["status"]!, (string?)otherKey["body"]!["code"]));
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task Monthly_purchase_is_refreshed_with_one_refresh_token_until_that_is_revoked(string library)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync(library, "monthly", town.Provider, town.OtherCallback);

        var outcome = await AnswerAsync(person, household, client, () => person.Consent.ApproveAsync());

        var refreshed = outcome["refreshed"] ?? throw new InvalidOperationException(outcome.ToJsonString());
        Assert.Equal("urn:fletscollect:charge-recurring:v1", (string?)Assert.Single(refreshed["details"]!.AsArray())!["type"]);
        Assert.Equal((true, false), ((bool)refreshed["otherToken"]!, (bool)refreshed["newRefreshToken"]!));
        Assert.Equal("invalid_grant", (string?)outcome["afterRevoke"]);
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task Refusal_reaches_the_client_as_access_denied(string library)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var client = await OrdinaryClient.StartAsync(library, "once", town.Provider, town.OtherCallback);

        var outcome = await AnswerAsync(person, household, client, () => person.Consent.RefuseAsync());

        Assert.Equal("access_denied", (string?)outcome["error"]);
    }

    private async Task<JsonNode> AnswerAsync(Person person, Household household, OrdinaryClient client, Func<Task> answer) =>
        await client.ConverseAsync(person, await person.GetIdAsync(household), town.OtherCallback, answer);
}
