using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Api;

/// <summary>
/// The API's document is the one that was last looked at. When a change of the API is meant, write it anew with
/// <c>FLETSCOLLECT_WRITE_SNAPSHOTS=1 tests/FletsCollect.Server.Tests/bin/Debug/net10.0/linux-x64/FletsCollect.Server.Tests -class "*ApiDocumentTests"</c>
/// and look at the difference.
/// </summary>
public sealed class ApiDocumentTests(RunningServer server)
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Document_is_the_one_that_was_looked_at()
    {
        var present = await ReadAsync();
        if (Environment.GetEnvironmentVariable("FLETSCOLLECT_WRITE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(Snapshot(), present.ToJsonString(Written).ReplaceLineEndings("\n") + "\n");

        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Snapshot()))!;

        Assert.Equal(expected.ToJsonString(Written), present.ToJsonString(Written));
    }

    [Fact]
    public async Task Every_endpoint_of_the_API_is_in_the_document_with_its_name_its_scope_and_an_example()
    {
        var document = await ReadAsync();
        var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal) == true)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, (endpoint, method) => (Path: "/" + endpoint.RoutePattern.RawText!.Trim('/'), Method: method.ToLowerInvariant()))
            .ToList();

        Assert.NotEmpty(routes);
        Assert.All(routes, route =>
        {
            var operation = document["paths"]![route.Path]?[route.Method];
            Assert.True(operation is not null, $"{route.Method} {route.Path} is not in the document.");
            Assert.True(operation["operationId"] is not null, $"{route.Method} {route.Path} says nothing of itself; add .Document(…) where it is mapped.");
            Assert.NotNull(operation["security"]![0]!["oauth2"]![0]);
        });
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_tag_an_answer_with_an_example_and_its_refusals_as_problems()
    {
        var document = await ReadAsync();
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject(), (path, operation) => (Name: $"{operation.Key} {path.Key}", Writes: operation.Key != "get", It: operation.Value!)).ToList();

        Assert.Equal(operations.Count, operations.Select(operation => (string)operation.It["operationId"]!).Distinct(StringComparer.Ordinal).Count());
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.It["tags"]!.AsArray());
            Assert.EndsWith(".", (string)operation.It["summary"]!, StringComparison.Ordinal);
            var responses = operation.It["responses"]!.AsObject();
            var done = Assert.Single(responses, response => response.Key.StartsWith('2'));
            Assert.True(done.Key == "204" || done.Value!["content"]!["application/json"]!["example"] is not null, $"{operation.Name} shows no answer.");
            Assert.True(operation.It["requestBody"] is not { } body || body["content"]!["application/json"]!["example"] is not null, $"{operation.Name} shows no body.");
            Assert.All((string[])["401", "403", "406", "429", "default", .. operation.Writes ? (string[])["400", "409"] : []], status => Assert.True(responses.ContainsKey(status), $"{operation.Name} says nothing of {status}."));
            foreach (var refusal in responses.Where(response => !response.Key.StartsWith('2')))
            {
                var described = document["components"]!["responses"]![((string)refusal.Value!["$ref"]!).Split('/')[^1]]!;
                Assert.Equal("#/components/schemas/Problem", (string?)described["content"]!["application/problem+json"]!["schema"]!["$ref"]);
                Assert.NotNull(described["headers"]!["Request-Id"]);
            }
            Assert.Equal(operation.Name.Split('{').Length - 1, operation.It["parameters"]?.AsArray().Count(parameter => (string?)parameter!["in"] == "path") ?? 0);
        });
    }

    [Fact]
    public async Task Document_is_of_version_3_1_and_lists_every_code()
    {
        var document = await ReadAsync();

        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        Assert.Equal(Problems.Catalogue().Select(entry => entry.Code), document["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!));
    }

    [Fact]
    public async Task Page_to_try_the_API_loads_nothing_from_elsewhere_and_runs_no_script_without_the_nonce()
    {
        using var http = new HttpClient { BaseAddress = server.Address };

        using var answer = await http.GetAsync(new Uri("/docs/api/", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Equal(page.Split("<script").Length - 1, page.Split($"nonce=\"{nonce}\"").Length - 1);
        Assert.DoesNotContain("https://", page.Replace(server.Issuer.AbsoluteUri, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<JsonNode> ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Add("Accept-Language", "en");
        var text = await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        return JsonNode.Parse(text.Replace(server.Issuer.AbsoluteUri, "https://issuer.example/", StringComparison.Ordinal).Replace(server.Issuer.AbsoluteUri.TrimEnd('/'), "https://issuer.example", StringComparison.Ordinal))!;
    }

    private static string Snapshot([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "openapi.json");
}
