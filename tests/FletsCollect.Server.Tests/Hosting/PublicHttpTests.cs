using System.Net;
using System.Net.Sockets;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FletsCollect.Server.Tests.Hosting;

/// <summary>Addresses that merchants choose never lead into our own network.</summary>
public sealed class PublicHttpTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("192.0.2.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    public void Address_inside_is_forbidden(string address) => Assert.False(PublicAddressRule.PublicOnly.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2404:6800:4004::1")]
    [InlineData("2a00:1450::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void Address_outside_is_allowed(string address) => Assert.True(PublicAddressRule.PublicOnly.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("ftp://example.com/hook")]
    [InlineData("/hook")]
    [InlineData("https://user@example.com/hook")]
    [InlineData("https://example.com/hook#x")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("https://0177.0.0.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    public void Address_that_could_never_be_called_is_refused_when_it_is_given(string address) =>
        Assert.NotNull(PublicAddressRule.PublicOnly.Problem(new Uri(address, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void Address_of_an_ordinary_merchant_is_taken() => Assert.Null(PublicAddressRule.PublicOnly.Problem(new Uri("https://shop.example/hook?tenant=1")));

    [Fact]
    public void Developer_may_give_plain_http_on_the_own_machine_only()
    {
        Assert.Null(PublicAddressRule.PublicOrLoopback.Problem(new Uri("http://localhost:5090/hook")));
        Assert.NotNull(PublicAddressRule.PublicOrLoopback.Problem(new Uri("http://shop.example/hook")));
        Assert.NotNull(PublicAddressRule.PublicOrLoopback.Problem(new Uri("https://192.168.1.1/hook")));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    public async Task Name_that_leads_inside_is_not_connected_to(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient(PublicHttp.Handler(PublicAddressRule.PublicOnly)) { Timeout = TimeSpan.FromSeconds(5) };

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(
            new Uri($"http://{host}:{((IPEndPoint)listener.LocalEndpoint).Port}/"), TestContext.Current.CancellationToken));

        Assert.IsType<ForbiddenAddressException>(thrown.InnerException);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Redirect_is_an_answer_and_not_a_way()
    {
        var followed = false;
        await using var receiver = WebApplication.CreateEmptyBuilder(new WebApplicationOptions()).OnLoopback(http =>
        {
            followed |= http.Request.Path == "/inside";
            http.Response.Redirect("/inside");
            return Task.CompletedTask;
        });
        await receiver.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient(PublicHttp.Handler(PublicAddressRule.PublicOrLoopback));

        using var answer = await http.GetAsync(new Uri(receiver.Urls.First()), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.False(followed);
    }
}

internal static class LoopbackReceiver
{
    /// <summary>A server on a free loopback port that gives every request to one function.</summary>
    public static WebApplication OnLoopback(this WebApplicationBuilder builder, RequestDelegate answer)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        return app;
    }
}
