using System.Security.Cryptography;
using FletsCollect.Browser.Tests.Clients;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A company becomes a merchant, from the form to the first day on which its customers can pay.</summary>
public sealed class OnboardingTests(Town town)
{
    [Fact]
    public async Task Company_applies_is_asked_contracted_registers_its_key_goes_live_and_sells_except_while_it_is_suspended()
    {
        var (name, code) = ($"株式会社{Guid.CreateVersion7():N}"[..24], $"shop-{Guid.CreateVersion7():N}"[..30]);
        var address = $"{Guid.CreateVersion7():N}@shop.example";
        // Neither of the public pages needs a script.
        await using var company = await town.OpenBrowserAsync(await town.SettleAsync(), new BrowserOptions { Script = false });
        await using var maker = await town.OpenStaffBrowserAsync(StaffRole.Operator, null);
        await using var checker = await town.OpenStaffBrowserAsync(StaffRole.Approver, null);

        await company.Onboarding.OpenAsync("apply");
        await company.Onboarding.ApplyAsync(name, address);
        await company.Onboarding.ExpectStatusAsync("Submitted");

        await maker.Onboarding.FindAsync(name);
        await maker.Onboarding.PressAsync("take-up");
        await maker.Onboarding.AskAsync("何を販売しますか");
        await maker.Onboarding.ExpectStatusAsync("NeedsInformation");
        await company.Page.ReloadAsync();
        await Expect(company.Onboarding.Question).ToHaveTextAsync("何を販売しますか");
        await company.Onboarding.AnswerAsync("ブログの有料版です");
        await company.Onboarding.ExpectStatusAsync("Screening");

        await maker.Page.ReloadAsync();
        await maker.Onboarding.OfferAsync(code);
        var decision = await maker.Onboarding.Terms.Locator("a").GetAttributeAsync("href");
        await checker.Onboarding.OpenAsync(decision!);
        await checker.Onboarding.PressAsync("approve");
        await Expect(checker.Page).ToHaveURLAsync(new Uri(town.Provider, "operator/approvals").AbsoluteUri);
        await maker.Page.ReloadAsync();
        await maker.Onboarding.PressAsync("conclude");
        var link = new Uri(await maker.Onboarding.InvitationLink.InnerTextAsync());

        await using var owner = await town.OpenBrowserAsync(await town.SettleAsync());
        await owner.Staff.FollowAsync(link.Query["?invitation=".Length..]);
        await owner.Staff.JoinAsync(Person.Password);
        await owner.Staff.SignInAsync(address, Person.Password);
        await owner.Merchant.OpenAsync("integration");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await town.ForgetCodesAsync();
        await owner.Onboarding.AddKeyAsync(key.ExportSubjectPublicKeyInfoPem(), owner.Staff.StepUpCode(), "first");
        await Expect(owner.Onboarding.Done).ToContainTextAsync("公開鍵");
        await town.ForgetCodesAsync();
        await owner.Onboarding.AddAddressAsync(town.OtherCallback, owner.Staff.StepUpCode());
        await Expect(owner.Onboarding.Done).ToContainTextAsync("アドレス");

        await maker.Onboarding.OpenAsync($"operator/merchants/{code}");
        await maker.Onboarding.MoveAsync("OpenSandbox", "契約が整ったため");
        await maker.Onboarding.ExpectStatusAsync("Sandbox");
        await maker.Onboarding.MoveAsync("GoLive", "接続試験に合格", "合格");
        await Expect(maker.Onboarding.Refused).ToBeVisibleAsync();
        await maker.Onboarding.MoveAsync("GoLive", "接続試験に合格", PublicId.Format(PublicId.CertificationRun, Guid.CreateVersion7()));
        await maker.Onboarding.ExpectStatusAsync("Live");

        var registration = new ClientRegistration(code, "first", key.ExportPkcs8PrivateKeyPem());
        var household = await town.SettleAsync();
        await using var buyer = await town.OpenBrowserAsync(household);
        var id = await buyer.GetIdAsync(household);
        Assert.Equal(201, await SellAsync(registration, buyer, id));
        await maker.Onboarding.MoveAsync("Suspend", "利用者からの苦情が続いたため");
        await maker.Onboarding.ExpectStatusAsync("Suspended");
        Assert.Contains("unauthorized_client", (await Assert.ThrowsAsync<InvalidOperationException>(() => SellAsync(registration, buyer, id))).Message, StringComparison.Ordinal);
        await maker.Onboarding.MoveAsync("Resume", "改善を確認したため");
        await maker.Onboarding.ExpectStatusAsync("Live");
        await Expect(maker.Onboarding.History.First).ToContainTextAsync("改善を確認したため");
        Assert.Equal(201, await SellAsync(registration, buyer, id));
    }

    /// <summary>The merchant's own back end sells something; gives the status of its charge.</summary>
    private async Task<int> SellAsync(ClientRegistration registration, Person buyer, string id)
    {
        await using var client = await OrdinaryClient.StartAsync("openid-client", "once", town.Provider, town.OtherCallback, registration: registration);
        var outcome = await client.ConverseAsync(buyer, id, town.OtherCallback, () => buyer.Consent.ApproveAsync());
        return (int)outcome["first"]!["status"]!;
    }
}
