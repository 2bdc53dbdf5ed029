using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

public sealed class PurchaseTests(Town town)
{
    [Fact]
    public async Task Person_gets_an_ID_on_the_line_and_pays_with_it()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);

        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);

        Assert.StartsWith("ch_", await person.Order.Charge.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Issuance_shows_the_recognised_line_masked()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);

        await person.Issue.OpenAsync();

        await Expect(person.Issue.RecognisedLine).ToHaveTextAsync($"CAF******{household.LineNumber[^4..]}");
    }

    [Fact]
    public async Task Refused_purchase_costs_nothing_and_can_be_paid_after_all()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await person.Consent.RefuseAsync();
        await person.Order.ExpectAsync("refused");
        var chargesAfterRefusal = await town.ChargesOnAsync(household);
        await person.Order.PayAgain.ClickAsync();
        await person.Consent.ApproveAsync();
        await person.Order.ExpectAsync("paid");

        Assert.Equal(0, chargesAfterRefusal);
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Consent_shows_the_terms_that_the_law_asks_of_a_final_confirmation()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        string[] required =
        [
            "商品・サービス", "数量", "お支払い金額", "お支払い回数", "請求の時期と方法", "お支払いの回線・ID", "提供の時期", "申込みの撤回・解約", "販売事業者", "所在地", "お問い合わせ先",
        ];
        var shown = await person.Consent.Terms.Locator("dt").AllInnerTextsAsync();

        Assert.Empty(required.Except(shown, StringComparer.Ordinal));
        await Expect(person.Consent.Approve).ToHaveTextAsync("申込みを確定する（315円）");
        await Expect(person.Consent.Terms).ToContainTextAsync("315円（税込");
    }

    [Fact]
    public async Task Both_answers_are_equally_big()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Width = 390 });
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        var approve = await person.Consent.Approve.BoundingBoxAsync();
        var refuse = await person.Consent.Refuse.BoundingBoxAsync();

        Assert.Equal((approve!.Width, approve.Height), (refuse!.Width, refuse.Height));
    }

    [Fact]
    public async Task Wrong_password_is_refused_and_the_right_one_leads_to_the_same_purchase()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.Shop.OpenAsync();
        await person.Shop.PayAsync();

        await person.SignIn.SubmitAsync(id, "not the password at all");
        await Expect(person.SignIn.Failure).ToBeVisibleAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await person.Consent.ApproveAsync();

        await person.Order.ExpectAsync("paid");
    }

    [Fact]
    public async Task Customer_number_may_be_typed_in_full_width_with_hyphens()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var fullWidth = string.Concat(household.CustomerNumber.Select(digit => (char)(digit - '0' + '\uFF10'))).Insert(4, "ー");

        await person.Issue.OpenAsync();
        var id = await person.Issue.IssueAsync(fullWidth, Person.Password);

        Assert.Matches("^fc[0-9]{10}$", id);
    }

    [Fact]
    public async Task Wrong_customer_number_gets_no_ID()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);

        await person.Issue.OpenAsync();
        await person.Issue.SubmitAsync("0000000009", Person.Password);

        await Expect(person.Issue.Errors).ToHaveAttributeAsync("href", "#CustomerNumber");
        await Expect(person.Issue.IssuedId).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Order_of_one_browser_does_not_exist_for_another()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var stranger = await town.OpenBrowserAsync(household);
        await person.BuyAsync(await person.GetIdAsync(household));

        var answer = await stranger.Page.GotoAsync(person.Page.Url);

        Assert.Equal(404, answer!.Status);
    }
}
