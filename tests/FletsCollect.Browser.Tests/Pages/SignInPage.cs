using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>Sign-in with an ID and a password.</summary>
public sealed class SignInPage(IPage page, Uri provider)
{
    public ILocator Id => page.Locator("#UserName");

    public ILocator Password => page.Locator("#Password");

    public ILocator Submit => page.Locator("main form button[type=submit]");

    public ILocator Failure => page.Locator("#sign-in-error");

    /// <summary>Where the authenticator app's code is asked for, after the password.</summary>
    public ILocator Code => page.Locator("#Code");

    public ILocator CodeFailure => page.Locator("#code-error");

    public Task OpenAsync() => page.GotoAsync(new Uri(provider, "sign-in").AbsoluteUri);

    public async Task SubmitAsync(string id, string password)
    {
        await Id.FillAsync(id);
        await Password.FillAsync(password);
        await Submit.ClickAsync();
    }

    public async Task SubmitCodeAsync(string code)
    {
        await Code.FillAsync(code);
        await Submit.ClickAsync();
    }
}
