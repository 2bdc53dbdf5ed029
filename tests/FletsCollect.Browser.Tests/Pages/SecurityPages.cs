using FletsCollect.Browser.Tests.Surroundings;
using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>How an ID is protected: recovery, PIN, passkeys, history.</summary>
public sealed class SecurityPages(IPage page, Uri provider)
{
    public ILocator History => page.Locator("#history tbody tr");

    public ILocator Passkeys => page.Locator("#passkeys li");

    /// <summary>Where the ID is signed in.</summary>
    public ILocator Sessions => page.Locator("#sessions tbody tr");

    public ILocator EndOthers => page.Locator("#end-others");

    /// <summary>On the way to stopping the ID: the link, and then the button.</summary>
    public ILocator Freeze => page.Locator("#freeze");

    public ILocator Confirm => page.Locator("#confirm");

    public ILocator Recovered => page.Locator("#recovered");

    public ILocator PinIsSet => page.Locator("#pin-set");

    /// <summary>The button that uses a passkey to sign in.</summary>
    public ILocator UsePasskey => page.Locator("#passkey");

    public ILocator RecoveryError => page.Locator("#Secret-error");

    /// <summary>The address that notices go to.</summary>
    public ILocator NotificationAddress => page.Locator("#present");

    public ILocator CodeError => page.Locator("#Code-error");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, path).AbsoluteUri);

    public async Task RecoverAsync(string id, string secret, string password)
    {
        await page.Locator("#UserName").FillAsync(id);
        await page.Locator("#Secret").FillAsync(secret);
        await page.Locator("#Password").FillAsync(password);
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    public async Task SetPinAsync(string pin)
    {
        await page.Locator("#Pin").FillAsync(pin);
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    public async Task AskForNotificationsAsync(string mailAddress)
    {
        await page.Locator("#MailAddress").FillAsync(mailAddress);
        await page.Locator("#ask button").ClickAsync();
    }

    public async Task ConfirmNotificationsAsync(string code)
    {
        await page.Locator("#Code").FillAsync(code);
        await page.Locator("#confirm button").ClickAsync();
    }

    /// <summary>The app is asked for at every sign-in.</summary>
    public ILocator AppIsOn => page.Locator("#app-on");

    /// <summary>Gives an app on a phone the key that is shown, and enters its code.</summary>
    public async Task TurnAppOnAsync()
    {
        var app = new AuthenticatorApp(await page.Locator("#app-key").InnerTextAsync());
        await page.Locator("#Code").FillAsync(app.Code());
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    public async Task AddPasskeyAsync(string name)
    {
        await page.Locator("#Name").FillAsync(name);
        await page.Locator("#add-passkey button").ClickAsync();
    }

    /// <summary>A device that holds passkeys and knows its user, as Chromium plays one.</summary>
    public async Task PlugInAuthenticatorAsync()
    {
        var chromium = await page.Context.NewCDPSessionAsync(page);
        await chromium.SendAsync("WebAuthn.enable");
        await chromium.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
