using System.Security.Cryptography;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>A company becomes a merchant, from the form to the first day on which its customers can pay.</summary>
public sealed class OnboardingTests(Town town)
{
    [Fact]
    public async Task Company_applies_is_asked_contracted_registers_its_key_and_goes_live()
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
        await owner.Onboarding.AddKeyAsync(key.ExportSubjectPublicKeyInfoPem(), owner.Staff.StepUpCode());
        await Expect(owner.Onboarding.Done).ToBeVisibleAsync();

        await maker.Onboarding.OpenAsync($"operator/merchants/{code}");
        await maker.Onboarding.MoveAsync("OpenSandbox", "契約が整ったため");
        await maker.Onboarding.ExpectStatusAsync("Sandbox");
        await maker.Onboarding.MoveAsync("GoLive", "接続試験に合格", "合格");
        await Expect(maker.Onboarding.Refused).ToBeVisibleAsync();
        await maker.Onboarding.MoveAsync("GoLive", "接続試験に合格", PublicId.Format(PublicId.CertificationRun, Guid.CreateVersion7()));
        await maker.Onboarding.ExpectStatusAsync("Live");
    }
}
