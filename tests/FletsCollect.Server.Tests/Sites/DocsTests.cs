using System.Net;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscriptions;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>What the documents say is what the code does: they are made from it.</summary>
public sealed class DocsTests(RunningServer server)
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Every_problem_has_a_page_in_the_catalogue_in_both_languages(string language)
    {
        using var person = server.NewPerson();
        person.ExtraHeaders["Accept-Language"] = language;
        var catalogue = await person.OpenAsync("/docs/errors");
        var listed = catalogue.Document!.QuerySelectorAll("tbody a").Select(link => link.GetAttribute("href")!).ToList();
        var problems = Problems.Catalogue();

        Assert.Equal(Enum.GetValues<ApiProblem>().Length, listed.Count);
        Assert.Equal(problems.Select(problem => $"/docs/errors/{problem.Code}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        foreach (var address in listed)
        {
            var page = await person.OpenAsync(address);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Equal(language, page.Document!.DocumentElement.GetAttribute("lang"));
            Assert.NotEmpty(page.Document.QuerySelector("#meaning")!.TextContent);
            Assert.NotEmpty(page.Document.QuerySelector("#remedy")!.TextContent);
        }
    }

    [Fact]
    public async Task Problem_names_its_code_the_member_the_request_and_a_page_that_is_there()
    {
        using var merchant = server.NewMerchant();
        using var person = server.NewPerson();
        var token = await merchant.GetApiTokenAsync(ApiScopes.WebhooksManage);

        var refused = await merchant.CallAsync(HttpMethod.Get, "v1/events?limit=0", token);

        Assert.Equal(("invalid_request", "limit"), (refused.Text("code"), refused.Text("param")));
        Assert.Equal("limit", (string?)refused.Json["errors"]![0]!["param"]);
        Assert.Equal(refused.Headers["Request-Id"], refused.Text("request_id"));
        Assert.Equal(refused.Text("type"), refused.Text("doc_url"));
        var page = await person.OpenAsync(new Uri(refused.Text("doc_url")!));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("invalid_request", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_nobody_refuses_with_has_no_page()
    {
        using var person = server.NewPerson();

        Assert.Equal(HttpStatusCode.NotFound, (await person.OpenAsync("/docs/errors/out_of_coffee")).Status);
    }

    [Fact]
    public async Task Guide_to_webhooks_lists_every_type_of_event()
    {
        using var person = server.NewPerson();

        var guide = await person.OpenAsync("/docs/webhooks");

        Assert.Equal(EventTypes.All.Select(type => type.Name), guide.Document!.QuerySelectorAll("tbody code").Select(code => code.TextContent));
    }

    [Fact]
    public async Task States_are_those_of_the_tables_that_the_code_goes_by()
    {
        using var person = server.NewPerson();

        var states = (await person.OpenAsync("/docs/states")).Document!;

        Assert.Equal(ChargeTransitions.Edges.Count, states.QuerySelectorAll("#charge tbody tr").Length);
        Assert.Equal(RefundTransitions.Edges.Count, states.QuerySelectorAll("#refund tbody tr").Length);
        Assert.Equal(SubscriptionTransitions.Edges.Count, states.QuerySelectorAll("#subscription tbody tr").Length);
        Assert.Equal(["authorised", "reserve", "reserved"], states.QuerySelectorAll("#charge tbody tr:first-child code").Select(code => code.TextContent));
    }

    [Fact]
    public async Task Limits_are_those_that_the_server_is_set_to()
    {
        using var person = server.NewPerson();

        var limits = (await person.OpenAsync("/docs/limits")).Document!;

        Assert.Equal(["reads", "writes", "protocol"], limits.QuerySelectorAll("tbody code").Select(code => code.TextContent));
        Assert.All(limits.QuerySelectorAll("tbody td:nth-child(3)"), count => Assert.Equal("1000000", count.TextContent));
    }

    [Fact]
    public async Task Every_link_of_the_documents_leads_somewhere()
    {
        using var person = server.NewPerson();

        foreach (var path in new[] { "/docs", "/docs/errors", "/docs/webhooks", "/docs/states", "/docs/limits", "/docs/carrier-billing" })
        {
            var page = await person.OpenAsync(path);
            foreach (var link in page.Document!.QuerySelectorAll("main a").Select(link => link.GetAttribute("href")!))
                Assert.Equal(HttpStatusCode.OK, (await person.OpenAsync(link)).Status);
        }
    }
}
