using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>
/// A browser can send any header. One that names a neighbour's address must not put it on the neighbour's line, or everybody could pay
/// with everybody's bill.
/// </summary>
public sealed class ForgedAddressTests(Town town)
{
    [Theory]
    [InlineData("X-Forwarded-For", "{0}")]
    [InlineData("X-Forwarded-For", "{0}, 127.0.0.1")]
    [InlineData("Forwarded", "for={0};proto=https")]
    [InlineData("X-Real-IP", "{0}")]
    [InlineData("X-Original-For", "{0}:40000")]
    [InlineData("CF-Connecting-IP", "{0}")]
    public async Task Forwarded_header_of_a_browser_puts_it_on_no_line(string header, string value)
    {
        var neighbours = await town.SettleAsync();
        var forged = new BrowserOptions { Headers = [new(header, value.Replace("{0}", neighbours.Home.Address.ToString(), StringComparison.Ordinal))] };
        await using var forger = await town.OpenBrowserAsync(await town.Network.StartHomeWithoutSessionAsync(), forged);

        await forger.Issue.OpenAsync();

        await forger.Issue.ExpectRefusalAsync("L01");
    }

    [Fact]
    public async Task Forwarded_headers_do_not_take_a_stolen_ID_home()
    {
        var household = await town.SettleAsync();
        await using var owner = await town.OpenBrowserAsync(household);
        var id = await owner.GetIdAsync(household);
        var address = household.Home.Address.ToString();
        var forged = new BrowserOptions { Headers = [new("X-Forwarded-For", address), new("Forwarded", $"for={address}")] };
        await using var thief = await town.OpenBrowserAsync(await town.SettleAsync(), forged);

        await thief.ReachConsentAsync(id);

        await thief.Consent.ExpectRefusalAsync("L07");
    }

    [Fact]
    public async Task Forwarded_host_changes_no_address_on_the_page()
    {
        var forged = new BrowserOptions { Headers = [new("X-Forwarded-Host", "evil.example"), new("X-Forwarded-Proto", "https"), new("X-Forwarded-Prefix", "/evil")] };
        await using var forger = await town.OpenBrowserAsync(await town.SettleAsync(), forged);

        await forger.Issue.OpenAsync();

        await Expect(forger.Issue.CustomerNumber).ToBeVisibleAsync();
        Assert.DoesNotContain("evil", await forger.Page.ContentAsync(), StringComparison.Ordinal);
    }
}
