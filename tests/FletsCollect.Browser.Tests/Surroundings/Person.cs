using FletsCollect.Browser.Tests.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>Somebody with a browser of their own, and what such a person does in a few steps.</summary>
public sealed class Person : IAsyncDisposable
{
    /// <summary>Long, and in both scripts: passwords are taken as they are typed.</summary>
    public const string Password = "夏の終わりの朝顔 1975 correct horse";

    private readonly Town town;
    private readonly List<string> complaints = [];

    /// <summary>Kept, because the authenticator app is in it.</summary>
    private StaffPages? staff;

    internal Person(Town town, IBrowserContext context, IPage page)
    {
        this.town = town;
        (Context, Page) = (context, page);
        context.Console += (_, message) =>
        {
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                complaints.Add($"{message.Page?.Url}: {message.Text}");
        };
    }

    public IBrowserContext Context { get; }

    /// <summary>The tab that is open.</summary>
    public IPage Page { get; }

    /// <summary>What the browser itself found wrong, such as something that the content security policy forbids.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public IssuePage Issue => new(Page, town.Provider);

    public SignInPage SignIn => new(Page, town.Provider);

    public ConsentPage Consent => new(Page);

    public AccountPage Account => new(Page, town.Provider);

    public SecurityPages Security => new(Page, town.Provider);

    public HouseholdPages Household => new(Page, town.Provider);

    public CasePages Cases => new(Page, town.Provider);

    public SubscriptionPages Subscriptions => new(Page, town.Provider);

    public GrantPages Grants => new(Page, town.Provider);

    public LimitsPage Limits => new(Page, town.Provider);

    public StaffPages Staff => staff ??= new StaffPages(Page, town.Provider);

    public DeskPages Desk => new(Page, town.Provider);

    public OperatorPages Operator => new(Page, town.Provider);

    public MerchantPages Merchant => new(Page, town.Provider);

    public OnboardingPages Onboarding => new(Page, town.Provider);

    public ProviderPage Provider => new(Page, town.Provider);

    public ShopPage Shop => new(Page, town.Shop);

    public OrderPage Order => new(Page);

    public MonthlyPages Monthly => new(Page, town.Shop);

    /// <summary>Gets an ID on the line of this home.</summary>
    public async Task<string> GetIdAsync(Household household)
    {
        await Issue.OpenAsync();
        return await Issue.IssueAsync(household.CustomerNumber, Password);
    }

    /// <summary>Presses the shop's button and signs in, unless that was done in the last minutes: what follows is the consent page.</summary>
    public async Task ReachConsentAsync(string id)
    {
        await Shop.OpenAsync();
        await Shop.PayAsync();
        await SignInToConsentAsync(id);
    }

    /// <summary>Subscribes to the shop's monthly plan from the beginning to the end.</summary>
    public async Task SubscribeAsync(string id)
    {
        await Monthly.OpenAsync();
        await Monthly.Pay.ClickAsync();
        await SignInToConsentAsync(id);
        await Consent.ApproveAsync();
        await Monthly.ExpectAsync("active");
    }

    /// <summary>Buys the shop's paid option from the beginning to the end.</summary>
    public async Task BuyAsync(string id)
    {
        await ReachConsentAsync(id);
        await Consent.ApproveAsync();
        await Order.ExpectAsync("paid");
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private async Task SignInToConsentAsync(string id)
    {
        // Not the address: the browser's "load" of a page between two redirects can pass unseen, and the wait for it never ends.
        await Expect(SignIn.Id.Or(Consent.Terms)).ToBeVisibleAsync();
        if (await SignIn.Id.IsVisibleAsync())
            await SignIn.SubmitAsync(id, Password);
        await Consent.ExpectAsync();
    }
}
