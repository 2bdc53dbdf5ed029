using FletsCollect.Browser.Tests.Surroundings;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A purchase with Tab, Enter and letters only, and with the focus where a person expects it.</summary>
public sealed class KeyboardTests(Town town)
{
    [Fact]
    public async Task Purchase_needs_no_pointer()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);

        await person.Issue.OpenAsync();
        await TabToAsync(person, person.Provider.SkipLink, person.Provider.Brand, person.Issue.CustomerNumber);
        await person.Page.Keyboard.TypeAsync(household.CustomerNumber);
        await TabToAsync(person, person.Issue.Password);
        await person.Page.Keyboard.TypeAsync(Person.Password);
        await person.Page.Keyboard.PressAsync("Enter");
        var id = await person.Issue.IssuedId.InnerTextAsync();

        await person.Shop.OpenAsync();
        await TabToAsync(person, person.Provider.SkipLink, person.Provider.Brand, person.Shop.Pay);
        await person.Page.Keyboard.PressAsync("Enter");

        await Expect(person.SignIn.Id).ToBeVisibleAsync();
        await TabToAsync(person, person.Provider.SkipLink, person.Provider.Brand, person.SignIn.Id);
        await person.Page.Keyboard.TypeAsync(id);
        await TabToAsync(person, person.SignIn.Password);
        await person.Page.Keyboard.TypeAsync(Person.Password);
        await person.Page.Keyboard.PressAsync("Enter");

        await person.Consent.ExpectAsync();
        await TabToAsync(person, person.Provider.SkipLink, person.Provider.Brand, person.Consent.Approve);
        await person.Page.Keyboard.PressAsync("Enter");

        await person.Order.ExpectAsync("paid");
    }

    [Fact]
    public async Task Consent_page_is_walked_in_the_order_in_which_it_is_read()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await TabToAsync(
            person, person.Provider.SkipLink, person.Provider.Brand, person.Consent.Approve, person.Consent.Refuse, person.Consent.AnotherId, person.Provider.OtherLanguage);
    }

    [Fact]
    public async Task Skip_link_takes_the_focus_past_the_header()
    {
        await using var person = await town.OpenBrowserAsync(await town.SettleAsync());
        await person.Issue.OpenAsync();

        await TabToAsync(person, person.Provider.SkipLink);
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Provider.Main).ToBeFocusedAsync();

        await TabToAsync(person, person.Issue.CustomerNumber);
    }

    [Fact]
    public async Task Error_leads_to_the_field_that_it_is_about()
    {
        await using var person = await town.OpenBrowserAsync(await town.SettleAsync());
        await person.Issue.OpenAsync();
        await person.Issue.SubmitAsync("0000000009", Person.Password);
        // A key that is pressed before the answer is there goes to the page that is about to go.
        await Expect(person.Issue.Errors).ToBeVisibleAsync();

        await TabToAsync(person, person.Provider.SkipLink, person.Provider.Brand, person.Issue.Errors);
        await person.Page.Keyboard.PressAsync("Enter");

        await Expect(person.Issue.CustomerNumber).ToBeFocusedAsync();
    }

    /// <summary>Presses Tab once for each stop: each must be the next one, and must be visible while it has the focus.</summary>
    private static async Task TabToAsync(Person person, params ILocator[] stops)
    {
        foreach (var stop in stops)
        {
            await person.Page.Keyboard.PressAsync("Tab");
            await Expect(stop).ToBeFocusedAsync();
            await Expect(stop).ToBeInViewportAsync();
        }
    }
}
