using FletsCollect.Browser.Tests.Clients;
using FletsCollect.Browser.Tests.Pages;
using FletsCollect.Browser.Tests.Quality;
using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>Something is bought on a television and approved in a browser at home.</summary>
public sealed class TelevisionTests(Town town)
{
    [Theory, BothLanguages]
    public async Task Purchase_on_a_television_is_approved_with_its_code_and_charged_once(string locale, string language)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Locale = locale });
        var (inspection, device) = (new Inspection(person, language), new DevicePage(person.Page));
        await using var television = await OrdinaryClient.StartAsync("openid-client-device", "once", town.Provider, town.OtherCallback);
        var id = await person.GetIdAsync(household);
        var shown = await television.HearAsync();

        await person.Page.GotoAsync((string)shown["address"]!);
        await person.SignIn.SubmitAsync(id, Person.Password);
        await Expect(device.Code).ToBeVisibleAsync();
        await inspection.LookAsync("device code");
        await device.SubmitAsync("bbbb bbbb");
        await Expect(device.Problem).ToBeVisibleAsync();
        await inspection.LookAsync("device code unknown");
        await device.SubmitAsync(((string)shown["code"]!).ToLowerInvariant().Replace('-', '－'));
        await Expect(device.ShownCode).ToHaveTextAsync((string)shown["code"]!);
        await inspection.LookAsync("device consent");
        await person.Consent.ApproveAsync();
        await Expect(device.Done).ToBeVisibleAsync();
        await inspection.LookAsync("device approved");
        var outcome = await television.HearAsync();

        Assert.Equal(201, (int)(outcome["first"] ?? throw new InvalidOperationException(outcome.ToJsonString()))["status"]!);
        Assert.Equal(1, await town.ChargesOnAsync(household));
        inspection.ExpectNothingFound();
    }

    [Fact]
    public async Task Refusal_in_the_browser_reaches_the_television()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var device = new DevicePage(person.Page);
        await using var television = await OrdinaryClient.StartAsync("openid-client-device", "once", town.Provider, town.OtherCallback);
        var id = await person.GetIdAsync(household);
        var shown = await television.HearAsync();

        await person.Page.GotoAsync((string)shown["address"]!);
        await person.SignIn.SubmitAsync(id, Person.Password);
        await device.SubmitAsync((string)shown["code"]!);
        await person.Consent.RefuseAsync();

        await Expect(device.Done).ToBeVisibleAsync();
        await Inspection.InBothLanguagesAsync(person, "device refused");
        Assert.Equal("access_denied", (string?)(await television.HearAsync())["error"]);
        Assert.Equal(0, await town.ChargesOnAsync(household));
    }
}
