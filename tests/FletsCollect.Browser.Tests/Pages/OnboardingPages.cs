using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Pages;

/// <summary>The way from the application form to a merchant, as the applicant and as the operator's people walk it.</summary>
public sealed class OnboardingPages(IPage page, Uri provider)
{
    public ILocator Status => page.Locator("#status");

    public ILocator Refused => page.Locator("#refused");

    public ILocator Done => page.Locator("#done");

    /// <summary>What the operator asks the applicant.</summary>
    public ILocator Question => page.Locator("#question");

    /// <summary>The terms that were offered, and where they are decided.</summary>
    public ILocator Terms => page.Locator("#terms");

    /// <summary>The merchant's moves, the newest first.</summary>
    public ILocator History => page.Locator("#history tbody tr");

    /// <summary>The merchant's certification runs, the newest first.</summary>
    public ILocator Runs => page.Locator("#runs li");

    public ILocator InvitationLink => page.Locator("#invitation-link");

    public Task OpenAsync(string path) => page.GotoAsync(new Uri(provider, path).AbsoluteUri);

    public Task ExpectStatusAsync(string status) => Assertions.Expect(Status).ToHaveAttributeAsync("data-status", status);

    /// <summary>Fills in the whole form and sends it.</summary>
    public async Task ApplyAsync(string company, string mailAddress, string holder = "カ）ミホン")
    {
        (string Field, string Value)[] fields =
        [
            ("Company", company), ("InvoiceNumber", "Ｔ７０００-０１２０５０００２"), ("PostalAddress", "京都府京都市中京区見本町1-1"), ("PersonName", "見本 花子"), ("MailAddress", mailAddress), ("Phone", "０７５－１２３－４５６７"),
            ("ServiceName", "見本ブログ"), ("Industry", "SNS"), ("ExpectedPrices", "月額980円"), ("SiteAddress", "https://shop.example/"), ("SupportContact", "help@shop.example"),
            ("BankCode", "0158"), ("BankName", "キョウト"), ("BranchCode", "001"), ("BranchName", "ホンテン"), ("AccountNumber", "1234567"), ("AccountHolder", holder),
        ];
        foreach (var (field, value) in fields)
            await page.Locator("#" + field).FillAsync(value);
        await page.Locator("#Channel").SelectOptionAsync("Internet");
        await page.Locator("#AccountType").SelectOptionAsync("Ordinary");
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.Locator("#errors, #status").WaitForAsync();
    }

    /// <summary>Finds an application at the console and opens it.</summary>
    public async Task FindAsync(string company)
    {
        await OpenAsync($"operator/applications?name={Uri.EscapeDataString(company)}");
        await page.Locator("#applications a").ClickAsync();
    }

    public async Task AskAsync(string question)
    {
        await page.Locator("#Note").FillAsync(question);
        await page.Locator("#ask").ClickAsync();
    }

    public async Task AnswerAsync(string answer)
    {
        await page.Locator("#Answer").FillAsync(answer);
        await page.Locator("main form button[type=submit]").ClickAsync();
    }

    /// <summary>Moves a merchant with a reason, and for going live with the number of a certification run.</summary>
    public async Task MoveAsync(string move, string reason, string? certification = null)
    {
        await page.Locator("#Reason").FillAsync(reason);
        if (certification is not null)
            await page.Locator("#Certification").FillAsync(certification);
        await page.Locator($"#move-{move}").ClickAsync();
    }

    public async Task OfferAsync(string code)
    {
        await page.Locator("#Code").FillAsync(code);
        await page.Locator("#offer").ClickAsync();
    }

    public Task PressAsync(string id) => page.Locator("#" + id).ClickAsync();

    /// <summary>Registers a public key with the app's code.</summary>
    public async Task AddKeyAsync(string pem, string code, string keyId = "")
    {
        await page.Locator("#PublicKey").FillAsync(pem);
        await page.Locator("#KeyId").FillAsync(keyId);
        await page.Locator("#AddKeyCode").FillAsync(code);
        await page.Locator("#add-key button").ClickAsync();
    }

    /// <summary>Registers an address to return to with the app's code.</summary>
    public async Task AddAddressAsync(Uri address, string code)
    {
        await page.Locator("#Address").FillAsync(address.AbsoluteUri);
        await page.Locator("#AddAddressCode").FillAsync(code);
        await page.Locator("#add-address button").ClickAsync();
    }

    public async Task WriteNoticeAsync(string title)
    {
        foreach (var (field, value) in new[] { ("TitleJapanese", title), ("TitleEnglish", "Maintenance on Sunday"), ("TextJapanese", "日曜日の未明に停止します。"), ("TextEnglish", "The service stops early on Sunday.") })
            await page.Locator("#" + field).FillAsync(value);
        await page.Locator("main form.panel button").ClickAsync();
        await page.Locator("#notices").WaitForAsync();
    }

    public Task TakeNoticeBackAsync(string title) => page.Locator("#notices tbody tr", new() { HasText = title }).Locator("button").ClickAsync();
}
