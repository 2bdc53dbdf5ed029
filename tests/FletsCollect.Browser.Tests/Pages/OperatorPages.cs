using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The operator's console: the month, the queue of what a second person decides, the books, the files and the jobs.</summary>
public sealed class OperatorPages(IPage page, Uri provider)
{
    public ILocator Done => page.Locator("#done");

    public ILocator Refused => page.Locator("#refused");

    public ILocator DryRun => page.Locator("#dry-run");

    /// <summary>How far a step is that runs.</summary>
    public ILocator Progress => page.Locator("#progress");

    public ILocator Statements => page.Locator("#statements tbody tr");

    /// <summary>What waits for a decision.</summary>
    public ILocator Waiting => page.Locator("main a[href^='/operator/approvals/']");

    /// <summary>The figures at a glance.</summary>
    public ILocator Figures => page.Locator("#figures");

    public ILocator Months => page.Locator("#months tbody tr");

    /// <summary>The transfers of an account, an entry or a charge.</summary>
    public ILocator Transfers => page.Locator("#transfers tbody tr");

    public ILocator Consent => page.Locator("#consent");

    public ILocator Proof => page.Locator("#proof");

    /// <summary>What a search of the audit trail found.</summary>
    public ILocator Entries => page.Locator("#entries tbody tr");

    public ILocator NoEntries => page.Locator("#no-entries");

    /// <summary>What does not fit in the file that was handed in, a record each.</summary>
    public ILocator Faults => page.Locator("#faults li");

    /// <summary>The notice that a file was taken.</summary>
    public ILocator Taken => page.Locator("#taken");

    public ILocator Files => page.Locator("#files tbody tr");

    /// <summary>What came of collecting an invoice, the newest first.</summary>
    public ILocator CollectionResults => page.Locator("#results tbody tr");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, $"operator/{path}".TrimEnd('/')).AbsoluteUri);

    /// <summary>Goes from the month to the step that comes next.</summary>
    public Task GoOnAsync() => page.Locator("#go").ClickAsync();

    /// <summary>Does the step that is looked at.</summary>
    public async Task RunAsync(bool early = false)
    {
        if (early)
            await page.Locator("#Early").CheckAsync();
        await page.Locator("#run").ClickAsync();
    }

    public Task ApproveAsync() => page.Locator("#approve").ClickAsync();

    /// <summary>Follows the link to an address that is on the page.</summary>
    public Task FollowAsync(string address) => page.Locator($"main a[href='{address}']").First.ClickAsync();

    /// <summary>Follows the first link of a table.</summary>
    public Task FollowFirstAsync(string table) => page.Locator($"{table} a").First.ClickAsync();

    /// <summary>Finds invoices by their line.</summary>
    public async Task FindInvoiceAsync(string sought)
    {
        await page.Locator("#Sought").FillAsync(sought);
        await page.Locator("#find").ClickAsync();
    }

    /// <summary>Proposes that money in suspense pays an invoice.</summary>
    public async Task MatchAsync(string invoice, string reason)
    {
        await page.Locator("#Invoice").FillAsync(invoice);
        await page.Locator("#Reason").FillAsync(reason);
        await page.Locator("#match").ClickAsync();
    }

    /// <summary>Asks the ledger for an account, by its code.</summary>
    public async Task AskForAccountAsync(string code)
    {
        await page.Locator("#account").FillAsync(code);
        await page.Locator("form.filters button").ClickAsync();
    }

    /// <summary>Searches the audit trail; what is empty is not asked for.</summary>
    public async Task SearchAsync(string subject = "", string actor = "", string done = "", string until = "")
    {
        foreach (var (field, value) in new[] { ("subject", subject), ("actor", actor), ("done", done), ("until", until) })
            await page.Locator("#" + field).FillAsync(value);
        await page.Locator("form.filters button").ClickAsync();
    }

    public ILocator Job(string name) => page.Locator("#jobs tbody tr", new() { Has = page.Locator($"button[value='{name}']") });

    public Task RunJobAsync(string name) => Job(name).Locator("button").ClickAsync();

    /// <summary>The way from a charge to the ID that bought it.</summary>
    public ILocator Buyer => page.Locator("#buyer");

    public ILocator Status => page.Locator("#status");

    /// <summary>Looks for an ID by the whole of it.</summary>
    public async Task FindIdAsync(string id)
    {
        await page.Locator("#Sought").FillAsync(id);
        await page.Locator("#find").ClickAsync();
    }

    /// <summary>Stops the ID that is looked at, or lets it go on.</summary>
    public async Task SteerIdAsync(string reason)
    {
        await page.Locator("#Reason").FillAsync(reason);
        await page.Locator("#confirm").ClickAsync();
    }

    /// <summary>Hands a file in.</summary>
    /// <param name="kind">What it is, as the form calls it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes.</param>
    public async Task HandInAsync(string kind, string name, byte[] content)
    {
        await page.Locator("#As").SelectOptionAsync(kind);
        await page.Locator("#Upload").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/plain", Buffer = content });
        await page.Locator("#import button").ClickAsync();
        await page.Locator("#taken, #refused, #import-error").WaitForAsync();
    }

    /// <summary>Shows the files of one kind only.</summary>
    public async Task FilterFilesAsync(string kind)
    {
        await page.Locator("#kind").SelectOptionAsync(kind);
        await page.Locator("form.filters button").ClickAsync();
    }
}
