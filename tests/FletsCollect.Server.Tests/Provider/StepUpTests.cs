using System.Net;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What a merchant is told of how surely the subscriber is known, and what it gets when that is not enough.</summary>
/// <remarks>The servers believe a forwarded address, so that a test can leave the line.</remarks>
public abstract class StepUpTests(RunningServer server)
{
    private const string LinePresent = "urn:fletscollect:acr:line-present:v1";

    [Fact]
    public async Task Purchase_from_the_line_says_that_the_line_was_proved()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();

        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var identity = new JsonWebTokenHandler().ReadJsonWebToken(tokens.Response["id_token"]!.GetValue<string>());
        Assert.Equal(LinePresent, identity.GetClaim("acr").Value);
        Assert.Equal(["pwd", "line", "mfa"], identity.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value));
    }

    [Fact]
    public async Task Sign_in_away_from_the_line_says_that_only_the_password_was_given()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        LeaveTheLine(person);

        var callback = await person.ApproveAsync(await SignInOnlyAsync(merchant));
        var answer = await merchant.RedeemAsync(merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!));

        var identity = new JsonWebTokenHandler().ReadJsonWebToken(answer.Text("id_token"));
        Assert.Equal("urn:fletscollect:acr:credential:v1", identity.GetClaim("acr").Value);
        Assert.Equal(["pwd"], identity.Claims.Where(claim => claim.Type == "amr").Select(claim => claim.Value));
    }

    [Fact]
    public async Task Sign_in_that_must_come_from_the_line_is_answered_with_what_is_unmet()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        LeaveTheLine(person);

        var answer = await person.SignInForAsync(await SignInOnlyAsync(merchant, LinePresent));

        Assert.Equal("unmet_authentication_requirements", answer.Answered("error"));
        Assert.Equal(server.Issuer.AbsoluteUri, answer.Answered("iss"));
    }

    [Theory]
    [InlineData("openid charge")]
    [InlineData("openid")]
    public async Task Class_that_nobody_here_can_give_is_unmet_before_anything_is_agreed_to(string scope)
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var request = merchant.PushedRequest();
        request["acr_values"] = "urn:example:retina-scan";
        request["scope"] = scope;
        if (scope == "openid")
            request.Remove("authorization_details");
        var pushed = await merchant.PushAsync(request);

        var answer = await person.SignInForAsync(merchant.AuthorizationAddress(pushed.Text("request_uri")!));

        Assert.Equal("unmet_authentication_requirements", answer.Answered("error"));
    }

    [Fact]
    public async Task Purchase_away_from_the_line_says_why_and_goes_back_with_what_is_unmet()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        LeaveTheLine(person);

        var page = await person.SignInForAsync(await merchant.StartAsync());
        var answer = await person.SubmitAsync(page, ("decision", "refuse"));

        Assert.Equal("L01", page.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Null(page.Document!.QuerySelector("#approve"));
        Assert.Equal("unmet_authentication_requirements", answer.Answered("error"));
    }

    [Fact]
    public async Task Approval_that_is_sent_after_the_line_was_left_is_refused()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(await merchant.StartAsync());
        LeaveTheLine(person);

        var answer = await person.SubmitAsync(page, ("decision", "approve"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("L01", answer.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        Assert.Equal(0, await server.DatabaseAsync(db => db.ChargeGrants.CountAsync(grant => grant.MerchantReference == merchant.Reference)));
    }

    [Fact]
    public async Task Line_that_is_suspended_after_the_approval_is_not_charged()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberOnOwnLineAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        await server.DatabaseAsync(db => db.Lines.Where(line => line.Number == person.Line).ExecuteUpdateAsync(set => set.SetProperty(line => line.Status, LineStatus.Suspended)));

        var answer = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "payer_unavailable"), (answer.Status, answer.Text("code")));
    }

    /// <summary>From now on the person's browser is at an address that no session holds.</summary>
    private static void LeaveTheLine(Person person) => person.ExtraHeaders["X-Forwarded-For"] = "192.0.2.77";

    private static async Task<Uri> SignInOnlyAsync(MerchantClient merchant, string? acrValues = null)
    {
        var request = merchant.PushedRequest();
        request.Remove("authorization_details");
        request["scope"] = "openid";
        if (acrValues is not null)
            request["acr_values"] = acrValues;
        return merchant.AuthorizationAddress((await merchant.PushAsync(request)).Text("request_uri")!);
    }
}

public sealed class StepUpTestsOnOneServer(ServerBehindProxy server) : StepUpTests(server), IClassFixture<ServerBehindProxy>;
