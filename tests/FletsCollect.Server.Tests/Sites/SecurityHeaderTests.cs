using System.Net;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>The headers that keep a browser from doing what nobody meant, on whatever the server answers.</summary>
public sealed class SecurityHeaderTests(RunningServer server)
{
    [Theory]
    [InlineData("GET", "", HttpStatusCode.OK)]
    [InlineData("GET", "sign-in", HttpStatusCode.OK)]
    [InlineData("GET", "no-such-page", HttpStatusCode.NotFound)]
    [InlineData("POST", "sign-in", HttpStatusCode.BadRequest)]
    [InlineData("GET", "connect/authorize", HttpStatusCode.BadRequest)]
    [InlineData("POST", "connect/par", HttpStatusCode.BadRequest)]
    [InlineData("POST", "connect/token", HttpStatusCode.BadRequest)]
    [InlineData("POST", "connect/introspect", HttpStatusCode.BadRequest)]
    [InlineData("POST", "connect/revoke", HttpStatusCode.BadRequest)]
    [InlineData("GET", ".well-known/openid-configuration", HttpStatusCode.OK)]
    [InlineData("GET", ".well-known/jwks", HttpStatusCode.OK)]
    [InlineData("POST", "v1/charges", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("POST", "network/accounting", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "site.css", HttpStatusCode.OK)]
    [InlineData("GET", "livez", HttpStatusCode.OK)]
    public async Task Answer_carries_every_security_header(string method, string path, HttpStatusCode status)
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method == "POST")
            request.Content = new FormUrlEncodedContent([]);

        var answer = await Answer.ReadAsync(await http.SendAsync(request));

        Assert.Equal(status, answer.Status);
        Assert.StartsWith("default-src 'none';", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(
            ("DENY", "nosniff", "no-referrer", "same-origin"),
            (answer.Headers["X-Frame-Options"], answer.Headers["X-Content-Type-Options"], answer.Headers["Referrer-Policy"], answer.Headers["Cross-Origin-Opener-Policy"]));
        Assert.False(answer.Headers.ContainsKey("Server"));
    }
}
