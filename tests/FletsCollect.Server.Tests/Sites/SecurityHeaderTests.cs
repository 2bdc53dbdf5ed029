using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>The headers that keep a browser from doing what nobody meant, on whatever the server answers: every route of its table, and beside it.</summary>
public sealed partial class SecurityHeaderTests(RunningServer server)
{
    private const string Strict = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The same, with what lets in the scripts that the page itself names, and lets them ask this server.</summary>
    [GeneratedRegex(@"^default-src 'none'; script-src 'nonce-(?<nonce>[0-9a-f]{32})'; (connect-src 'self'; )?style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithScripts();

    /// <summary>What OpenIddict answers without a route, what has none, and what goes wrong before one.</summary>
    private static readonly (string Method, string Path)[] Beside =
    [
        ("GET", "no-such-page"), ("GET", "v1/nothing"), ("DELETE", "v1/charges"), ("GET", "connect/authorize"), ("POST", "connect/authorize"), ("POST", "connect/par"), ("GET", "connect/par"),
        ("POST", "connect/token"), ("POST", "connect/introspect"), ("POST", "connect/revoke"), ("POST", "connect/device-authorization"), ("GET", "connect/endsession"),
        ("GET", ".well-known/openid-configuration"), ("GET", ".well-known/jwks"),
    ];

    [Fact]
    public async Task Every_route_answers_with_every_header_and_no_page_runs_a_script_from_elsewhere()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = server.Issuer };
        var routes = RoutesOfTheTable().Concat(Beside).ToList();
        Assert.True(routes.Count > 60, $"Only {routes.Count} routes were found.");

        foreach (var (method, path) in routes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            if (method is "POST" or "PUT" or "PATCH")
                request.Content = new FormUrlEncodedContent([]);
            await AssertIsStrictAsync($"{method} {path}", await Answer.ReadAsync(await http.SendAsync(request, TestContext.Current.CancellationToken)));
        }
    }

    [Fact]
    public async Task Every_page_of_somebody_who_is_signed_in_answers_alike()
    {
        using var person = await server.NewSubscriberAsync();
        await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", person.UserName!), ("Password", Person.Password));

        foreach (var (_, path) in RoutesOfTheTable().Where(route => route.Method == "GET" && !route.Path.StartsWith("v1/", StringComparison.Ordinal)))
        {
            var page = await person.OpenAsync("/" + path);
            await AssertIsStrictAsync("GET " + path, new Answer(page.Status, page.Document is { Doctype: not null } document ? "<!DOCTYPE html>" + document.DocumentElement.OuterHtml : "", page.Headers));
        }
    }

    /// <summary>Each route once for each of its methods, with something in the place of its parameters.</summary>
    private IEnumerable<(string Method, string Path)> RoutesOfTheTable() =>
        server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
                ? methods.Select(method => (method, PathOf(endpoint)))
                : [("GET", PathOf(endpoint)), ("POST", PathOf(endpoint))])
            .Where(route => route.method is not ("HEAD" or "OPTIONS"))
            .Distinct();

    private static string PathOf(RouteEndpoint endpoint) => Parameter().Replace(endpoint.RoutePattern.RawText ?? "", "1").TrimStart('/').Replace("~/", "", StringComparison.Ordinal);

    private static async Task AssertIsStrictAsync(string what, Answer answer)
    {
        Assert.True(answer.Headers.TryGetValue("Content-Security-Policy", out var policy), what);
        var isPage = answer.Body.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase);
        // The page that tries the API is a program; its scripts bear a nonce too, and its styles are made while it runs.
        var isProgram = isPage && what.StartsWith("GET docs/api", StringComparison.Ordinal);
        if (isProgram)
            Assert.Matches(@"^default-src 'none'; script-src 'nonce-[^']+'; .*frame-ancestors 'none'$", policy);
        else
            Assert.True(isPage ? WithScripts().IsMatch(policy) : policy == Strict, $"{what}: {policy}");
        Assert.True(
            answer.Headers["X-Frame-Options"] == "DENY" && answer.Headers["X-Content-Type-Options"] == "nosniff" && answer.Headers["Referrer-Policy"] == "no-referrer"
                && answer.Headers["Cross-Origin-Opener-Policy"] == "same-origin" && answer.Headers["Cross-Origin-Resource-Policy"] == "same-origin" && answer.Headers.ContainsKey("Permissions-Policy"),
            what);
        Assert.False(answer.Headers.ContainsKey("Server") || answer.Headers.ContainsKey("X-Powered-By"), what);
        if (!isPage || isProgram)
            return;
        using var page = await new HtmlParser().ParseDocumentAsync(answer.Body);
        Assert.True(page.QuerySelector("iframe, object, embed, style, [style], [onclick], [onload], [onsubmit], [href^='javascript:']") is null, what);
        var nonce = WithScripts().Match(policy).Groups["nonce"].Value;
        // Two slashes would begin the name of another server.
        Assert.All(page.QuerySelectorAll("script"), script => Assert.True(
            script.TextContent.Length == 0 && script.Matches("[src^='/']:not([src^='//'])") && script.GetAttribute("nonce") == nonce, $"{what}: {script.OuterHtml}"));
    }

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
