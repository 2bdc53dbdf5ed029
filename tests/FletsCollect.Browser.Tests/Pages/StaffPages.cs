using FletsCollect.Browser.Tests.Surroundings;
using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>Where the operator's and the merchants' people join and sign in, with the authenticator app that they have.</summary>
public sealed class StaffPages(IPage page, Uri provider)
{
    private AuthenticatorApp app = new("");

    public ILocator InvitationOver => page.Locator("#invitation-over");

    public ILocator PasswordError => page.Locator("#Password-error");

    public ILocator MailAddress => page.Locator("#MailAddress");

    public ILocator Failure => page.Locator("#sign-in-error");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, path).AbsoluteUri);

    /// <summary>Follows an invitation and scans its key.</summary>
    public async Task FollowAsync(string invitation)
    {
        await OpenAsync($"staff/join?invitation={invitation}");
        app = new AuthenticatorApp(await page.Locator("#app-key").InnerTextAsync());
    }

    public async Task JoinAsync(string password)
    {
        await page.Locator("#Password").FillAsync(password);
        await page.Locator("#Code").FillAsync(app.Code());
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    /// <summary>Signs in with the app's next code: the present one may have been used to join, and a code is good once.</summary>
    public async Task SignInAsync(string mailAddress, string password, string? code = null)
    {
        await MailAddress.FillAsync(mailAddress);
        await page.Locator("#Password").FillAsync(password);
        await page.Locator("#Code").FillAsync(code ?? app.Code(stepsAhead: 1));
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    /// <summary>What the app shows now; good once, so <see cref="Surroundings.Town.ForgetCodesAsync"/> comes first where it was used to join or to sign in.</summary>
    public string StepUpCode() => app.Code();
}
