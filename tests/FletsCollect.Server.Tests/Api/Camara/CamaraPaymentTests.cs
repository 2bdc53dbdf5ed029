using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using FletsCollect.Server.Api.Camara;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Api.Camara;

/// <summary>CAMARA Carrier Billing 0.5.0 (r3.2): payments in one step and in two, on the charges of the product.</summary>
public sealed class CamaraPaymentTests(RunningServer server)
{
    [Fact]
    public async Task Payment_in_one_step_is_a_charge_like_any_other()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync();

        var payment = await shop.CreateAsync(tokens, shop.Body(correlator: shop.Merchant.Key(1)));

        Assert.True(payment.Status == HttpStatusCode.Created, payment.Body);
        Assert.Equal("succeeded", payment.Text("paymentStatus"));
        var transaction = payment.Json["amountTransaction"]!;
        Assert.Equal((shop.Merchant.Reference, shop.Merchant.Key(1)), ((string?)transaction["referenceCode"], (string?)transaction["clientCorrelator"]));
        Assert.Equal("315", transaction["paymentAmount"]!["chargingInformation"]!["amount"]!.ToJsonString());
        Assert.Null(transaction["phoneNumber"]);
        var charge = await shop.GetAsync($"v1/charges/{payment.Text("paymentId")}");
        Assert.Equal(("confirmed", tokens.GrantId), (charge.Text("status"), charge.Text("grant_id")));
        Assert.Equal(payment.Json.ToJsonString(), (await shop.GetAsync($"{CamaraShop.Payments}/{payment.Text("paymentId")}")).Json.ToJsonString());
        Assert.Equal(payment.Json.ToJsonString(), (await shop.Merchant.CallAsync(HttpMethod.Get, $"{CamaraShop.Payments}/{payment.Text("paymentId")}", tokens.AccessToken)).Json.ToJsonString());
    }

    [Fact]
    public async Task Payment_in_two_steps_is_reserved_and_then_confirmed_once()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync(deferred: true);

        var payment = await shop.PrepareAsync(tokens);
        var validated = await shop.FinishAsync(payment, "validate", tokens.AccessToken, new JsonObject { ["authorizationId"] = "a", ["code"] = "1" });
        var confirmed = await shop.FinishAsync(payment, "confirm", tokens.AccessToken);
        var again = await shop.FinishAsync(payment, "confirm", tokens.AccessToken);
        var cancelled = await shop.FinishAsync(payment, "cancel", tokens.AccessToken);

        Assert.Equal((HttpStatusCode.Created, "reserved"), (payment.Status, payment.Text("paymentStatus")));
        Assert.Equal((HttpStatusCode.Conflict, "ALREADY_EXISTS"), Told(validated));
        Assert.Equal((HttpStatusCode.Accepted, ""), (confirmed.Status, confirmed.Body));
        Assert.Equal((HttpStatusCode.Conflict, "CARRIER_BILLING.PAYMENT_CONFIRMED"), Told(again));
        Assert.Equal((HttpStatusCode.Conflict, "CARRIER_BILLING.PAYMENT_CONFIRMED"), Told(cancelled));
        Assert.Equal("succeeded", (await shop.GetAsync($"{CamaraShop.Payments}/{payment.Text("paymentId")}")).Text("paymentStatus"));
    }

    [Fact]
    public async Task Reservation_is_cancelled_once_and_its_payer_can_be_asked_for_as_long_as_it_stands()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync(deferred: true);
        var payment = await shop.PrepareAsync(tokens);

        var refreshed = await shop.Merchant.RefreshAsync(tokens);
        var cancelled = await shop.FinishAsync(payment, "cancel", refreshed.Text("access_token")!);
        var again = await shop.FinishAsync(payment, "cancel", tokens.AccessToken);
        var confirmed = await shop.FinishAsync(payment, "confirm", tokens.AccessToken);

        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.Status);
        Assert.Equal((HttpStatusCode.Conflict, "CARRIER_BILLING.PAYMENT_CANCELLED"), Told(again));
        Assert.Equal((HttpStatusCode.Conflict, "CARRIER_BILLING.PAYMENT_CANCELLED"), Told(confirmed));
        Assert.Equal("cancelled", (await shop.GetAsync($"{CamaraShop.Payments}/{payment.Text("paymentId")}")).Text("paymentStatus"));
    }

    [Fact]
    public async Task Request_under_one_correlator_is_done_once_however_often_it_comes()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync();
        var correlator = shop.Merchant.Key(1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => shop.CreateAsync(tokens, shop.Body(correlator: correlator))));
        var other = await shop.CreateAsync(tokens, shop.Body(314, correlator));
        var without = await shop.CreateAsync(tokens);
        var withoutAgain = await shop.CreateAsync(tokens);

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Body), (answer.Status, answer.Body)));
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), Told(other));
        Assert.Contains("clientCorrelator", other.Text("message"), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Conflict, "ALREADY_EXISTS"), Told(without));
        Assert.Equal(without.Body, withoutAgain.Body);
        Assert.Equal(1, await server.DatabaseAsync(db => db.Charges.CountAsync(charge => charge.MerchantReference == shop.Merchant.Reference)));
    }

    [Fact]
    public async Task Payer_is_the_subject_of_the_token_and_nobody_else()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync(deferred: true);
        var phone = new JsonObject { ["phoneNumber"] = "+81312345678" };

        var named = await shop.PrepareAsync(tokens, shop.Body(change: body => body["amountTransaction"]!["phoneNumber"] = "+81312345678"));
        var payment = await shop.PrepareAsync(tokens);
        var twice = await shop.FinishAsync(payment, "confirm", tokens.AccessToken, phone);
        var nobody = await shop.FinishAsync(payment, "confirm", await shop.OwnTokenAsync());
        var stranger = await shop.FinishAsync(payment, "cancel", await shop.OwnTokenAsync(), new JsonObject { ["phoneNumber"] = "+81312345678" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "UNNECESSARY_IDENTIFIER"), Told(named));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "UNNECESSARY_IDENTIFIER"), Told(twice));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "MISSING_IDENTIFIER"), Told(nobody));
        Assert.Equal((HttpStatusCode.NotFound, "IDENTIFIER_NOT_FOUND"), Told(stranger));
        Assert.Equal("reserved", (await shop.GetAsync($"{CamaraShop.Payments}/{payment.Text("paymentId")}")).Text("paymentStatus"));
    }

    [Fact]
    public async Task What_the_subscriber_did_not_approve_is_not_taken()
    {
        using var shop = new CamaraShop(server);
        var immediate = await shop.BuyAsync();
        using var second = new CamaraShop(server);
        var deferred = await second.BuyAsync(deferred: true);
        using var monthly = new CamaraShop(server);
        using var person = await server.NewSubscriberAsync();
        var recurring = await monthly.BuyAsync(person, monthly.Merchant.Monthly());

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "CARRIER_BILLING.UNAUTHORIZED_AMOUNT"), Told(await shop.CreateAsync(immediate, shop.Body(316))));
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), Told(await shop.CreateAsync(immediate, shop.Body(change: body => body["amountTransaction"]!["referenceCode"] = "ORD-other"))));
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), Told(await shop.PrepareAsync(immediate)));
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), Told(await second.CreateAsync(deferred)));
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), Told(await monthly.CreateAsync(recurring, monthly.Body(990))));
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), Told(await shop.PostAsync(CamaraShop.Payments, await shop.OwnTokenAsync(), shop.Body())));
    }

    [Fact]
    public async Task First_period_of_a_monthly_purchase_is_no_payment()
    {
        using var shop = new CamaraShop(server);
        using var person = await server.NewSubscriberAsync();
        var agreed = await shop.BuyAsync(person, shop.Merchant.Monthly());
        var started = await shop.Merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", agreed.AccessToken, new JsonObject { ["grant_id"] = agreed.GrantId }, shop.Merchant.Key(1));
        Assert.Equal(HttpStatusCode.Created, started.Status);
        var charge = await server.DatabaseAsync(db => db.Charges.SingleAsync(row => row.MerchantReference == shop.Merchant.Reference));

        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), Told(await shop.GetAsync($"{CamaraShop.Payments}/{charge.PublicId}")));
    }

    [Fact]
    public async Task Net_amount_and_its_tax_are_together_what_was_approved()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync();

        var answer = await shop.CreateAsync(tokens, shop.Body(287, change: body =>
        {
            var information = body["amountTransaction"]!["paymentAmount"]!["chargingInformation"]!;
            information["isTaxIncluded"] = false;
            information["taxAmount"] = 28;
        }));

        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body);
        Assert.Equal("315", (await shop.GetAsync($"v1/charges/{answer.Text("paymentId")}")).Json["amount"]!["value"]!.GetValue<string>());
    }

    private static readonly (string Member, string Json, string Code, string Word)[] Wrong =
    [
        ("amountTransaction.paymentAmount.chargingInformation.amount", "315.5", "INVALID_ARGUMENT", "no decimals"),
        ("amountTransaction.paymentAmount.chargingInformation.amount", "0", "INVALID_ARGUMENT", "whole yen"),
        ("amountTransaction.paymentAmount.chargingInformation.amount", "-1", "INVALID_ARGUMENT", "whole yen"),
        ("amountTransaction.paymentAmount.chargingInformation.amount", "1000000000", "INVALID_ARGUMENT", "whole yen"),
        ("amountTransaction.paymentAmount.chargingInformation.amount", "1e400", "INVALID_ARGUMENT", "amount"),
        ("amountTransaction.paymentAmount.chargingInformation.amount", "\"315\"", "INVALID_ARGUMENT", "amount"),
        ("amountTransaction.paymentAmount.chargingInformation.taxAmount", "0.5", "INVALID_ARGUMENT", "no decimals"),
        ("amountTransaction.paymentAmount.chargingInformation.currency", "\"USD\"", "INVALID_ARGUMENT", "Currency"),
        ("amountTransaction.paymentAmount.chargingInformation.description", "\"\\u202e\"", "INVALID_ARGUMENT", "description"),
        ("amountTransaction.paymentAmount.paymentDetails", "[{\"id\":\"1\",\"amount\":1,\"currency\":\"JPY\",\"description\":\"x\",\"isTaxIncluded\":true}]", "INVALID_ARGUMENT", "add up"),
        ("amountTransaction.paymentAmount.surprise", "1", "INVALID_ARGUMENT", "surprise"),
        ("amountTransaction.referenceCode", "null", "INVALID_ARGUMENT", "referenceCode"),
        ("amountTransaction.clientCorrelator", "\"with space\"", "INVALID_ARGUMENT", "clientCorrelator"),
        ("sink", "\"http://shop.example/\"", "INVALID_SINK", "sink"),
        ("sink", "\"https://192.168.0.1/\"", "INVALID_SINK", "sink"),
        ("sinkCredential", "{\"credentialType\":\"ACCESSTOKEN\"}", "INVALID_ARGUMENT", "sink"),
    ];

    [Fact]
    public async Task Request_that_is_not_as_it_must_be_is_refused_by_what_is_wrong()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync();
        foreach (var (member, json, code, word) in Wrong)
        {
            var body = shop.Body();
            JsonNode at = body;
            var path = member.Split('.');
            foreach (var name in path[..^1])
                at = at[name]!;
            at[path[^1]] = "replaced";

            var answer = await shop.PostAsync(CamaraShop.Payments, tokens.AccessToken, body.ToJsonString().Replace("\"replaced\"", json, StringComparison.Ordinal));

            Assert.True((HttpStatusCode.BadRequest, code) == Told(answer), $"{member} {json}: {answer.Status} {answer.Body}");
            Assert.Contains(word, answer.Text("message"), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Created, (await shop.CreateAsync(tokens)).Status);
    }

    private static readonly (string Credential, string Code)[] WrongCredentials =
    [
        ("{\"credentialType\":\"PLAIN\",\"identifier\":\"a\",\"secret\":\"b\"}", "INVALID_CREDENTIAL"),
        ("{\"credentialType\":\"ACCESSTOKEN\",\"accessToken\":\"a\",\"accessTokenExpiresUtc\":\"2099-01-01T00:00:00Z\",\"accessTokenType\":\"mac\"}", "INVALID_TOKEN"),
        ("{\"credentialType\":\"ACCESSTOKEN\",\"accessToken\":\"a\",\"accessTokenExpiresUtc\":\"2000-01-01T00:00:00Z\",\"accessTokenType\":\"bearer\"}", "INVALID_ARGUMENT"),
        ("{\"credentialType\":\"ACCESSTOKEN\",\"accessToken\":\"a b\",\"accessTokenExpiresUtc\":\"2099-01-01T00:00:00Z\",\"accessTokenType\":\"bearer\"}", "INVALID_ARGUMENT"),
    ];

    [Fact]
    public async Task Credential_of_another_kind_than_a_bearer_token_is_refused()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync();
        foreach (var (credential, code) in WrongCredentials)
        {
            var answer = await shop.CreateAsync(tokens, shop.Body(change: body =>
            {
                body["sink"] = "https://shop.example/";
                body["sinkCredential"] = JsonNode.Parse(credential);
            }));

            Assert.True((HttpStatusCode.BadRequest, code) == Told(answer), $"{credential}: {answer.Status} {answer.Body}");
        }
    }

    [Fact]
    public async Task List_counts_and_is_narrowed_and_ordered_as_CAMARA_says()
    {
        using var shop = new CamaraShop(server) { Merchant = await server.NewOtherMerchantAsync() };
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var order = new CamaraShop(server) { Merchant = new MerchantClient(server.Issuer, TimeProvider.System) { ClientId = shop.Merchant.ClientId, SigningKey = shop.Merchant.SigningKey } };
            var payment = await order.CreateAsync(await order.BuyAsync(), order.Body(change: body => body["amountTransaction"]!["paymentAmount"]!["chargingMetaData"] = new JsonObject { ["merchantIdentifier"] = $"sub-{ids.Count % 2}" }));
            ids.Add(payment.Text("paymentId")!);
        }

        var newest = await shop.GetAsync($"{CamaraShop.Payments}?perPage=2");
        var rest = await shop.GetAsync($"{CamaraShop.Payments}?perPage=2&page=2");
        var oldest = await shop.GetAsync($"{CamaraShop.Payments}?order=asc&paymentStatus=succeeded&paymentStatus=denied");

        Assert.Equal([ids[2], ids[1]], IdsOf(newest));
        Assert.Equal(("3", "2"), (newest.Headers["X-Total-Count"], newest.Headers["Content-Last-Key"]));
        Assert.Equal([ids[0]], IdsOf(rest));
        Assert.Equal(("3", "3"), (rest.Headers["X-Total-Count"], rest.Headers["Content-Last-Key"]));
        Assert.Equal(ids, IdsOf(oldest));
        Assert.Empty(IdsOf(await shop.GetAsync($"{CamaraShop.Payments}?paymentStatus=reserved,cancelled")));
        Assert.Equal([ids[1]], IdsOf(await shop.GetAsync($"{CamaraShop.Payments}?merchantIdentifier=sub-1")));
        Assert.Empty(IdsOf(await shop.GetAsync($"{CamaraShop.Payments}?paymentCreationDate.lte=2020-01-01T00:00:00Z")));
        foreach (var (query, code) in new[]
        {
            ("page=0", "OUT_OF_RANGE"), ("perPage=101", "OUT_OF_RANGE"), ("page=x", "INVALID_ARGUMENT"), ("paymentStatus=paid", "INVALID_ARGUMENT"), ("surprise=1", "INVALID_ARGUMENT"), ("order=up", "INVALID_ARGUMENT"),
            ("paymentCreationDate.gte=2026-01-01", "INVALID_ARGUMENT"), ("paymentCreationDate.gte=2026-01-02T00:00:00Z&paymentCreationDate.lte=2026-01-01T00:00:00Z", "CARRIER_BILLING.INVALID_DATE_RANGE"),
        })
            Assert.Equal((HttpStatusCode.BadRequest, code), Told(await shop.GetAsync($"{CamaraShop.Payments}?{query}")));
    }

    [Fact]
    public async Task Payment_of_another_merchant_is_not_there()
    {
        using var shop = new CamaraShop(server);
        var tokens = await shop.BuyAsync(deferred: true);
        var payment = await shop.PrepareAsync(tokens);
        using var other = new CamaraShop(server) { Merchant = await server.NewOtherMerchantAsync() };
        var stranger = await other.BuyAsync();

        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), Told(await other.GetAsync($"{CamaraShop.Payments}/{payment.Text("paymentId")}")));
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), Told(await other.FinishAsync(payment, "confirm", stranger.AccessToken)));
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), Told(await other.FinishAsync(payment, "cancel", stranger.AccessToken)));
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), Told(await other.FinishAsync(payment, "validate", stranger.AccessToken, new JsonObject { ["authorizationId"] = "a", ["code"] = "1" })));
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), Told(await other.GetAsync(CamaraShop.RefundsOf(payment) + "/remaining-amount")));
    }

    [Fact]
    public void Every_refusal_of_a_charge_has_a_code_of_CAMARAs() =>
        Assert.All(Enum.GetValues<ChargeRefusal>(), refusal => Assert.InRange(CamaraRefusals.Of(refusal).Status, 400, 422));

    private static (HttpStatusCode Status, string? Code) Told(Answer answer) => (answer.Status, answer.Text("code"));

    private static IEnumerable<string> IdsOf(Answer answer) => JsonNode.Parse(answer.Body)!.AsArray().Select(payment => (string)payment!["paymentId"]!);
}
