using FletsCollect.Browser.Tests.Surroundings;
using FletsCollect.Staff;
using static Microsoft.Playwright.Assertions;

namespace FletsCollect.Browser.Tests.Quality;

/// <summary>Every list that grows, over ten thousand rows: it shows one page of them and the way to the others, and has no more faults than a short one.</summary>
public sealed class LongListTests(CrowdedTown crowded) : IClassFixture<CrowdedTown>
{
    private const int LongestPage = 50;

    /// <summary>What tells rows apart: what they say, and where they lead.</summary>
    private const string ReadRows = "rows => rows.map(row => row.id + row.innerText + [...row.querySelectorAll('a, button')].map(way => way.getAttribute('href') ?? way.value))";

    [Theory, BothLanguages]
    public async Task Lists_of_a_subscriber_and_of_everybody_show_a_page_of_ten_thousand_rows(string locale, string language)
    {
        await using var person = await crowded.Town.OpenBrowserAsync(crowded.Household, new BrowserOptions { Locale = locale });
        await person.Account.OpenAsync();
        await person.SignIn.SubmitAsync(crowded.Id, Person.Password);
        await Expect(person.Account.Purchases.First).ToBeVisibleAsync();

        await LookAsync(
            person, language,
            ("account", "#purchases tbody tr"), ("account/subscriptions", "#subscriptions > li"), ("account/grants", "#grants tbody tr"), ("account/cases", "#cases tbody tr"), ("account/security/history", "#history tbody tr"),
            ("services", "main tbody tr"), ("notices", "main article"));
    }

    [Theory, BothLanguages]
    public async Task Lists_of_a_merchant_show_a_page_of_ten_thousand_rows(string locale, string language)
    {
        await using var owner = await crowded.Town.OpenStaffBrowserAsync(StaffRole.Owner, "hatena-demo", new BrowserOptions { Locale = locale });

        await LookAsync(
            owner, language,
            ("merchant/charges", "#charges tbody tr"), ("merchant/refunds", "#refunds tbody tr"), ("merchant/subscriptions", "#subscriptions tbody tr"), ("merchant/webhooks", "#deliveries tbody tr"),
            ("merchant/staff", "#members tbody tr"));
    }

    [Theory, BothLanguages]
    public async Task Lists_of_the_operator_and_of_the_desk_show_a_page_of_ten_thousand_rows(string locale, string language)
    {
        await using var keeper = await crowded.Town.OpenStaffBrowserAsync(StaffRole.Operator, null, new BrowserOptions { Locale = locale });
        await using var approver = await crowded.Town.OpenStaffBrowserAsync(StaffRole.Approver, null, new BrowserOptions { Locale = locale });
        await using var desk = await crowded.Town.OpenStaffBrowserAsync(StaffRole.Desk, null, new BrowserOptions { Locale = locale });

        await LookAsync(
            keeper, language,
            ("operator/ledger?account=merchant-payable.uncollected/hatena-demo", "#transfers tbody tr"), ("operator/audit", "#entries tbody tr"), ("operator/files", "#files tbody tr"),
            ("operator/applications", "#applications tbody tr"), ("operator/merchants", "#merchants tbody tr"), ("operator/notices", "#notices tbody tr"));
        await LookAsync(approver, language, ("operator/staff", "#staff tbody tr"), ("operator/approvals", "#waiting tbody tr"));
        await approver.Operator.FollowFirstAsync("#waiting");
        await Expect(approver.Page.Locator("#approve")).ToBeVisibleAsync();
        var decision = new Inspection(approver, language);
        await decision.LookAsync("operator decision");
        decision.ExpectNothingFound();
        await LookAsync(desk, language, ("desk/cases", "#cases tbody tr"), ("desk/disputes", "#disputes tbody tr"), ("desk/enquiries", "#enquiries > li"));
    }

    /// <summary>Opens each list, goes on to its second page and back to where it begins.</summary>
    private static async Task LookAsync(Person person, string language, params (string Path, string Rows)[] lists)
    {
        // The rows are the same in both languages, so each language has its width.
        var inspection = new Inspection(person, language, language == "ja" ? Inspection.Narrow : Inspection.Wide);
        foreach (var (path, rows) in lists)
        {
            await person.Provider.OpenAsync(path);
            var first = await ReadAsync(person, rows);
            Assert.InRange(first.Length, 10, LongestPage);
            await inspection.LookAsync($"ten thousand {path.Split('?')[0].Replace('/', ' ')}");
            await person.Page.Locator("main .pager a[rel=next]").ClickAsync();
            await Expect(person.Page.Locator("main .pager a")).ToHaveCountAsync(2);
            Assert.Empty(first.Intersect(await ReadAsync(person, rows), StringComparer.Ordinal));
            await person.Page.Locator("main .pager a").First.ClickAsync();
            await Expect(person.Page.Locator("main .pager a")).ToHaveCountAsync(1);
            Assert.Equal(first, await ReadAsync(person, rows));
        }
        inspection.ExpectNothingFound();
    }

    private static Task<string[]> ReadAsync(Person person, string rows) => person.Page.Locator(rows).EvaluateAllAsync<string[]>(ReadRows);
}
