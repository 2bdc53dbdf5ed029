using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

public sealed class LanguageTests(Town town)
{
    [Theory]
    [InlineData("ja-JP", "ja")]
    [InlineData("en-GB", "en")]
    [InlineData("fr-FR", "ja")]
    public async Task Page_is_in_the_browsers_language_or_in_Japanese(string locale, string language)
    {
        await using var person = await town.OpenBrowserAsync(await town.SettleAsync(), new BrowserOptions { Locale = locale });

        await person.Issue.OpenAsync();

        await person.Provider.ExpectLanguageAsync(language);
    }

    [Fact]
    public async Task Change_of_language_on_the_consent_page_keeps_the_purchase()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await person.Provider.OtherLanguage.ClickAsync();
        await Expect(person.Consent.Approve).ToHaveTextAsync("Confirm and pay 315 yen");
        await person.Provider.ExpectLanguageAsync("en");
        await person.Consent.ApproveAsync();

        await person.Order.ExpectAsync("paid");
    }

    [Fact]
    public async Task Change_of_language_at_sign_in_keeps_the_purchase()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.Shop.OpenAsync();
        await person.Shop.PayAsync();

        await person.Provider.OtherLanguage.ClickAsync();
        await person.Provider.ExpectLanguageAsync("en");
        await person.SignIn.SubmitAsync(id, Person.Password);

        await Expect(person.Consent.Approve).ToHaveTextAsync("Confirm and pay 315 yen");
    }

    [Fact]
    public async Task Change_of_language_keeps_the_page_of_staff_also_in_a_browser_in_which_a_subscriber_is_signed_in()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        var (address, invitation) = await town.InviteAsync(StaffRole.Operator, null);
        await person.Staff.FollowAsync(invitation);
        await person.Staff.JoinAsync(Person.Password);
        await person.Staff.SignInAsync(address, Person.Password);

        await person.Operator.OpenAsync("audit?done=staff.");
        await person.Provider.OtherLanguage.ClickAsync();
        await person.Provider.ExpectLanguageAsync("en");
        await Expect(person.Page).ToHaveURLAsync(new Uri(town.Provider, "operator/audit?done=staff.").AbsoluteUri);
        await person.Account.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(person.Account.NoPurchases).ToBeVisibleAsync();
        await person.Provider.OtherLanguage.ClickAsync();
        await person.Provider.ExpectLanguageAsync("ja");
        await person.Operator.OpenAsync("audit");
        await person.Provider.OtherLanguage.ClickAsync();
        await person.Provider.ExpectLanguageAsync("en");
    }

    [Fact]
    public async Task Change_of_language_on_a_failed_sign_in_leads_back_to_the_sign_in()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.Shop.OpenAsync();
        await person.Shop.PayAsync();
        await person.SignIn.SubmitAsync(id, "not the password at all");
        await Expect(person.SignIn.Failure).ToBeVisibleAsync();

        await person.Provider.OtherLanguage.ClickAsync();
        await person.Provider.ExpectLanguageAsync("en");
        await person.SignIn.SubmitAsync(id, Person.Password);

        await Expect(person.Consent.Approve).ToHaveTextAsync("Confirm and pay 315 yen");
    }
}
