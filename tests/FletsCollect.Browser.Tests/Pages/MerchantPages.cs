using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The merchant site.</summary>
public sealed class MerchantPages(IPage page, Uri provider)
{
    public ILocator Charges => page.Locator("#charges tbody tr");

    public ILocator Remaining => page.Locator("#remaining");

    public ILocator AmountError => page.Locator("#Amount-error");

    public ILocator Refunded => page.Locator("#refunded");

    public ILocator Status => page.Locator("#status");

    public ILocator Cancel => page.Locator("#cancel");

    public ILocator Undo => page.Locator("#undo");

    public ILocator Link => page.Locator("#link");

    /// <summary>How many charges the month has.</summary>
    public ILocator Count => page.Locator("#count");

    public ILocator Sum => page.Locator("#sum");

    /// <summary>The fee so far.</summary>
    public ILocator Fee => page.Locator("#fee");

    /// <summary>The steps from the button to the charge.</summary>
    public ILocator Funnel => page.Locator("#funnel-rows tbody tr");

    public ILocator Statements => page.Locator("#statements tbody tr");

    /// <summary>What a statement adds up.</summary>
    public ILocator StatementLines => page.Locator("#lines tbody tr");

    public ILocator Payable => page.Locator("#lines tfoot .number");

    /// <summary>Webhook deliveries, the newest first.</summary>
    public ILocator Deliveries => page.Locator("#deliveries tbody tr");

    /// <summary>What the newest certification run found.</summary>
    public ILocator Result => page.Locator("#result");

    /// <summary>The number of the newest certification run.</summary>
    public ILocator RunNumber => page.Locator("#run-id");

    /// <summary>What is to do before going live, each with whether it is done.</summary>
    public ILocator Steps => page.Locator("#steps li");

    /// <summary>That certification is not run here, or not any more.</summary>
    public ILocator NotHere => page.Locator("#not-here");

    public ILocator Members => page.Locator("#members tbody tr");

    public Task OpenAsync(string path = "") => page.GotoAsync(new Uri(provider, $"merchant/{path}".TrimEnd('/')).AbsoluteUri);

    public async Task SearchAsync(string text)
    {
        await page.Locator("#Search").FillAsync(text);
        await page.Locator("form.filters button[type=submit]").ClickAsync();
    }

    /// <summary>Takes away what is offered as a file under this name.</summary>
    public async Task<string> DownloadAsync(string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".exports a", new() { HasText = name }).ClickAsync());
        await using var content = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Narrows a list to one status.</summary>
    public async Task FilterAsync(string status)
    {
        await page.Locator("#Status").SelectOptionAsync(status);
        await page.Locator("form.filters button[type=submit]").ClickAsync();
    }

    /// <summary>The checks of the newest certification run that it passed, or did not.</summary>
    public ILocator Checks(bool passed) => page.Locator($"#checks li[data-passed='{passed}']");

    /// <summary>One check of the newest certification run.</summary>
    public ILocator Check(string name) => page.Locator($"#checks li[data-check='{name}']");

    /// <summary>Lets what the sandbox recorded be judged.</summary>
    public Task CertifyAsync() => page.Locator("#run").ClickAsync();

    public Task SuspendAsync(string name) => Members.Filter(new() { HasText = name }).Locator("button[formaction*=Suspend]").ClickAsync();

    public Task OpenFirstAsync() => page.Locator("main tbody a").First.ClickAsync();

    public async Task RefundAsync(string amount, string reason)
    {
        await page.Locator("#Amount").FillAsync(amount);
        await page.Locator("#Reason").FillAsync(reason);
        await page.Locator("#refund").ClickAsync();
    }

    public async Task InviteAsync(string mailAddress, string name, string role)
    {
        await page.Locator("#MailAddress").FillAsync(mailAddress);
        await page.Locator("#Name").FillAsync(name);
        await page.Locator("#Role").SelectOptionAsync(role);
        await page.Locator("form[action*=Invite] button[type=submit]").ClickAsync();
    }
}
