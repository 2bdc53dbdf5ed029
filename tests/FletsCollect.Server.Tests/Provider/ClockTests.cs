using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>What runs out, on a server whose clock the test moves.</summary>
public abstract class ClockTests(RunningServer server, FakeTimeProvider clock)
{
    [Fact]
    public async Task Code_is_worth_nothing_after_a_minute()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        clock.Advance(TimeSpan.FromSeconds(61));

        var answer = await merchant.RedeemAsync(merchant.TokenRequest(System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!));

        Assert.Equal("invalid_grant", answer.Text("error"));
    }

    [Fact]
    public async Task Access_token_is_worth_nothing_after_five_minutes()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        clock.Advance(TimeSpan.FromSeconds(301));

        var charged = await merchant.ChargeAsync(tokens, merchant.Key(1));

        Assert.Equal(HttpStatusCode.Unauthorized, charged.Status);
        Assert.Equal("invalid_token", charged.Text("code"));
    }

    [Fact]
    public async Task Pushed_request_is_worth_nothing_after_five_minutes()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var start = await merchant.StartAsync();
        clock.Advance(TimeSpan.FromSeconds(301));

        var page = await person.OpenAsync(start);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(page.Elsewhere);
    }

    [Fact]
    public async Task Purchase_asks_for_the_password_again_when_the_sign_in_is_old()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await person.SignInForAsync(await merchant.StartAsync());
        clock.Advance(TimeSpan.FromSeconds(301));

        var page = await person.OpenAsync(await merchant.StartAsync());

        Assert.NotNull(page.Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Purchase_of_the_same_minute_does_not_ask_for_the_password_again()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await person.SignInForAsync(await merchant.StartAsync());

        var page = await person.OpenAsync(await merchant.StartAsync());

        Assert.NotNull(page.Document!.QuerySelector("#approve"));
    }

    [Fact]
    public async Task Code_of_a_television_is_worth_nothing_after_ten_minutes()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await DeviceTests.AskAsync(merchant);
        clock.Advance(TimeSpan.FromSeconds(601));

        var page = await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!));
        var answer = await DeviceTests.PollAsync(merchant, asked);

        Assert.Equal("Unknown", page.Document!.QuerySelector("#code-problem")!.GetAttribute("data-code"));
        Assert.Equal((HttpStatusCode.BadRequest, "expired_token"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Code_of_a_television_asks_for_the_password_again_when_the_sign_in_is_old()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInForAsync(new Uri((await DeviceTests.AskAsync(merchant)).Text("verification_uri_complete")!));
        clock.Advance(TimeSpan.FromSeconds(301));

        var answer = await person.SubmitAsync(page, ("decision", "approve"));

        Assert.NotNull(answer.Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Whoever_tries_many_codes_is_paused_even_for_a_right_one_until_five_minutes_are_over()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var asked = await DeviceTests.AskAsync(merchant);
        await person.SignInForAsync(new Uri(server.Issuer, "device"));
        for (var count = 0; count < 10; count++)
            await person.OpenAsync("/device?user_code=BBBB-BBBB");

        var paused = await person.OpenAsync(new Uri(asked.Text("verification_uri_complete")!));
        clock.Advance(TimeSpan.FromSeconds(301));
        var later = await person.SignInForAsync(new Uri(asked.Text("verification_uri_complete")!));

        Assert.Equal("Paused", paused.Document!.QuerySelector("#code-problem")!.GetAttribute("data-code"));
        Assert.NotNull(later.Document!.QuerySelector("#approve"));
    }

    [Fact]
    public async Task Television_that_asks_every_five_seconds_is_not_told_to_slow_down()
    {
        using var merchant = server.NewMerchant();
        var asked = await DeviceTests.AskAsync(merchant);

        for (var count = 0; count < 4; count++)
        {
            Assert.Equal("authorization_pending", (await DeviceTests.PollAsync(merchant, asked)).Text("error"));
            clock.Advance(TimeSpan.FromSeconds(5));
        }
    }
}

public sealed class ClockTestsOnOneServer(ClockedServer server) : ClockTests(server, server.Clock), IClassFixture<ClockedServer>;
