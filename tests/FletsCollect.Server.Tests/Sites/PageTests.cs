using System.Net;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What holds for the pages as such.</summary>
public sealed class PageTests(RunningServer server)
{
    public static TheoryData<string> Pages => ["/", "/issue", "/sign-in", "/nothing-here"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_allows_no_script_but_its_own_no_frame_and_nothing_from_elsewhere(string path)
    {
        using var person = server.NewPerson();

        var page = await person.OpenAsync(path);

        var policy = page.Headers["Content-Security-Policy"];
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Empty(page.Document!.QuerySelectorAll("script:not([src^='/'][nonce]), script[src^='//'], iframe, [style], [onclick]"));
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
    }

    [Fact]
    public async Task Unknown_page_says_so()
    {
        using var person = server.NewPerson();

        var page = await person.OpenAsync("/nothing-here");

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("ページが見つかりません", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_without_a_session_leads_to_the_sign_in()
    {
        using var person = server.NewPerson();

        var page = await person.OpenAsync("/account");

        Assert.NotNull(page.Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Account_lists_what_was_bought()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var charged = await merchant.ChargeAsync(tokens, merchant.Key(1));

        var page = await person.OpenAsync("/account");

        Assert.Contains(charged.Text("id")!, page.Text, StringComparison.Ordinal);
        Assert.Contains("次回の請求", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Sign_in_leads_nowhere_else(string returnUrl)
    {
        using var person = await server.NewSubscriberAsync();
        var page = await person.OpenAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));

        var after = await person.SubmitAsync(page, ("UserName", person.UserName!), ("Password", Person.Password));

        Assert.Null(after.Elsewhere);
        Assert.Equal("/account", after.Address.AbsolutePath);
    }

    [Fact]
    public async Task Wrong_password_and_unknown_ID_get_the_same_answer()
    {
        using var person = server.NewPerson();
        using var stranger = server.NewPerson();
        // An ID of its own: a failure counts against the ID, and others sign in with the shared one at the same time.
        var userName = await person.GetIssuedAsync();

        var wrong = await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", userName), ("Password", "not the password"));
        var unknown = await stranger.SubmitAsync(await stranger.OpenAsync("/sign-in"), ("UserName", "fc0000000000"), ("Password", "not the password"));

        Assert.Equal(wrong.Document!.QuerySelector("#sign-in-error")!.TextContent, unknown.Document!.QuerySelector("#sign-in-error")!.TextContent);
        Assert.Equal(wrong.Status, unknown.Status);
    }

    [Fact]
    public async Task Every_step_of_a_purchase_leaves_an_audit_entry()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        await merchant.ChargeAsync(tokens, merchant.Key(1));

        var actions = await server.DatabaseAsync(db => db.AuditEntries.Select(entry => entry.Action).Distinct().ToListAsync());

        string[] steps = ["credential.issued", "credential.signed-in", "request.pushed", "charge.approved", "token.issued", "charge.confirmed"];
        Assert.Empty(steps.Except(actions, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Neither_log_nor_audit_says_a_secret_or_a_whole_line_number()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        await merchant.ChargeAsync(tokens, merchant.Key(1));

        var audited = await server.DatabaseAsync(db => db.AuditEntries.Select(entry => entry.Actor + entry.Subject + entry.Detail).ToListAsync());

        Assert.NotEmpty(server.Log.Lines);
        Assert.All(server.Log.Lines.Concat(audited), line =>
        {
            Assert.DoesNotContain(Person.Password, line, StringComparison.Ordinal);
            Assert.DoesNotContain(tokens.AccessToken, line, StringComparison.Ordinal);
            Assert.DoesNotContain("CAF0000000001", line, StringComparison.Ordinal);
            Assert.DoesNotContain("demo-aaa-key", line, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Language_of_the_browser_is_used_and_the_chosen_one_stays()
    {
        using var person = server.NewPerson();
        person.ExtraHeaders["Accept-Language"] = "en-GB, en;q=0.8";

        var english = await person.OpenAsync("/issue");

        Assert.Contains("Get an ID", english.Text, StringComparison.Ordinal);
        Assert.Equal("en", english.Document!.DocumentElement.GetAttribute("lang"));
    }
}
