using System.Collections.Concurrent;
using FletsCollect.Browser.Tests.Surroundings;
using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Quality;

/// <summary>The page between a buyer and a purchase is light: on the slowest line it is there at once.</summary>
public sealed class PageBudgetTests(Town town)
{
    private const int MostBytes = 50 * 1024;
    private const int MostRequests = 5;

    [Fact]
    public async Task Consent_page_is_small_and_takes_nothing_from_elsewhere()
    {
        var household = await town.SettleAsync();
        await using var person = await town.OpenBrowserAsync(household);
        await person.ReachConsentAsync(await person.GetIdAsync(household));
        // As on a first visit: nothing is in the cache.
        var chromium = await person.Context.NewCDPSessionAsync(person.Page);
        await chromium.SendAsync("Network.enable");
        await chromium.SendAsync("Network.setCacheDisabled", new Dictionary<string, object>(StringComparer.Ordinal) { ["cacheDisabled"] = true });
        var requests = new ConcurrentQueue<IRequest>();
        person.Page.Request += (_, request) => requests.Enqueue(request);

        await person.Page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        var bytes = 0;
        foreach (var request in requests)
        {
            var sizes = await request.SizesAsync();
            bytes += sizes.ResponseHeadersSize + sizes.ResponseBodySize;
        }

        Assert.All(requests, request => Assert.StartsWith(town.Provider.AbsoluteUri, request.Url, StringComparison.Ordinal));
        Assert.InRange(requests.Count, 2, MostRequests);
        Assert.InRange(bytes, 1, MostBytes);
    }
}
