using FletsCollect.Browser.Tests.Surroundings;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Journeys;

/// <summary>The life of an ID in a household, from its issuance on.</summary>
public sealed class HouseholdTests(Town town)
{
    private const string Fresh = "新しい合言葉は山の上の灯台";

    [Fact]
    public async Task Somebody_gets_an_ID_loses_the_password_recovers_it_adds_a_passkey_and_lends_the_line_to_a_child()
    {
        var household = await town.SettleAsync();
        await using var parent = await town.OpenBrowserAsync(household);
        var id = await parent.GetIdAsync(household);

        // The password is lost; from the line there is a new one.
        await parent.SignIn.OpenAsync();
        await parent.SignIn.SubmitAsync(id, "forgotten it entirely");
        await Expect(parent.SignIn.Failure).ToBeVisibleAsync();
        await parent.Security.OpenAsync("recover");
        await parent.Security.RecoverAsync(id, household.CustomerNumber, Fresh);
        await Expect(parent.Security.Recovered).ToBeVisibleAsync();
        await parent.SignIn.OpenAsync();
        await parent.SignIn.SubmitAsync(id, Fresh);
        await Expect(parent.Account.NoPurchases).ToBeVisibleAsync();

        // A passkey is added, and signs in in place of the password.
        await parent.Security.PlugInAuthenticatorAsync();
        await parent.Security.OpenAsync("account/security/passkeys");
        await parent.Security.AddPasskeyAsync("居間のパソコン");
        await Expect(parent.Security.Passkeys).ToContainTextAsync("居間のパソコン");
        await parent.Account.OpenAsync();
        await parent.Account.SignOut.ClickAsync();
        await parent.Security.OpenAsync("sign-in/passkey");
        await parent.Security.UsePasskey.ClickAsync();
        await Expect(parent.Account.NoPurchases).ToBeVisibleAsync();

        // A child gets an ID on the line with a cap of nothing at all, and buys only what is allowed.
        await using var child = await town.OpenBrowserAsync(household, new BrowserOptions { Script = false });
        var childId = await child.GetIdAsync(household);
        await parent.Limits.OpenAsync();
        await parent.Limits.CapIdAsync(childId, "0");
        await Expect(parent.Limits.Done).ToBeVisibleAsync();
        await child.ReachConsentAsync(childId);
        await Expect(child.Consent.Refusal).ToHaveAttributeAsync("data-code", "P19");
        await child.Consent.ApproveAsync();
        await Expect(child.Consent.Refusal).ToHaveAttributeAsync("data-code", "P17");
        await parent.Account.OpenAsync();
        await Expect(parent.Household.Notice).ToBeVisibleAsync();
        await parent.Household.OpenApprovalsAsync();
        await Expect(parent.Household.Waiting).ToContainTextAsync("315円");
        await parent.Household.ApproveAsync();
        await child.Consent.LookAgain.ClickAsync();
        await child.Consent.ApproveAsync();
        await child.Order.ExpectAsync("paid");

        // All of it stands in the history.
        await parent.Security.OpenAsync("account/security/history");
        foreach (var happened in new[] { "IDを発行しました", "パスワードを再設定しました", "パスキーを登録しました", "このIDのご利用限度額を変更しました", "契約者に承認を依頼しました", "契約者がお支払いを承認しました" })
            await Expect(parent.Security.History.Filter(new() { HasText = happened }).First).ToBeVisibleAsync();
        Assert.Empty(parent.Complaints);
        Assert.Empty(child.Complaints);
    }
}
