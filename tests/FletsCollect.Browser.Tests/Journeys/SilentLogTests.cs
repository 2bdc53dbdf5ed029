using FletsCollect.Browser.Tests.Surroundings;

namespace FletsCollect.Browser.Tests.Journeys;

public sealed class SilentLogTests(Town town)
{
    [Fact]
    public async Task Log_of_a_purchase_holds_nothing_that_identifies_the_line_or_opens_the_account()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        var id = await person.GetIdAsync(household);
        await person.BuyAsync(id);
        await person.SignIn.OpenAsync();
        await person.SignIn.SubmitAsync(id, "a wrong password of this test");

        string[] secrets =
        [
            household.LineNumber, household.CustomerNumber, Person.Password, "a wrong password of this test", "eyJ", "code=", "demo-aaa-key",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, town.ProviderLog, StringComparison.OrdinalIgnoreCase));
    }
}
