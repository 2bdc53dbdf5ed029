using OpenIddict.Abstractions;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Signing out at a merchant's wish (OpenID Connect RP-Initiated Logout 1.0).</summary>
public class EndSessionTests(RunningServer server) : IAsyncLifetime
{
    private const string AfterSignOut = "http://localhost:5090/signed-out";

    public async ValueTask InitializeAsync() => await server.ChangeClientAsync("hatena-demo", client =>
    {
        client.PostLogoutRedirectUris.Add(new Uri(AfterSignOut));
        client.Permissions.Add(OpenIddictConstants.Permissions.Endpoints.EndSession);
    });

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Subscriber_who_agrees_is_signed_out_and_led_back_with_the_state()
    {
        using var person = await SignedInAsync();

        var page = await person.OpenAsync(Request(AfterSignOut));
        var after = await person.SubmitAsync(page, ("decision", "sign-out"));

        Assert.Equal(AfterSignOut + "?state=xyz", after.Elsewhere!.AbsoluteUri);
        Assert.NotNull((await person.OpenAsync("/account")).Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Link_alone_signs_nobody_out()
    {
        using var person = await SignedInAsync();

        await person.OpenAsync(Request(AfterSignOut));

        Assert.Null((await person.OpenAsync("/account")).Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Form_of_another_site_signs_nobody_out()
    {
        using var person = await SignedInAsync();
        var page = await person.OpenAsync(Request(AfterSignOut));

        await person.SubmitAsync(page, ("decision", "sign-out"), ("__RequestVerificationToken", ""));

        Assert.Null((await person.OpenAsync("/account")).Document!.QuerySelector("#Password"));
    }

    [Fact]
    public async Task Address_that_is_not_registered_is_not_led_to()
    {
        using var person = await SignedInAsync();

        var page = await person.OpenAsync(Request("http://evil.example/"));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, page.Status);
        Assert.Null(page.Elsewhere);
    }

    private static string Request(string redirect) => $"/connect/endsession?client_id=hatena-demo&state=xyz&post_logout_redirect_uri={Uri.EscapeDataString(redirect)}";

    private async Task<Person> SignedInAsync()
    {
        var person = await server.NewSubscriberAsync();
        await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", person.UserName!), ("Password", Person.Password));
        return person;
    }
}
