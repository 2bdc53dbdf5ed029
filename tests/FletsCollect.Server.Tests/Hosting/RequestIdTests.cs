using System.Net;
using System.Net.Http.Headers;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Tests.Hosting;

/// <summary>Every answer has an id of ours, and the log speaks of the request by it.</summary>
public sealed class RequestIdTests(RunningServer server)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/nothing-here")]
    [InlineData("/v1/nothing-here")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/livez")]
    [InlineData("/site.css")]
    public async Task Every_answer_has_an_id_of_its_own(string path)
    {
        using var http = new HttpClient { BaseAddress = server.Address };

        using var first = await http.GetAsync(new Uri(path, UriKind.Relative));
        using var second = await http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Matches(@"\Areq_[0-9A-Z]{26}\z", Assert.Single(first.Headers.GetValues(RequestIds.Header)));
        Assert.NotEqual(first.Headers.GetValues(RequestIds.Header), second.Headers.GetValues(RequestIds.Header));
    }

    [Fact]
    public async Task Id_from_outside_is_not_taken()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/charges/x", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Request-Id", "req_forged; level=Critical");
        request.Headers.TryAddWithoutValidation("X-Request-Id", "req_forged");

        using var response = await http.SendAsync(request);

        Assert.DoesNotContain("forged", Assert.Single(response.Headers.GetValues(RequestIds.Header)), StringComparison.Ordinal);
        Assert.DoesNotContain("forged", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_lines_of_a_request_are_under_its_id()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/network/accounting", UriKind.Relative)) { Content = new StringContent("not JSON") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "demo-aaa-key-for-development-only");

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(Assert.Single(response.Headers.GetValues(RequestIds.Header)), server.Log.RequestIdsOf("Accounting record ignored"));
    }
}
