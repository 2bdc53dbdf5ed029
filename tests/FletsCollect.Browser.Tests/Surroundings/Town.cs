using System.Globalization;
using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Samples.Network;
using FletsCollect.Server.Tests.Mail;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Town))]

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>
/// Everything that a purchase meets, as real programs: the provider with a database file of its own, the blog host that sells, the access
/// network with its homes, and Chromium. All tests share one town; each settles households of its own on lines of their own, so none
/// sees what another did. What concerns all lines at once, such as closing a month, is tested in a town of its own.
/// </summary>
public sealed class Town : IAsyncLifetime
{
    /// <summary>Stands in the server's settings for Development.</summary>
    private const string AaaKey = "demo-aaa-key-for-development-only";

    /// <summary>With which the provider signs what it tells the shop.</summary>
    private const string WebhookSecret = "whsec_dGhlIHRvd24ncyBvd24gd2ViaG9vayBzZWNyZXQgISEhISE=";

    private static readonly DateOnly Adult = new(1975, 4, 1);

    private static int lastLine = 7_000_000;

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"fletscollect-{Guid.CreateVersion7():N}");
    private Dictionary<string, string> providerSettings = null!;
    private RunningProgram provider = null!;
    private RunningProgram shop = null!;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    /// <summary>Which service the provider is deployed as.</summary>
    internal ServiceEnvironment Environment { get; init; } = ServiceEnvironment.Production;

    /// <summary>The provider's issuer and front page.</summary>
    public Uri Provider { get; } = new($"http://localhost:{RunningProgram.FreePort()}/");

    /// <summary>The blog host's front page.</summary>
    public Uri Shop { get; } = new($"http://localhost:{RunningProgram.FreePort()}/");

    /// <summary>A callback of the same merchant at which nobody listens, for clients other than the blog host.</summary>
    public Uri OtherCallback { get; } = new($"http://localhost:{RunningProgram.FreePort()}/callback");

    /// <summary>Where the provider's mails arrive.</summary>
    internal Postbox Postbox { get; } = new();

    public AccessNetwork Network { get; private set; } = null!;

    /// <summary>What the provider has logged so far.</summary>
    public string ProviderLog => provider.Log;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(20_000);
        Directory.CreateDirectory(folder);
        var callback = new Uri(Shop, "flets/callback");
        providerSettings = new(StringComparer.Ordinal)
        {
            ["Provider__Issuer"] = Provider.AbsoluteUri,
            ["Service__Environment"] = Environment.ToString(),
            ["Database__ConnectionString"] = $"Data Source={Path.Combine(folder, "provider.db")}",
            ["Demo__RedirectUris__0"] = callback.AbsoluteUri,
            ["Demo__RedirectUris__1"] = OtherCallback.AbsoluteUri,
            ["Demo__LogoutUri"] = new Uri(Shop, "flets/sign-out").AbsoluteUri,
            ["Demo__WebhookUri"] = new Uri(Shop, "flets/events").AbsoluteUri,
            ["Demo__WebhookSecret"] = WebhookSecret,
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = Postbox.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail__Security"] = "None",
            ["Mail__From"] = "notice@flets.example",
            ["Jobs__LookEvery"] = "00:00:01",
        };
        var shopSettings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FletsPay__Issuer"] = Provider.AbsoluteUri,
            ["FletsPay__RedirectUri"] = callback.AbsoluteUri,
            ["FletsPay__WebhookSecret"] = WebhookSecret,
            ["Orders__File"] = Path.Combine(folder, "orders.json"),
            ["Orders__SubscriptionsFile"] = Path.Combine(folder, "subscriptions.json"),
            ["Orders__EventsFile"] = Path.Combine(folder, "events.jsonl"),
        };
        var startingProvider = RunningProgram.StartAsync("src", "FletsCollect.Server", Provider, providerSettings);
        var startingShop = RunningProgram.StartAsync("samples", "BlogHost", Shop, shopSettings);
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
        (provider, shop) = (await startingProvider, await startingShop);
        Network = new AccessNetwork(Provider, AaaKey);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (Network is not null)
            await Network.DisposeAsync();
        if (shop is not null)
            await shop.DisposeAsync();
        if (provider is not null)
            await provider.DisposeAsync();
        await Postbox.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the AAA authenticates itself to the provider with.</summary>
    internal static string AccountingKey => AaaKey;

    /// <summary>The digits of a line that nobody else has, and that the provider knows nothing of yet.</summary>
    internal static string NewDigits() => Interlocked.Increment(ref lastLine).ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>A household with a line that nobody else has, and a session on it.</summary>
    public async Task<Household> SettleAsync(LineServiceType service = LineServiceType.HikariNext, LineStatus status = LineStatus.Active)
    {
        var digits = NewDigits();
        var number = $"CAF{digits}";
        await using (var db = OpenDatabase())
        {
            // The telco's register, which no page edits, gets its lines from elsewhere too.
            db.Add(new Line(new LineNumber(number), service, status, digits, new DateOnly(2010, 4, 1), Adult));
            await db.SaveChangesAsync();
        }
        return new Household(number, digits, await Network.StartHomeAsync(number));
    }

    /// <summary>Somebody at home who opens a browser.</summary>
    public Task<Person> OpenBrowserAsync(Household household, BrowserOptions? options = null) => OpenBrowserAsync(household.Home, options);

    /// <inheritdoc cref="OpenBrowserAsync(Household, BrowserOptions?)"/>
    public async Task<Person> OpenBrowserAsync(Home home, BrowserOptions? options = null)
    {
        options ??= new BrowserOptions();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            // Without this bypass list Chromium goes past the proxy for localhost, and so past the home's address.
            Proxy = new Proxy { Server = home.ProxyAddress.AbsoluteUri, Bypass = "<-loopback>" },
            Locale = options.Locale,
            TimezoneId = "Asia/Tokyo",
            ViewportSize = new ViewportSize { Width = options.Width, Height = 900 },
            JavaScriptEnabled = options.Script,
            ExtraHTTPHeaders = options.Headers,
        });
        return new Person(this, context, await context.NewPageAsync());
    }

    /// <summary>An address, and the token of an invitation that it got.</summary>
    public async Task<(string MailAddress, string Invitation)> InviteAsync(StaffRole role, string? merchant)
    {
        await using var db = OpenDatabase();
        var address = $"{Guid.CreateVersion7():N}@staff.example";
        var merchantId = merchant is null ? (Guid?)null : await db.Merchants.Where(row => row.Code == merchant).Select(row => row.Id).SingleAsync();
        var (member, token) = StaffMember.Invite(address, "試験 花子", role, merchantId, TimeProvider.System.GetUtcNow().UtcDateTime);
        db.Add(member);
        await db.SaveChangesAsync();
        return (address, token);
    }

    /// <summary>Lets the codes of authenticator apps that were used count again, as new ones would half a minute later.</summary>
    internal async Task ForgetCodesAsync()
    {
        await using var db = OpenDatabase();
        await db.UsedTokenIds.Where(used => used.IssuedBy.StartsWith("staff-totp:")).ExecuteDeleteAsync();
    }

    /// <summary>A staff member who has joined and is signed in.</summary>
    public async Task<Person> OpenStaffBrowserAsync(StaffRole role, string? merchant, BrowserOptions? options = null)
    {
        var (address, invitation) = await InviteAsync(role, merchant);
        var member = await OpenBrowserAsync(await SettleAsync(), options);
        await member.Staff.FollowAsync(invitation);
        await member.Staff.JoinAsync(Person.Password);
        await member.Staff.SignInAsync(address, Person.Password);
        await Assertions.Expect(member.Page).ToHaveURLAsync(new Uri(Provider, "staff").AbsoluteUri);
        return member;
    }

    /// <summary>How many charges are on a household's line.</summary>
    public async Task<int> ChargesOnAsync(Household household)
    {
        await using var db = OpenDatabase();
        var line = new LineNumber(household.LineNumber);
        return await db.Charges.CountAsync(charge => charge.Line == line);
    }

    /// <summary>Runs an operator's command on the provider's database, beside the running provider.</summary>
    internal Task<CommandOutcome> OperateAsync(params string[] arguments) =>
        RunningProgram.RunAsync("src", "FletsCollect.Server", arguments, providerSettings);

    /// <summary>Comes back with a mail to an address that has some words in it.</summary>
    internal async Task<string> ExpectMailAsync(string address, string words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            if (Postbox.To(address).Select(mail => $"{mail.Subject}\n{mail.TextBody}").FirstOrDefault(text => text.Contains(words, StringComparison.Ordinal)) is { } found)
                return found;
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Comes back when the provider has told the shop everything that happened about one order or subscription so far.</summary>
    public async Task ExpectToldAsync(string reference)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            await using var db = OpenDatabase();
            var events = await db.OutboxMessages.Where(row => row.Data.Contains(reference)).Select(row => row.Id).ToListAsync(patience.Token);
            if (events.Count > 0 && await db.WebhookDeliveries.CountAsync(row => events.Contains(row.MessageId) && row.Status == WebhookDeliveryStatus.Delivered, patience.Token) == events.Count)
                return;
        }
        while (await pace.WaitForNextTickAsync(patience.Token));
    }

    /// <summary>The number of the one event that happened about an order.</summary>
    public async Task<string> EventOfAsync(string reference)
    {
        await using var db = OpenDatabase();
        return PublicId.Format(PublicId.Event, await db.OutboxMessages.Where(row => row.Data.Contains(reference)).Select(row => row.Id).SingleAsync());
    }

    /// <summary>The provider's database, beside the running provider.</summary>
    internal FletsCollectDbContext OpenDatabase() =>
        new(new DbContextOptionsBuilder<FletsCollectDbContext>().UseSqlite(providerSettings["Database__ConnectionString"]).Options);
}

/// <summary>A line, the number on its bill, and the home that it leads to.</summary>
public sealed record Household(string LineNumber, string CustomerNumber, Home Home);

/// <summary>What is special about a person's browser.</summary>
public sealed record BrowserOptions
{
    /// <summary>The browser's language: <c>ja-JP</c> or <c>en-GB</c>.</summary>
    public string Locale { get; init; } = "ja-JP";

    public int Width { get; init; } = 1280;

    /// <summary>False for a browser that runs no script.</summary>
    public bool Script { get; init; } = true;

    /// <summary>Headers that the browser adds to every request.</summary>
    public IEnumerable<KeyValuePair<string, string>>? Headers { get; init; }
}
