using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace FletsCollect.Server.Tests.Network;

/// <summary>Whose line a request is on is nobody's to claim.</summary>
public sealed class ClientAddressTests(RunningServer server)
{
    public static TheoryData<string, string> Forged => new()
    {
        { "X-Forwarded-For", "192.0.2.99" },
        { "Forwarded", "for=192.0.2.99" },
        { "X-Real-IP", "192.0.2.99" },
        { "X-Client-IP", "192.0.2.99" },
        { "True-Client-IP", "192.0.2.99" },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Forged_header_changes_nothing(string header, string value)
    {
        using var person = server.NewPerson();
        person.ExtraHeaders[header] = value;

        var page = await person.OpenAsync("/issue");

        Assert.Equal("CAF******0001", page.Document!.QuerySelector("#recognised-line")?.TextContent);
    }

    [Fact]
    public async Task Session_directory_takes_records_from_the_AAA_only()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var record = JsonContent.Create(new JsonObject());

        using var none = await http.PostAsync(new Uri("network/accounting", UriKind.Relative), record);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another-key-that-nobody-was-ever-given");
        using var wrong = await http.PostAsync(new Uri("network/accounting", UriKind.Relative), record);

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("{\"Acct-Status-Type\":{\"type\":\"integer\",\"value\":[\"Start\"]},\"NAS-IP-Address\":{\"type\":\"ipaddr\",\"value\":[\"192.0.2.1\"]}}")]
    public async Task Record_that_will_never_be_good_is_acknowledged_and_ignored(string body)
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "demo-aaa-key-for-development-only");
        using var record = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await Answer.ReadAsync(await http.PostAsync(new Uri("network/accounting", UriKind.Relative), record));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("ignored", answer.Text("outcome"));
        Assert.NotNull(answer.Text("reason"));
    }
}
