using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Lines;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>Who may pay from where (domain.md §3).</summary>
public sealed class LineTests(Town town)
{
    [Fact]
    public async Task Browser_on_no_known_line_gets_no_ID()
    {
        await using var somebody = await town.OpenBrowserAsync(await town.Network.StartHomeWithoutSessionAsync());

        await somebody.Issue.OpenAsync();

        await somebody.Issue.ExpectRefusalAsync("L01");
        await Expect(somebody.Issue.CustomerNumber).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(LineServiceType.BFlets, LineStatus.Active, "L03")]
    [InlineData(LineServiceType.FletsAdsl, LineStatus.Active, "L03")]
    [InlineData(LineServiceType.HikariNext, LineStatus.Suspended, "L04")]
    [InlineData(LineServiceType.HikariNext, LineStatus.InArrears, "L05")]
    [InlineData(LineServiceType.HikariPremium, LineStatus.Terminated, "L06")]
    public async Task Line_that_may_not_pay_gets_no_ID_and_reads_why(LineServiceType service, LineStatus status, string code)
    {
        var household = await town.SettleAsync(service, status);
        await using var person = await town.OpenBrowserAsync(household);

        await person.Issue.OpenAsync();

        await person.Issue.ExpectRefusalAsync(code);
        await Expect(person.Issue.CustomerNumber).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sixth_ID_on_a_line_is_refused()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        for (var issued = 0; issued < 5; issued++)
            await person.GetIdAsync(household);

        await person.Issue.OpenAsync();
        await person.Issue.SubmitAsync(household.CustomerNumber, Person.Password);

        await person.Issue.ExpectRefusalAsync("L10");
    }

    [Fact]
    public async Task ID_of_one_line_cannot_approve_from_another()
    {
        var household = await town.SettleAsync();
        var neighbours = await town.SettleAsync();
        await using var atHome = await town.OpenBrowserAsync(household);
        var id = await atHome.GetIdAsync(household);
        await using var away = await town.OpenBrowserAsync(neighbours);

        await away.ReachConsentAsync(id);
        await away.Consent.ExpectRefusalAsync("L07");
        await away.Consent.RefuseAsync();

        await away.Order.ExpectAsync("failed");
        await Expect(away.Order.Problem).ToContainTextAsync("ご自宅の回線（Wi-Fi）につないで");
        Assert.Equal((0, 0), (await town.ChargesOnAsync(household), await town.ChargesOnAsync(neighbours)));
    }

    [Fact]
    public async Task ID_cannot_approve_from_outside_any_line()
    {
        var household = await town.SettleAsync();
        await using var atHome = await town.OpenBrowserAsync(household);
        var id = await atHome.GetIdAsync(household);
        await using var travelling = await town.OpenBrowserAsync(await town.Network.StartHomeWithoutSessionAsync());

        await travelling.ReachConsentAsync(id);

        await travelling.Consent.ExpectRefusalAsync("L01");
        Assert.Equal(0, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Line_is_proved_when_the_button_is_pressed_not_when_the_page_was_opened()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await household.Home.EndSessionAsync();
        await person.Consent.ApproveAsync();

        await person.Consent.ExpectRefusalAsync("L01");
        Assert.Equal(0, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Premium_line_approves_with_a_PIN_that_is_set_at_home()
    {
        var household = await town.SettleAsync(LineServiceType.HikariPremium);
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.SignIn.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await person.Security.OpenAsync("account/security/pin");
        await person.Security.SetPinAsync("407291");
        await Expect(person.Security.PinIsSet).ToBeVisibleAsync();

        await person.Shop.OpenAsync();
        await person.Shop.PayAsync();
        await person.Consent.Pin.FillAsync("407291");
        await person.Consent.ApproveAsync();

        await person.Order.ExpectAsync("paid");
        Assert.Equal(1, await town.ChargesOnAsync(household));
    }

    [Fact]
    public async Task Premium_line_gets_an_ID_but_cannot_approve_without_a_second_factor()
    {
        var household = await town.SettleAsync(LineServiceType.HikariPremium);
        await using var person = await town.OpenBrowserAsync(household);

        await person.ReachConsentAsync(await person.GetIdAsync(household));

        await person.Consent.ExpectRefusalAsync("P04");
        Assert.Equal(0, await town.ChargesOnAsync(household));
    }
}
