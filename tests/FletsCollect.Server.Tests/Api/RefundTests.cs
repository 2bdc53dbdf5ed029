using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Api;

/// <summary>Refunds over HTTP.</summary>
public sealed class RefundTests(RunningServer server)
{
    [Fact]
    public async Task Parts_of_a_charge_are_refunded_until_nothing_is_left()
    {
        using var merchant = server.NewMerchant();
        var charge = await BuyAsync(merchant);
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesManage, ApiScopes.ChargesRead);
        var path = $"v1/charges/{charge}/refunds";

        var first = await merchant.CallAsync(HttpMethod.Post, path, token, Part("100"), merchant.Key(2));
        var again = await merchant.CallAsync(HttpMethod.Post, path, token, Part("100"), merchant.Key(2));
        var tooMuch = await merchant.CallAsync(HttpMethod.Post, path, token, Part("216"), merchant.Key(3));
        var rest = await merchant.CallAsync(HttpMethod.Post, path, token, null, merchant.Key(4));
        var none = await merchant.CallAsync(HttpMethod.Post, path, token, null, merchant.Key(5));
        var shown = await merchant.CallAsync(HttpMethod.Get, $"v1/charges/{charge}", token);

        Assert.Equal((HttpStatusCode.Created, "succeeded", "removed"), (first.Status, first.Text("status"), first.Text("effect")));
        Assert.Equal((first.Body, "true"), (again.Body, again.Headers["Idempotent-Replayed"]));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "amount_exceeds_remaining", "amount"), (tooMuch.Status, tooMuch.Text("code"), tooMuch.Text("param")));
        Assert.Equal((HttpStatusCode.Created, "215"), (rest.Status, rest.Json["amount"]!["value"]!.GetValue<string>()));
        Assert.Equal((HttpStatusCode.Conflict, "charge_state", "The charge is refunded in full."), (none.Status, none.Text("code"), none.Text("detail")));
        Assert.Equal(("315", "0"), (shown.Json["refunded_amount"]!["value"]!.GetValue<string>(), shown.Json["remaining_amount"]!["value"]!.GetValue<string>()));

        var got = await merchant.CallAsync(HttpMethod.Get, $"v1/refunds/{first.Text("id")}", token);
        var list = await merchant.CallAsync(HttpMethod.Get, $"v1/refunds?charge={charge}&status=succeeded", token);
        Assert.Equal(first.Body, got.Body);
        Assert.Equal([rest.Text("id"), first.Text("id")], list.Json["data"]!.AsArray().Select(refund => refund!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Refund_of_another_merchant_is_not_there()
    {
        using var merchant = server.NewMerchant();
        var charge = await BuyAsync(merchant);
        using var other = await server.NewOtherMerchantAsync();
        var token = await other.GetApiTokenAsync(ApiScopes.ChargesManage, ApiScopes.ChargesRead);

        var refund = await other.CallAsync(HttpMethod.Post, $"v1/charges/{charge}/refunds", token, null, other.Key(1));
        var unknown = await other.CallAsync(HttpMethod.Get, "v1/refunds/re_x", token);

        Assert.Equal((HttpStatusCode.NotFound, "charge_not_found"), (refund.Status, refund.Text("code")));
        Assert.Equal((HttpStatusCode.NotFound, "refund_not_found"), (unknown.Status, unknown.Text("code")));
    }

    [Theory]
    [InlineData("{\"amount\":\"100\"}", "amount")]
    [InlineData("{\"amount\":{\"currency\":\"USD\",\"value\":\"1\"}}", "amount.currency")]
    [InlineData("{\"reason\":\"\"}", "reason")]
    [InlineData("{\"note\":\"x\"}", "note")]
    public async Task Malformed_refund_is_refused_by_its_member(string body, string param)
    {
        using var merchant = server.NewMerchant();
        var token = await merchant.GetApiTokenAsync(ApiScopes.ChargesManage);

        var answer = await merchant.CallAsync(HttpMethod.Post, $"v1/charges/{PublicId.Format(PublicId.Charge, Guid.CreateVersion7())}/refunds", token, JsonNode.Parse(body), merchant.Key(1));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", param), (answer.Status, answer.Text("code"), answer.Text("param")));
    }

    private async Task<string> BuyAsync(MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        return (await merchant.ChargeAsync(tokens, merchant.Key(1))).Text("id")!;
    }

    private static JsonObject Part(string value) => new() { ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = value }, ["reason"] = "返品" };
}
