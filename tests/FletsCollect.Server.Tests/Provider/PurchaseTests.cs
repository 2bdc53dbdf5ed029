using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>One purchase from the pushed request to the charge, as a merchant and a subscriber go through it.</summary>
public class PurchaseTests(RunningServer server)
{
    [Fact]
    public async Task Approved_purchase_is_charged()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var charged = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal(HttpStatusCode.Created, charged.Status);
        Assert.Equal("confirmed", charged.Text("status"));
        Assert.Equal(merchant.Reference, charged.Text("merchant_reference"));
    }

    [Fact]
    public async Task Repeated_charge_gets_the_first_answer_and_charges_nothing()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var first = await merchant.ChargeAsync(tokens, merchant.Key(1));

        var again = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal(first.Status, again.Status);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal("true", again.Headers["Idempotent-Replayed"]);
        Assert.False(first.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal(1, await server.DatabaseAsync(db => db.Charges.CountAsync(charge => charge.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Consent_page_says_what_the_law_asks()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var page = await person.SignInForAsync(await merchant.StartAsync());

        string[] shown = ["有料オプション 30日", "315円", "1回のみ", "はてなデモブログ", "株式会社はてなデモ", "京都府", "support@hatena-demo.example", "CAF******0001", "申込みを確定する", "合算して請求"];
        Assert.All(shown, text => Assert.Contains(text, page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_shown_is_kept_as_evidence_under_its_hash()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var grant = await server.DatabaseAsync(db => db.ChargeGrants.SingleAsync(row => row.MerchantReference == merchant.Reference));

        Assert.Contains("有料オプション 30日", grant.ConsentText, StringComparison.Ordinal);
        Assert.Equal(tokens.Response["authorization_details"]![0]!["consent_hash"]!.GetValue<string>(), grant.ConsentHash);
        Assert.NotNull(grant.LineProofId);
    }

    [Fact]
    public async Task Consent_page_may_be_reloaded_before_the_answer()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var start = await merchant.StartAsync();
        await person.SignInForAsync(start);
        await person.OpenAsync(start);

        Assert.NotNull((await person.ApproveAsync(start)).Query);
    }

    [Fact]
    public async Task Answered_request_cannot_be_answered_again()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartAsync());
        await person.SubmitAsync(page, ("decision", "approve"));

        var again = await person.SubmitAsync(page, ("decision", "approve"));

        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        Assert.Equal(1, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Refusal_goes_back_with_access_denied_state_and_issuer()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var answer = await person.SubmitAsync(await person.SignInForAsync(await merchant.StartAsync()), ("decision", "refuse"));

        Assert.Equal("access_denied", answer.Answered("error"));
        Assert.Equal("state-of-" + merchant.Reference, answer.Answered("state"));
        Assert.Equal(server.Issuer.AbsoluteUri, answer.Answered("iss"));
    }

    [Fact]
    public async Task Approval_goes_back_with_state_and_issuer_and_nothing_else()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var callback = System.Web.HttpUtility.ParseQueryString((await person.ApproveAsync(await merchant.StartAsync())).Query);

        Assert.Equal(["code", "iss", "state"], callback.AllKeys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Consent_that_was_changed_on_its_way_is_not_approved()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartAsync());

        var answer = await person.SubmitAsync(page, ("decision", "approve"), ("ConsentHash", "another"));

        Assert.Equal("P07", answer.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Equal(0, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Consent_to_one_amount_does_not_approve_another()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var cheap = await person.SignInForAsync(await merchant.StartAsync("315"));
        var dear = await person.OpenAsync(await merchant.StartAsync("3150"));

        var answer = await person.SubmitAsync(dear, ("decision", "approve"), ("ConsentHash", cheap.Document!.QuerySelector("input[name=ConsentHash]")!.GetAttribute("value")!));

        Assert.Equal("P07", answer.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Contains("3,150円", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Consent_page_cannot_be_framed_and_tells_nobody_where_the_browser_came_from()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var page = await person.SignInForAsync(await merchant.StartAsync());

        Assert.NotNull(page.Document!.QuerySelector("#approve"));
        Assert.Matches(
            "^default-src 'none'; script-src 'nonce-[0-9a-f]{32}'; style-src 'self'; img-src 'self'; form-action 'self' http://localhost:5090; base-uri 'none'; frame-ancestors 'none'$",
            page.Headers["Content-Security-Policy"]);
        Assert.Equal(("DENY", "no-referrer"), (page.Headers["X-Frame-Options"], page.Headers["Referrer-Policy"]));
        Assert.Contains("no-store", page.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approval_is_answered_with_303_so_that_the_form_is_posted_nowhere_else()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var answer = await person.SubmitAsync(await person.SignInForAsync(await merchant.StartAsync()), ("decision", "approve"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
    }

    [Fact]
    public async Task Approval_without_the_form_token_is_refused()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartAsync());

        var answer = await person.SubmitAsync(page, ("decision", "approve"), ("__RequestVerificationToken", ""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(0, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Sign_in_only_shares_a_pairwise_subject_and_no_details()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var request = merchant.PushedRequest();
        request.Remove("authorization_details");
        request["scope"] = "openid";
        var pushed = await merchant.PushAsync(request);
        var callback = await person.ApproveAsync(merchant.AuthorizationAddress(pushed.Text("request_uri")!));

        var answer = await merchant.RedeemAsync(merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.False(answer.Json.ContainsKey("authorization_details"));
        var identity = new JsonWebTokenHandler().ReadJsonWebToken(answer.Text("id_token"));
        Assert.DoesNotContain(person.UserName!, identity.Subject, StringComparison.Ordinal);
        string[] known = ["iss", "exp", "iat", "aud", "sub", "auth_time", "azp", "nonce", "at_hash", "acr", "amr", "sid", "oi_au_id"];
        Assert.Empty(identity.Claims.Select(claim => claim.Type).Except(known, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Granted_details_stay_an_array_in_response_token_and_introspection()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var introspected = await merchant.AboutAsync("connect/introspect", tokens.AccessToken);

        var inToken = new JsonWebTokenHandler().ReadJsonWebToken(tokens.AccessToken).GetPayloadValue<System.Text.Json.JsonElement>("authorization_details");
        Assert.Equal(System.Text.Json.JsonValueKind.Array, inToken.ValueKind);
        Assert.IsType<JsonArray>(tokens.Response["authorization_details"]);
        Assert.IsType<JsonArray>(introspected.Json["authorization_details"]);
        Assert.True(introspected.Json["active"]!.GetValue<bool>());
    }
}
