using FletsCollect.Browser.Tests.Clients;
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
    public async Task Merchant_shows_every_thing_that_is_asked_passes_the_certification_run_and_goes_live_by_its_number()
    {
        await EnterSandboxAsync("hatena-demo");
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await using var owner = await town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo");
        await using var reviewer = await town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        var (buying, testing, testingInEnglish, reviewing) = (new Inspection(person, "ja"), new Inspection(owner, "ja"), new Inspection(owner, "en"), new Inspection(reviewer, "ja"));
        await owner.Merchant.OpenAsync("certification");
        await owner.Merchant.CertifyAsync();
        await Expect(owner.Merchant.Result).ToHaveAttributeAsync("data-passed", "False");
        await Expect(owner.Merchant.Check("ChargeConfirmed")).ToHaveAttributeAsync("data-passed", "False");
        var early = await owner.Merchant.RunNumber.InnerTextAsync();
        await testing.LookAsync("sandbox certification not passed");

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
        foreach (var left in new[] { "ReservationConfirmed", "ReservationCancelled", "RequestReplayed", "CancelledBySubscriber" })
            await Expect(owner.Merchant.Check(left)).ToHaveAttributeAsync("data-passed", "False");
        await Expect(owner.Merchant.Checks(passed: true)).ToHaveCountAsync(6);

        await ShowWhatIsLeftAsync(person, id);
        await owner.Merchant.CertifyAsync();
        await Expect(owner.Merchant.Result).ToHaveAttributeAsync("data-passed", "True");
        await Expect(owner.Merchant.Checks(passed: true)).ToHaveCountAsync(10);
        await Expect(owner.Merchant.Checks(passed: false)).ToHaveCountAsync(0);
        var number = await owner.Merchant.RunNumber.InnerTextAsync();
        await testing.LookAsync("sandbox certification");
        await owner.Provider.OtherLanguage.ClickAsync();
        await owner.Provider.ExpectLanguageAsync("en");
        await testingInEnglish.LookAsync("sandbox certification");
        await owner.Merchant.OpenAsync("integration");
        await Expect(owner.Merchant.Steps.Last).ToContainTextAsync("certification");
        await Expect(owner.Merchant.Steps.And(owner.Page.Locator("[data-done=False]"))).ToHaveCountAsync(0);
        await testingInEnglish.LookAsync("sandbox integration");

        await reviewer.Onboarding.OpenAsync("operator/merchants/hatena-demo");
        await Expect(reviewer.Onboarding.Runs).ToHaveCountAsync(3);
        await Expect(reviewer.Onboarding.Runs.First).ToContainTextAsync(number);
        await Expect(reviewer.Onboarding.Runs.First).ToHaveAttributeAsync("data-passed", "True");
        await reviewing.LookAsync("sandbox operator merchant");
        await reviewer.Onboarding.MoveAsync("GoLive", "接続試験に合格", early);
        await Expect(reviewer.Onboarding.Refused).ToContainTextAsync("合格した接続試験");
        await reviewer.Onboarding.MoveAsync("GoLive", "接続試験に合格", number);
        await reviewer.Onboarding.ExpectStatusAsync("Live");
        await Expect(reviewer.Onboarding.History.First).ToContainTextAsync(number);
        await owner.Merchant.OpenAsync("certification");
        await Expect(owner.Merchant.NotHere).ToBeVisibleAsync();

        buying.ExpectNothingFound();
        testing.ExpectNothingFound();
        testingInEnglish.ExpectNothingFound();
        reviewing.ExpectNothingFound();
    }

    /// <summary>The merchant's own back end repeats a request, confirms a reservation and gives one back; the subscriber takes a consent back.</summary>
    private async Task ShowWhatIsLeftAsync(Person person, string id)
    {
        foreach (var scenario in new[] { "once", "confirm", "cancel" })
        {
            await using var client = await OrdinaryClient.StartAsync("openid-client", scenario, town.Provider, town.OtherCallback);
            var outcome = await client.ConverseAsync(person, id, town.OtherCallback, person.Consent.ApproveAsync);
            var last = outcome["ended"] ?? outcome["repeated"] ?? throw new InvalidOperationException(outcome.ToJsonString());
            Assert.True((int)last["status"]! is 200 or 201, outcome.ToJsonString());
        }
        await person.Grants.OpenAsync();
        await person.Grants.List.Filter(new() { HasText = "広告なしプラン" }).Locator("a").ClickAsync();
        await person.Grants.Revoke.ClickAsync();
        await person.Grants.Confirm.ClickAsync();
        await Expect(person.Grants.Revoked).ToBeVisibleAsync();
    }

    /// <summary>The demo's merchant is live everywhere; here it is still to show what it can.</summary>
    private async Task EnterSandboxAsync(string merchant)
    {
        await using var db = town.OpenDatabase();
        await db.Merchants.Where(row => row.Code == merchant).ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, MerchantStatus.Sandbox));
    }
}
