using System.Text.RegularExpressions;
using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A subscriber is told by mail, in a browser without script and in the language of its pages.</summary>
public sealed partial class NotificationMailTests(Town town)
{
    [Theory]
    [InlineData("ja-JP", "支払いを承認しました")]
    [InlineData("en-GB", "You approved a payment")]
    public async Task Subscriber_proves_an_address_and_is_told_there_of_a_purchase(string locale, string words)
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household, new BrowserOptions { Script = false, Locale = locale });
        var id = await person.GetIdAsync(household);
        var address = $"{Guid.CreateVersion7():N}@example.com";
        await person.SignIn.OpenAsync();
        await person.SignIn.SubmitAsync(id, Person.Password);
        await person.Security.OpenAsync("account/security/mail");
        await person.Security.AskForNotificationsAsync(address);
        await person.Security.ConfirmNotificationsAsync("12");
        await Expect(person.Security.CodeError).ToBeVisibleAsync();
        await person.Security.ConfirmNotificationsAsync(SixDigits().Match(await town.ExpectMailAsync(address, "")).Value);
        await Expect(person.Security.NotificationAddress).ToHaveTextAsync(address);

        await person.BuyAsync(id);

        Assert.Contains("315", await town.ExpectMailAsync(address, words), StringComparison.Ordinal);
    }

    [GeneratedRegex("[0-9]{6}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SixDigits();
}
