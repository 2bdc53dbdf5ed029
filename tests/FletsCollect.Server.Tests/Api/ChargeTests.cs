using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Api;

/// <summary>The charge call and every way in which it is refused (provider.md, "Charge call").</summary>
public class ChargeTests(RunningServer server)
{
    [Theory]
    [InlineData("316", 422, "amount_mismatch")]
    [InlineData("314", 422, "amount_mismatch")]
    [InlineData("0", 400, "invalid_request")]
    [InlineData("-315", 400, "invalid_request")]
    [InlineData("315.0", 400, "invalid_request")]
    public async Task Another_amount_is_refused(string value, int status, string code)
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var answer = await merchant.ChargeAsync(tokens, merchant.Key(1), value);

        Assert.Equal((status, code), ((int)answer.Status, answer.Text("code")));
        Assert.Equal(0, await server.DatabaseAsync(db => db.Charges.CountAsync(charge => charge.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Another_order_is_refused()
    {
        using var merchant = server.NewMerchant();
        var answer = await merchant.ChargeAsync(await BuyAsync(merchant), merchant.Key(1), reference: "ORD-ANOTHER");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "grant_mismatch"), (answer.Status, answer.Text("code")));
    }

    [Theory]
    [InlineData("USD", 422, "grant_mismatch")]
    [InlineData("yen", 400, "invalid_request")]
    public async Task Another_currency_is_refused(string currency, int status, string code)
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var answer = await merchant.SendChargeAsync(tokens.AccessToken, merchant.Key(1), JsonContent.Create(
            new { grant_id = tokens.GrantId, merchant_reference = merchant.Reference, amount = new { currency, value = "315" } }));

        Assert.Equal((status, code, "amount.currency"), ((int)answer.Status, answer.Text("code"), answer.Text("param")));
    }

    [Fact]
    public async Task Grant_of_another_purchase_is_not_found()
    {
        using var merchant = server.NewMerchant();
        using var other = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        var others = await BuyAsync(other);

        var answer = await merchant.ChargeAsync(tokens, merchant.Key(1), reference: other.Reference, grantId: others.GrantId);

        Assert.Equal((HttpStatusCode.NotFound, "grant_not_found"), (answer.Status, answer.Text("code")));
    }

    [Fact]
    public async Task Second_charge_under_another_key_is_refused()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        await merchant.ChargeAsync(tokens, merchant.Key(1));

        var answer = await merchant.ChargeAsync(tokens, merchant.Key(2));

        Assert.Equal((HttpStatusCode.Conflict, "grant_consumed"), (answer.Status, answer.Text("code")));
    }

    [Fact]
    public async Task Of_fifty_parallel_charges_under_different_keys_one_is_confirmed()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => merchant.ChargeAsync(tokens, merchant.Key(number))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Of_twenty_parallel_charges_under_one_key_all_get_the_one_charge()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => merchant.ChargeAsync(tokens, merchant.Key(1))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text("id")).Distinct(StringComparer.Ordinal));
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotent-Replayed"));
    }

    [Fact]
    public async Task Key_used_for_another_request_is_refused()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        var key = merchant.Key(1);
        await merchant.ChargeAsync(tokens, key);

        var answer = await merchant.ChargeAsync(tokens, key, value: "316");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (answer.Status, answer.Text("code")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("with space")]
    [InlineData("tab\there")]
    public async Task Missing_or_malformed_key_is_refused(string? key)
    {
        using var merchant = server.NewMerchant();
        var answer = await merchant.ChargeAsync(await BuyAsync(merchant), key);

        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_required"), (answer.Status, answer.Text("code")));
    }

    [Fact]
    public async Task Charge_without_a_token_is_refused()
    {
        using var merchant = server.NewMerchant();
        var answer = await merchant.SendChargeAsync(null, merchant.Key(1), JsonContent.Create(new { }));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Text("code")));
        Assert.Equal("The access token is missing, expired or revoked.", answer.Text("title"));
        Assert.StartsWith("DPoP", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_in_the_address_is_not_read()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var content = JsonContent.Create(new { });

        using var response = await http.PostAsync(new Uri($"v1/charges?access_token={tokens.AccessToken}", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Token_in_the_body_is_not_read()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var content = new FormUrlEncodedContent([new("access_token", tokens.AccessToken)]);

        var answer = await Answer.ReadAsync(await http.PostAsync(new Uri("v1/charges", UriKind.Relative), content));

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.Status, answer.Text("code")));
    }

    [Theory]
    [InlineData("not json", null)]
    [InlineData("[]", null)]
    [InlineData("{\"grant_id\":\"gr_x\"}", "grant_id")]
    [InlineData("{\"grant_id\":1}", "grant_id")]
    [InlineData("{\"note\":\"x\"}", "note")]
    public async Task Malformed_body_is_refused_by_its_member(string body, string? param)
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var answer = await merchant.SendChargeAsync(tokens.AccessToken, merchant.Key(1), content);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", param), (answer.Status, answer.Text("code"), answer.Text("param")));
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"].Split(';')[0]);
    }

    [Fact]
    public async Task Huge_body_is_refused()
    {
        using var merchant = server.NewMerchant();
        var tokens = await BuyAsync(merchant);
        using var content = new StringContent(new string(' ', 1_000_000), Encoding.UTF8, "application/json");

        var answer = await merchant.SendChargeAsync(tokens.AccessToken, merchant.Key(1), content);

        Assert.True((int)answer.Status is 400 or 413, answer.Body);
    }

    [Fact]
    public async Task Unknown_address_and_method_answer_with_problem_details()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };

        var unknown = await Answer.ReadAsync(await http.GetAsync(new Uri("v1/nothing", UriKind.Relative)));
        var wrong = await Answer.ReadAsync(await http.DeleteAsync(new Uri("v1/charges", UriKind.Relative)));

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (unknown.Status, unknown.Text("code")));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), (wrong.Status, wrong.Text("code")));
    }

    private async Task<Tokens> BuyAsync(MerchantClient merchant)
    {
        using var person = await server.NewSubscriberAsync();
        return await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
    }
}
