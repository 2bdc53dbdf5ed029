using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Charges;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>The pages on which a subscriber sees and stops what goes on. A server of their own: they change a household's rules.</summary>
public sealed class SubscriberPageTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 10, 3, 0, 0, TimeSpan.Zero));
    private RunningServer server = null!;

    public ValueTask InitializeAsync()
    {
        server = new RunningServer(clock);
        return server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Subscription_is_cancelled_after_a_second_question_and_taken_back_before_its_end()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var (subscription, _) = await SubscribeAsync(merchant, person);

        var list = await person.OpenAsync("/account/subscriptions");
        var question = await person.OpenAsync($"/account/subscriptions/{subscription}/cancel");
        var cancelled = await person.SubmitAsync(question);
        var again = await person.SubmitAsync(question);
        var undone = await person.SubmitAsync(cancelled);

        Assert.Contains("動画プラン", list.Text, StringComparison.Ordinal);
        Assert.Contains("毎月990円", list.Text, StringComparison.Ordinal);
        Assert.Contains("2026年12月1日（火）", list.Text, StringComparison.Ordinal);
        Assert.Contains("2026年11月30日（月）まで利用でき、次回のお支払いはありません", question.Document!.QuerySelector("#effect")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(cancelled.Document!.QuerySelector("#cancelled"));
        Assert.NotNull(again.Document!.QuerySelector("#cancelled"));
        Assert.NotNull(undone.Document!.QuerySelector("#undone"));
        var events = await server.DatabaseAsync(db => db.OutboxMessages.Where(message => message.Subject == subscription).OrderBy(message => message.Id).Select(message => message.Type).ToListAsync());
        Assert.Equal(["subscription.created", "subscription.cancel_scheduled", "subscription.cancel_undone"], events);
    }

    [Fact]
    public async Task History_shows_each_period_at_the_price_that_was_charged()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var (subscription, _) = await SubscribeAsync(merchant, person);
        clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 15, 0, 0, TimeSpan.Zero));
        await server.RenewAsync();

        var page = await person.SignInAtAsync($"/account/subscriptions/{subscription}");

        var rows = page.Document!.QuerySelectorAll("#periods tbody tr").Select(row => row.TextContent).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("2026年12月1日 - 2026年12月31日", rows[0], StringComparison.Ordinal);
        Assert.Contains("2026年11月10日 - 2026年11月30日", rows[1], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Contains("990円", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consent_is_shown_word_for_word_and_taken_back_once()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var (subscription, grant) = await SubscribeAsync(merchant, person);
        var kept = await server.DatabaseAsync(db => db.ChargeGrants.SingleAsync(row => row.MerchantReference == merchant.Reference));

        var page = await person.OpenAsync($"/account/grants/{grant}");
        var question = await person.OpenAsync($"/account/grants/{grant}/revoke");
        var revoked = await person.SubmitAsync(question);
        var again = await person.SubmitAsync(question);

        var terms = page.Document!.QuerySelectorAll("#consent-text dt, #consent-text dd").Select(term => term.TextContent).ToList();
        Assert.Equal(JsonNode.Parse(kept.ConsentText)!["terms"]!.AsArray().SelectMany(term => new[] { term!["label"]!.GetValue<string>(), term["text"]!.GetValue<string>() }), terms);
        Assert.Contains(kept.ConsentHash, page.Text, StringComparison.Ordinal);
        Assert.All([revoked, again], answer => Assert.NotNull(answer.Document!.QuerySelector("#revoked")));
        Assert.Equal(SubscriptionStatus.Ended, await server.DatabaseAsync(db => db.Subscriptions.Where(row => row.MerchantReference == merchant.Reference).Select(row => row.Status).SingleAsync()));
        Assert.Equal(1, await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "grant.revoked" && entry.Subject == grant)));
        Assert.Contains(subscription, (await person.OpenAsync($"/account/subscriptions/{subscription}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_another_ID_is_not_there_and_cannot_be_changed()
    {
        using var owner = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var (subscription, grant) = await SubscribeAsync(merchant, owner);
        using var member = await server.NewMemberAsync();
        var own = await member.SignInAtAsync("/account/limits/freeze");

        string[] paths = [$"/account/subscriptions/{subscription}", $"/account/subscriptions/{subscription}/cancel", $"/account/grants/{grant}", $"/account/grants/{grant}/revoke"];
        foreach (var path in paths)
            Assert.Equal(HttpStatusCode.NotFound, (await member.OpenAsync(path)).Status);
        // The member's own form, sent where it does not belong.
        foreach (var path in (string[])[$"/account/subscriptions/{subscription}/cancel", $"/account/subscriptions/{subscription}?handler=Undo", $"/account/grants/{grant}/revoke", $"/account/grants/{grant}?handler=Block"])
            Assert.Equal(HttpStatusCode.NotFound, (await member.SubmitToAsync(own, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.OpenAsync($"/account/limits/freeze?id={owner.UserName}")).Status);
        Assert.Equal(SubscriptionStatus.Active, await server.DatabaseAsync(db => db.Subscriptions.Where(row => row.MerchantReference == merchant.Reference).Select(row => row.Status).SingleAsync()));
    }

    [Theory]
    [InlineData("/account/subscriptions")]
    [InlineData("/account/grants")]
    [InlineData("/account/limits")]
    [InlineData("/account/limits/stop")]
    public async Task Page_without_a_session_leads_to_the_sign_in_and_back(string path)
    {
        using var person = await server.NewSubscriberAsync();

        var signIn = await person.OpenAsync(path);
        var page = await person.SignInAtAsync(path);

        Assert.NotNull(signIn.Document!.QuerySelector("#Password"));
        Assert.Equal((HttpStatusCode.OK, path), (page.Status, page.Address.AbsolutePath));
    }

    [Theory]
    [InlineData("/account/limits?handler=CapLine")]
    [InlineData("/account/limits?handler=Allow")]
    [InlineData("/account/limits/stop")]
    [InlineData("/account/limits/freeze")]
    public async Task Post_without_the_forms_token_changes_nothing(string path)
    {
        using var person = await server.NewSubscriberAsync();
        await person.SignInAtAsync("/account/limits");

        var answer = await person.PostAsync(path, ("Cap", "0"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(0, await server.DatabaseAsync(db => db.HouseholdRules.CountAsync()));
    }

    [Fact]
    public async Task Cap_is_typed_as_people_type_and_refused_where_it_is_wrong()
    {
        using var person = await server.NewSubscriberAsync();
        var page = await person.SignInAtAsync("/account/limits");

        var wrong = await person.SubmitAsync(page, ("Cap", "1500"));
        var words = await person.SubmitAsync(page, ("Cap", "たくさん"));
        var right = await person.SubmitAsync(page, ("Cap", "１，０００円"));

        Assert.All([wrong, words], answer => Assert.Equal("true", answer.Document!.QuerySelector("#LineCap")!.GetAttribute("aria-invalid")));
        Assert.Equal("1500", wrong.Document!.QuerySelector("#LineCap")!.GetAttribute("value"));
        Assert.NotNull(right.Document!.QuerySelector("#done"));
        Assert.Contains("毎月1,000円", right.Document!.QuerySelector("#line-cap")!.TextContent, StringComparison.Ordinal);
        using var merchant = server.NewMerchant();
        var consent = await person.SignInForAsync(await merchant.StartAsync("1001"));
        Assert.Equal("P05", consent.Document!.QuerySelector("#approval-refusal")!.GetAttribute("data-code"));
        var fits = await person.OpenAsync(await merchant.StartAsync("1000"));
        Assert.Contains("残りご利用可能額：1,000円", fits.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_holds_for_purchases_that_were_approved_and_is_lifted_only_on_the_line()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var stopped = await person.SubmitAsync(await person.OpenAsync("/account/limits/stop"));
        var refused = await merchant.ChargeAsync(tokens, merchant.Key(1));
        await server.EndSessionsAsync();
        var away = await person.SubmitToAsync(stopped, "/account/limits?handler=Allow");
        var still = await merchant.ChargeAsync(tokens, merchant.Key(2));

        Assert.NotNull(stopped.Document!.QuerySelector("#stopped"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "purchases_stopped"), (refused.Status, refused.Text("code")));
        Assert.Equal("H01", away.Document!.QuerySelector("#household-refusal")!.GetAttribute("data-code"));
        Assert.Equal("purchases_stopped", still.Text("code"));
    }

    [Fact]
    public async Task Blocked_merchant_is_told_so_and_listed_until_it_is_unblocked()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));

        var blocked = await person.SubmitAsync(await person.OpenAsync($"/account/grants/{tokens.GrantId}"));
        var refused = await merchant.ChargeAsync(tokens, merchant.Key(1));
        var limits = await person.OpenAsync("/account/limits");

        Assert.NotNull(blocked.Document!.QuerySelector("#blocked"));
        Assert.Equal("merchant_blocked", refused.Text("code"));
        Assert.Contains("はてなデモブログ", limits.Document!.QuerySelector("#blocked-merchants")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frozen_ID_is_signed_out_and_cannot_sign_in_until_the_contractor_lets_it_go_on()
    {
        using var contractor = await server.NewSubscriberAsync();
        await contractor.SignInAtAsync("/account/limits");
        using var member = await server.NewMemberAsync();

        var frozen = await member.SubmitAsync(await member.SignInAtAsync("/account/limits/freeze"));
        var refused = await member.SignInAtAsync("/account");
        var page = await contractor.OpenAsync("/account/limits");
        var form = page.Document!.QuerySelector("form[action*='Unfreeze']")!;
        await contractor.SubmitToAsync(page, "/account/limits?handler=Unfreeze", ("UserName", member.UserName!));
        var back = await member.SignInAtAsync("/account");

        Assert.NotNull(frozen.Document!.QuerySelector("#id-stopped"));
        Assert.NotNull(refused.Document!.QuerySelector("#sign-in-error"));
        Assert.Contains(member.UserName!, form.InnerHtml, StringComparison.Ordinal);
        Assert.Equal("/account", back.Address.AbsolutePath);
    }

    [Fact]
    public async Task Merchant_of_a_mere_sign_in_is_listed_and_told_when_it_is_disconnected()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        var request = merchant.PushedRequest();
        request["scope"] = "openid";
        request.Remove("authorization_details");
        var pushed = await merchant.PushAsync(request);
        await person.ApproveAsync(merchant.AuthorizationAddress(pushed.Text("request_uri")!));

        var list = await person.OpenAsync("/account/grants");
        var link = list.Document!.QuerySelector("#sign-ins a")!.GetAttribute("href")!;
        var question = await person.OpenAsync(link);
        var gone = await person.SubmitAsync(question);
        await person.SubmitAsync(question);

        Assert.Contains("はてなデモブログ", list.Document!.QuerySelector("#sign-ins")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(gone.Document!.QuerySelector("#no-sign-ins"));
        Assert.Equal(HttpStatusCode.NotFound, (await person.OpenAsync(link)).Status);
        Assert.Equal(1, await server.DatabaseAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "merchant.disconnected")));
    }

    [Fact]
    public async Task Lists_are_paged()
    {
        using var person = await server.NewSubscriberAsync();
        using var merchant = server.NewMerchant();
        await SubscribeAsync(merchant, person);
        await server.DatabaseAsync(async db =>
        {
            var grant = await db.ChargeGrants.SingleAsync();
            var (seller, credential) = (await db.Merchants.SingleAsync(row => row.Id == grant.MerchantId), await db.Users.SingleAsync(row => row.Id == grant.CredentialId));
            for (var order = 0; order < 20; order++)
                db.Add(new ChargeGrant(seller, credential, new OnceDetails($"many-{order}", $"品物{order}", new Yen(100)), new ConsentStatement(1, "ja", seller.Code, credential.Id, "", $"many-{order}", 100, []), null, clock.GetUtcNow().UtcDateTime));
            return await db.SaveChangesAsync();
        });

        var first = await person.OpenAsync("/account/grants");
        var second = await person.OpenAsync("/account/grants?page=2");

        Assert.Equal((20, 1), (first.Document!.QuerySelectorAll("#grants tbody tr").Length, second.Document!.QuerySelectorAll("#grants tbody tr").Length));
        Assert.NotNull(first.Document!.QuerySelector("a[rel=next][href='?page=2']"));
        Assert.Null(second.Document!.QuerySelector("a[rel=next]"));
    }

    private static async Task<(string Subscription, string Grant)> SubscribeAsync(MerchantClient merchant, Person person)
    {
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
        var started = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", tokens.AccessToken, new JsonObject { ["grant_id"] = tokens.GrantId }, merchant.Key(1));
        Assert.True(started.Status == HttpStatusCode.Created, started.Body);
        return (started.Text("id")!, tokens.GrantId);
    }
}
