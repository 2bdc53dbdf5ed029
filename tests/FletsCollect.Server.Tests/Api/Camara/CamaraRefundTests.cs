using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Server.Api.Camara;

namespace FletsCollect.Server.Tests.Api.Camara;

/// <summary>CAMARA Carrier Billing Refund 0.3.0 (r3.2): parts and all of a payment given back, on the refunds of the product.</summary>
public sealed class CamaraRefundTests(RunningServer server)
{
    [Fact]
    public async Task Payment_is_given_back_in_parts_and_then_all_that_is_left_and_no_more()
    {
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync());

        var part = await shop.RefundAsync(payment, shop.RefundBody(100, "R1"));
        var remaining = await RemainingAsync(shop, payment);
        var tooMuch = await shop.RefundAsync(payment, shop.RefundBody(216, "R2"));
        var rest = await shop.RefundAsync(payment, shop.RefundBody(null, "R3"));
        var nothing = await shop.RefundAsync(payment, shop.RefundBody(null, "R4"));

        Assert.True(part.Status == HttpStatusCode.Created, part.Body);
        Assert.Equal(("succeeded", "partial"), (part.Text("refundStatus"), part.Text("type")));
        Assert.Equal(215, remaining);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CARRIER_BILLING_REFUND.UNAUTHORIZED_AMOUNT"), Told(tooMuch));
        Assert.Equal((HttpStatusCode.Created, "total"), (rest.Status, rest.Text("type")));
        Assert.Equal(0, await RemainingAsync(shop, payment));
        Assert.Equal((HttpStatusCode.Forbidden, "CARRIER_BILLING_REFUND.PAYMENT_NOT_ELIGIBLE_FOR_REFUND"), Told(nothing));
        Assert.Equal("315", (await shop.GetAsync($"v1/charges/{payment.Text("paymentId")}")).Json["refunded_amount"]!["value"]!.GetValue<string>());
        Assert.Equal(part.Body, (await shop.GetAsync($"{CamaraShop.RefundsOf(payment)}/{part.Text("refundId")}")).Body);
        var list = await shop.GetAsync($"{CamaraShop.RefundsOf(payment)}?order=asc&refundStatus=succeeded");
        Assert.Equal([part.Text("refundId"), rest.Text("refundId")], JsonNode.Parse(list.Body)!.AsArray().Select(refund => (string?)refund!["refundId"]));
        Assert.Equal(("2", "2"), (list.Headers["X-Total-Count"], list.Headers["Content-Last-Key"]));
    }

    [Fact]
    public async Task Refund_is_made_once_under_its_correlator_and_under_its_reference()
    {
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync());
        JsonObject Body(decimal amount, string reference) => shop.RefundBody(amount, reference, body => body["amountTransaction"]!["clientCorrelator"] = shop.Merchant.Key(7));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shop.RefundAsync(payment, Body(10, "R1"))));
        var other = await shop.RefundAsync(payment, Body(11, "R2"));
        var sameReference = await shop.RefundAsync(payment, shop.RefundBody(12, "R1"));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Body), (answer.Status, answer.Body)));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), Told(other));
        Assert.Equal((HttpStatusCode.Conflict, "ALREADY_EXISTS"), Told(sameReference));
        Assert.Equal(305, await RemainingAsync(shop, payment));
    }

    [Fact]
    public async Task Refunds_that_come_at_once_never_exceed_the_payment()
    {
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync());
        await shop.OwnTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => shop.RefundAsync(payment, shop.RefundBody(100, $"R{number}"))));

        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(15, await RemainingAsync(shop, payment));
    }

    [Fact]
    public async Task Refund_that_does_not_fit_its_payment_is_refused()
    {
        using var shop = new CamaraShop(server);
        var payment = await shop.CreateAsync(await shop.BuyAsync(), shop.Body(change: body => body["amountTransaction"]!["paymentAmount"]!["paymentDetails"] = new JsonArray(Item("a", 300), Item("b", 15))));
        using var second = new CamaraShop(server);
        var reserved = await second.PrepareAsync(await second.BuyAsync(deferred: true));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CARRIER_BILLING_REFUND.TAXES_MANAGEMENT_MISMATCH"),
            Told(await shop.RefundAsync(payment, shop.RefundBody(10, "R1", body => Information(body)["isTaxIncluded"] = false))));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CARRIER_BILLING_REFUND.REFUND_DETAILS_MISMATCH"), Told(await shop.RefundAsync(payment, Of("c", 10))));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CARRIER_BILLING_REFUND.REFUND_DETAILS_MISMATCH"), Told(await shop.RefundAsync(payment, Of("b", 16))));
        Assert.Equal(HttpStatusCode.Created, (await shop.RefundAsync(payment, Of("b", 15))).Status);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CARRIER_BILLING_REFUND.INVALID_PAYMENT_STATUS"), Told(await second.RefundAsync(reserved, second.RefundBody(null, "R1"))));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), Told(await shop.RefundAsync(payment, shop.RefundBody(1.5m, "R9"))));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), Told(await shop.RefundAsync(payment, shop.RefundBody(null, "R9", body => body["type"] = "partial"))));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), Told(await shop.RefundAsync(payment, shop.RefundBody(1, "R9", body => body["type"] = "total"))));

        JsonObject Of(string item, decimal amount) => shop.RefundBody(amount, $"R-{item}-{amount}", body => body["amountTransaction"]!["refundAmount"]!["refundDetails"] = new JsonArray(Part(item, amount)));
    }

    [Fact]
    public async Task Charge_that_was_made_the_other_way_is_refunded_this_way_too()
    {
        using var shop = new CamaraShop(server);
        var charge = await shop.Merchant.ChargeAsync(await shop.BuyAsync(), shop.Merchant.Key(1));
        var payment = await shop.GetAsync($"{CamaraShop.Payments}/{charge.Text("id")}");

        var refund = await shop.RefundAsync(payment, shop.RefundBody(15, "R1"));

        Assert.Equal((HttpStatusCode.Created, "succeeded"), (refund.Status, refund.Text("refundStatus")));
        Assert.Equal(300, await RemainingAsync(shop, payment));
    }

    [Fact]
    public void Every_refusal_of_a_refund_has_a_code_of_CAMARAs() =>
        Assert.All(Enum.GetValues<Refunds.RefundRefusal>(), refusal => Assert.InRange(CamaraRefusals.Of(refusal).Status, 400, 422));

    private static JsonNode Information(JsonObject body) => body["amountTransaction"]!["refundAmount"]!["chargingInformation"]!;

    private static JsonObject Item(string id, decimal amount) => new() { ["id"] = id, ["amount"] = amount, ["currency"] = "JPY", ["description"] = "品", ["isTaxIncluded"] = true };

    private static JsonObject Part(string id, decimal amount) => new() { ["paymentItemId"] = id, ["amount"] = amount, ["currency"] = "JPY", ["description"] = "品", ["isTaxIncluded"] = true };

    private static async Task<int> RemainingAsync(CamaraShop shop, Answer payment) => (int)(await shop.GetAsync(CamaraShop.RefundsOf(payment) + "/remaining-amount")).Json["amount"]!;

    private static (HttpStatusCode Status, string? Code) Told(Answer answer) => (answer.Status, answer.Text("code"));
}
