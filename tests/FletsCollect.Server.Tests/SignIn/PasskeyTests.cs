using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Passkeys over HTTP, with a device of the test's own: added from the line, used anywhere, bound to this issuer and to one question.</summary>
public sealed class PasskeyTests(ServerBehindProxy server) : IClassFixture<ServerBehindProxy>, IAsyncLifetime
{
    private Person person = null!;
    private SoftPasskey device = null!;

    public async ValueTask InitializeAsync()
    {
        person = await server.NewSubscriberOnOwnLineAsync();
        await person.SignInAsync();
        device = new SoftPasskey(server.Issuer);
    }

    public ValueTask DisposeAsync()
    {
        device.Dispose();
        person.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Passkey_that_was_added_at_home_signs_in_from_anywhere_and_is_gone_when_it_is_removed()
    {
        var added = await person.AddPasskeyAsync(device, "居間のパソコン");
        Assert.Contains("居間のパソコン", added.Document!.QuerySelector("#passkeys li")!.TextContent, StringComparison.Ordinal);

        person.LeaveTheLine();
        using var elsewhere = server.NewPerson();
        await elsewhere.UsePasskeyAsync(device);
        Assert.Contains(person.UserName!, (await elsewhere.OpenAsync("/account")).Text, StringComparison.Ordinal);
        using var again = server.NewPerson();
        await again.UsePasskeyAsync(device);
        Assert.True(await again.IsSignedInAsync());

        await person.PressAsync(await person.OpenAsync("/account/security/passkeys"), "#passkeys form");
        using var later = server.NewPerson();
        Assert.Equal("A04", Refused(await later.UsePasskeyAsync(device)));
        Assert.Equal(
            ["credential.passkey-added", "credential.passkey-removed"],
            await server.DatabaseAsync(db => db.AuditEntries.Where(entry => entry.Action.StartsWith("credential.passkey-") && entry.Subject == person.UserName && entry.Action != "credential.passkey-refused")
                .OrderBy(entry => entry.RecordedAt).Select(entry => entry.Action).ToListAsync()));
    }

    [Fact]
    public async Task Passkey_cannot_be_added_away_from_the_own_line()
    {
        person.LeaveTheLine();

        Assert.Equal("F05", NotAdded(await person.AddPasskeyAsync(device, "よその端末")));
    }

    [Fact]
    public async Task Passkey_of_another_site_or_of_a_device_that_knows_nobody_is_not_added()
    {
        using var phished = new SoftPasskey(server.Issuer) { Origin = "http://fletscollect.example" };
        using var careless = new SoftPasskey(server.Issuer) { KnowsItsUser = false };

        Assert.Equal("F01", NotAdded(await person.AddPasskeyAsync(phished, "偽のサイト")));
        Assert.Equal("F01", NotAdded(await person.AddPasskeyAsync(careless, "誰でも使える端末")));
    }

    [Fact]
    public async Task Answer_opens_the_door_once_and_for_whoever_was_asked()
    {
        await person.AddPasskeyAsync(device, "電話");
        using var asked = server.NewPerson();
        using var thief = server.NewPerson();
        var page = await asked.OpenAsync("/sign-in/passkey");
        var answer = device.Get(Home.OptionsOf(page));

        Assert.Equal("A04", Refused(await thief.SubmitAsync(await thief.OpenAsync("/sign-in/passkey"), ("Answer", answer))));
        await asked.SubmitAsync(page, ("Answer", answer));
        Assert.True(await asked.IsSignedInAsync());
        Assert.Equal("A04", Refused(await asked.SubmitAsync(await asked.OpenAsync("/sign-in/passkey"), ("Answer", answer))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AA","attestationObject":"AA"}}""")]
    public async Task What_is_no_answer_adds_nothing_and_opens_nothing(string answer)
    {
        Assert.Equal("F01", NotAdded(await person.PressAsync(await person.OpenAsync("/account/security/passkeys"), "#add-passkey", ("Answer", answer), ("Name", "何か"))));
        using var stranger = server.NewPerson();
        Assert.Equal("A04", Refused(await stranger.SubmitAsync(await stranger.OpenAsync("/sign-in/passkey"), ("Answer", answer))));
    }

    private static string? NotAdded(Seen page) => page.Document!.QuerySelector("#passkey-error")?.GetAttribute("data-code");

    private static string? Refused(Seen page) => page.Document!.QuerySelector("#sign-in-error")?.GetAttribute("data-code");
}
