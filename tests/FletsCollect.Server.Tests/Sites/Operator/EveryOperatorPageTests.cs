using System.Net;
using System.Reflection;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Desk;
using FletsCollect.Server.Sites.Operator;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Sites.Operator;

/// <summary>Who may open what at the console and at the desk: every page that the server has under <c>/operator</c> and <c>/desk</c>, held against the table of permissions.</summary>
public sealed class EveryOperatorPageTests(RunningServer server)
{
    /// <summary>A page, by its route, and what it asks for; null for a page that asks for nothing.</summary>
    private sealed record ConsolePage(string Path, StaffPermission? Permission);

    [Fact]
    public async Task Every_page_says_who_may_open_it()
    {
        var pages = await PagesAsync();

        Assert.True(pages.Count >= 25, $"Only {pages.Count} pages were found.");
        Assert.DoesNotContain(pages, page => page.Permission is null);
        var models = typeof(OperatorPage).Assembly.GetTypes().Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(OperatorPage)) || type.IsSubclassOf(typeof(DeskPage))));
        Assert.Equal(pages.Count, models.Count());
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_asked_to()
    {
        using var stranger = server.NewPerson();
        foreach (var page in await PagesAsync())
            Assert.True("/staff/sign-in" == (await stranger.OpenAsync(page.Path)).Address.AbsolutePath, page.Path);
    }

    [Theory]
    [InlineData(StaffRole.Operator)]
    [InlineData(StaffRole.Approver)]
    [InlineData(StaffRole.Desk)]
    [InlineData(StaffRole.Owner)]
    [InlineData(StaffRole.Developer)]
    [InlineData(StaffRole.Bookkeeper)]
    [InlineData(StaffRole.Viewer)]
    public async Task Role_opens_and_posts_to_what_the_table_gives_it_and_nothing_else(StaffRole role)
    {
        using var member = await StaffBrowser.JoinedAsync(server, role, role.IsOfMerchant() ? "hatena-demo" : null);
        foreach (var page in await PagesAsync())
        {
            var may = role.May(page.Permission!.Value);

            var opened = await member.Browser.OpenAsync(page.Path);
            var posted = await member.Browser.PostAsync(page.Path);

            Assert.True(may == (opened.Status is HttpStatusCode.OK or HttpStatusCode.NotFound), $"{role} {page.Path}: {opened.Status}");
            Assert.True(may || opened.Status == HttpStatusCode.Forbidden, $"{role} {page.Path}: {opened.Status}");
            // Without the page's own token nothing is taken from anybody, and who may not is told before that.
            Assert.True((may ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden) == posted.Status, $"{role} POST {page.Path}: {posted.Status}");
        }
    }

    /// <summary>Every page under /operator and /desk with its placeholders filled by something that is not there.</summary>
    private async Task<IReadOnlyList<ConsolePage>> PagesAsync()
    {
        var loader = server.Services.GetRequiredService<PageLoader>();
        var pages = new List<ConsolePage>();
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.RoutePattern.RawText is not { } route || route.Split('/')[0] is not ("operator" or "desk") || endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
                continue;
            var model = (await loader.LoadAsync(page, EndpointMetadataCollection.Empty)).ModelTypeInfo;
            var path = string.Join('/', route.Split('/').Select(part => part switch { "{month}" => "2001-01", "{step}" => "settle", _ when part.StartsWith('{') => "none", _ => part }));
            pages.Add(new ConsolePage("/" + path, model?.GetCustomAttribute<StaffMayAttribute>()?.Permission));
        }
        return pages;
    }
}
