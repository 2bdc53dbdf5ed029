using FletsCollect.Browser.Tests.Quality;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Merchants;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>The sandbox: a town whose provider is deployed as such, and a merchant that shows there what its systems can.</summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private readonly Town town = new() { Environment = ServiceEnvironment.Sandbox };

    public ValueTask InitializeAsync() => town.InitializeAsync();

    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Fact]
    public async Task Every_page_says_that_it_is_the_sandbox_and_a_certification_run_says_what_the_merchant_has_shown_and_what_is_left()
    {
        await EnterSandboxAsync("hatena-demo");
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");
        var (buying, testing, testingInEnglish) = (new Inspection(person, "ja"), new Inspection(owner, "ja"), new Inspection(owner, "en"));
        await owner.Merchant.OpenAsync("certification");
        await owner.Merchant.CertifyAsync();
        await Expect(owner.Merchant.Result).ToHaveAttributeAsync("data-passed", "False");
        await Expect(owner.Merchant.Check("ChargeConfirmed")).ToHaveAttributeAsync("data-passed", "False");

        var id = await person.GetIdAsync(household);
        await person.ReachConsentAsync(id);
        await Expect(person.Provider.Sandbox).ToBeVisibleAsync();
        await buying.LookAsync("sandbox consent");
        await person.Consent.ApproveAsync();
        await person.Order.ExpectAsync("paid");
        var (charge, reference) = (await person.Order.Charge.InnerTextAsync(), await person.Order.Reference.InnerTextAsync());
        await person.SubscribeAsync(id);
        await town.ExpectToldAsync(reference);
        await owner.Merchant.OpenAsync($"charges/{charge}");
        await owner.Merchant.RefundAsync("100", "試験");
        await Expect(owner.Merchant.Refunded).ToBeVisibleAsync();

        await owner.Merchant.OpenAsync("certification");
        await owner.Merchant.CertifyAsync();
        foreach (var shown in new[] { "ChargeConfirmed", "MonthlyCharged", "Refunded", "WebhookTaken", "WrongSignatureRefused", "OldTimestampRefused" })
            await Expect(owner.Merchant.Check(shown)).ToHaveAttributeAsync("data-passed", "True");
        foreach (var left in new[] { "ReservationConfirmed", "ReservationCancelled", "RequestReplayed", "CancelledBySubscriber" })
            await Expect(owner.Merchant.Check(left)).ToHaveAttributeAsync("data-passed", "False");
        await testing.LookAsync("sandbox certification");
        await owner.Provider.OtherLanguage.ClickAsync();
        await owner.Provider.ExpectLanguageAsync("en");
        await testingInEnglish.LookAsync("sandbox certification");

        buying.ExpectNothingFound();
        testing.ExpectNothingFound();
        testingInEnglish.ExpectNothingFound();
    }

    /// <summary>The demo's merchant is live everywhere; here it is still to show what it can.</summary>
    private async Task EnterSandboxAsync(string merchant)
    {
        await using var db = town.OpenDatabase();
        await db.Merchants.Where(row => row.Code == merchant).ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, MerchantStatus.Sandbox));
    }
}
