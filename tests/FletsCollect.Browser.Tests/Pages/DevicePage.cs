using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The page for the code that a television shows.</summary>
public sealed class DevicePage(IPage page)
{
    public ILocator Code => page.Locator("#user_code");

    public ILocator Problem => page.Locator("#code-problem");

    /// <summary>The question whether the code is on the own television.</summary>
    public ILocator ShownCode => page.Locator("#device-code .figure");

    public ILocator Done => page.Locator("#device-done");

    public async Task SubmitAsync(string code)
    {
        await Code.FillAsync(code);
        await page.Locator("main form button").ClickAsync();
    }
}
