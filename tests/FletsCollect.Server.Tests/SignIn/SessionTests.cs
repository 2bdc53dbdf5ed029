using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Where an ID is signed in, and how that ends.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly RunningServer server;

    public SessionTests() => server = new RunningServer(clock);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Several_devices_may_be_the_first_to_sign_in()
    {
        using var newcomer = server.NewPerson();
        var id = await newcomer.GetIssuedAsync();
        var devices = Enumerable.Range(0, 8).Select(_ => new Person(server.Issuer) { UserName = id }).ToList();
        var forms = await Task.WhenAll(devices.Select(device => device.OpenAsync("/sign-in")));

        await Task.WhenAll(devices.Zip(forms, (device, form) => device.SubmitAsync(form, ("UserName", id), ("Password", Person.Password))));

        Assert.All(await Task.WhenAll(devices.Select(device => device.IsSignedInAsync())), Assert.True);
        devices.ForEach(device => device.Dispose());
    }

    [Fact]
    public async Task One_device_signs_another_out_at_once()
    {
        using var here = await server.NewSignedInAsync();
        using var there = new Person(server.Issuer) { UserName = here.UserName };
        await there.SignInAsync();

        var page = await here.OpenAsync("/account/security");
        Assert.Equal(2, page.Document!.QuerySelectorAll("#sessions tbody tr").Length);
        await here.PressAsync(page, "#sessions form");

        Assert.False(await there.IsSignedInAsync());
        Assert.True(await here.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_out_everywhere_else_leaves_this_device_and_tells_the_merchants()
    {
        using var here = await server.NewSignedInAsync();
        using var there = new Person(server.Issuer) { UserName = here.UserName };
        using var further = new Person(server.Issuer) { UserName = here.UserName };
        await there.SignInAsync();
        await further.SignInAsync();
        var session = await server.DatabaseAsync(db => db.SubscriberSessions.OrderByDescending(row => row.Id).FirstAsync());
        await server.DatabaseAsync(db =>
        {
            db.Add(new FletsCollect.Subscribers.MerchantSession(session.Id, "hatena-demo", session.CredentialId, clock.GetUtcNow().UtcDateTime));
            return db.SaveChangesAsync();
        });

        await here.PressAsync(await here.OpenAsync("/account/security"), "form:has(#end-others)");

        Assert.Equal((true, false, false), (await here.IsSignedInAsync(), await there.IsSignedInAsync(), await further.IsSignedInAsync()));
        Assert.NotNull((await server.DatabaseAsync(db => db.MerchantSessions.SingleAsync())).TellAt);
    }

    [Fact]
    public async Task Nobody_ends_the_sign_in_of_another_ID()
    {
        using var one = await server.NewSignedInAsync();
        using var other = await server.NewSignedInAsync();
        var ids = await server.DatabaseAsync(db => db.SubscriberSessions.OrderBy(row => row.StartedAt).ThenBy(row => row.Id).Select(row => row.Id).ToListAsync());
        using var second = new Person(server.Issuer) { UserName = one.UserName };
        await second.SignInAsync();

        await one.PressAsync(await one.OpenAsync("/account/security"), "#sessions form", ("session", ids[1].ToString()));

        Assert.True(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Stopped_ID_is_signed_out_and_cannot_sign_in_until_it_is_recovered_from_the_line()
    {
        using var person = await server.NewSignedInAsync();
        await person.StopOwnIdAsync();

        Assert.False(await person.IsSignedInAsync());
        Assert.Equal("A03", (await person.SignInAsync()).Document!.QuerySelector("#sign-in-error")!.GetAttribute("data-code"));

        const string fresh = "quite another password";
        var done = await person.SubmitAsync(await person.OpenAsync("/recover"), ("UserName", person.UserName!), ("Secret", "0000000001"), ("Password", fresh));

        Assert.NotNull(done.Document!.QuerySelector("#recovered"));
        Assert.NotNull((await person.SignInAsync(fresh)).Document!.QuerySelector(".account-nav"));
    }

    [Fact]
    public async Task Stopped_ID_says_so_only_to_who_knows_its_password()
    {
        using var person = await server.NewSignedInAsync();
        await person.StopOwnIdAsync();

        Assert.Equal("A01", (await person.SignInAsync("not the password")).Document!.QuerySelector("#sign-in-error")!.GetAttribute("data-code"));
    }

    [Fact]
    public async Task Changing_the_password_signs_out_everywhere_else()
    {
        using var here = await server.NewSignedInAsync();
        using var there = new Person(server.Issuer) { UserName = here.UserName };
        await there.SignInAsync();

        var done = await here.SubmitAsync(await here.OpenAsync("/account/security/password"), ("Present", Person.Password), ("Password", "quite another password"));

        Assert.NotNull(done.Document!.QuerySelector("#changed"));
        Assert.Equal((true, false), (await here.IsSignedInAsync(), await there.IsSignedInAsync()));
        Assert.Equal("A01", (await there.SignInAsync()).Document!.QuerySelector("#sign-in-error")!.GetAttribute("data-code"));
    }

    [Fact]
    public async Task Security_is_not_changed_by_an_old_sign_in()
    {
        using var person = await server.NewSignedInAsync();
        var page = await person.OpenAsync("/account/security/pin");
        clock.Advance(TimeSpan.FromMinutes(6));

        var answer = await person.SubmitAsync(page, ("Pin", "407291"));

        Assert.NotNull(answer.Document!.QuerySelector("#Password"));
        Assert.Equal(0, await server.DatabaseAsync(db => db.PurchasePins.CountAsync()));
    }

    [Fact]
    public async Task Stopping_an_ID_is_not_held_up_by_an_old_sign_in()
    {
        using var person = await server.NewSignedInAsync();
        clock.Advance(TimeSpan.FromMinutes(6));

        var answer = await person.StopOwnIdAsync();

        Assert.NotNull(answer.Document!.QuerySelector("#id-stopped"));
        Assert.False(await person.IsSignedInAsync());
    }

    [Fact]
    public async Task History_shows_a_contractor_the_whole_line_and_a_member_the_own_ID()
    {
        using var contractor = await server.NewSignedInAsync();
        using var member = await server.NewSignedInAsync();
        await member.SetPinAsync("407291");

        var all = (await contractor.OpenAsync("/account/security/history")).Document!.QuerySelector("#history")!.TextContent;
        var own = (await member.OpenAsync("/account/security/history")).Document!.QuerySelector("#history")!.TextContent;

        Assert.Contains(member.UserName!, all, StringComparison.Ordinal);
        Assert.Contains("暗証番号を設定しました", all, StringComparison.Ordinal);
        Assert.Contains("IDを発行しました", own, StringComparison.Ordinal);
        Assert.DoesNotContain(contractor.UserName!, own, StringComparison.Ordinal);
    }
}
