using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.SignIn;

/// <summary>Where the tests' browsers are, and what people do on the pages of an ID.</summary>
internal static class Home
{
    /// <summary>The demo's Premium line.</summary>
    public const string PremiumLine = "CAF0000000002";

    /// <summary>From now on the loopback address is on another line, as if the access server had said so.</summary>
    public static async Task MoveToAsync(this RunningServer server, string line)
    {
        await using var scope = server.Services.CreateAsyncScope();
        string[] loopback = ["127.0.0.1", "::1"];
        var addresses = loopback.Select(text => AddressPrefix.TryParse(text, out var prefix) ? prefix : throw new InvalidOperationException(text)).ToList();
        await scope.ServiceProvider.GetRequiredService<RecordAccounting>().ExecuteAsync(
            new SessionSeen("test", Guid.CreateVersion7().ToString("N"), new LineNumber(line), addresses, scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.AddSeconds(1)),
            CancellationToken.None);
    }

    /// <summary>The loopback address is on no line any more.</summary>
    public static Task<int> LeaveTheLineAsync(this RunningServer server) => server.DatabaseAsync(db => db.LineSessionAddresses.ExecuteDeleteAsync());

    /// <summary>From now on the browser is elsewhere, at a server that believes forwarded addresses.</summary>
    public static void LeaveTheLine(this Person person) => person.ExtraHeaders.Remove("X-Forwarded-For");

    /// <summary>Somebody with an ID of their own, signed in.</summary>
    public static async Task<Person> NewSignedInAsync(this RunningServer server, string customerNumber = "0000000001")
    {
        using var somebody = server.NewPerson();
        var person = new Person(server.Issuer) { UserName = await somebody.GetIssuedAsync(customerNumber) };
        await person.SignInAsync();
        return person;
    }

    public static async Task<Seen> SignInAsync(this Person person, string password = Person.Password) =>
        await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", person.UserName!), ("Password", password));

    public static async Task<bool> IsSignedInAsync(this Person person) => (await person.OpenAsync("/account")).Document!.QuerySelector("#Password") is null;

    /// <summary>Sends one of several forms of a page.</summary>
    public static async Task<Seen> PressAsync(this Person person, Seen page, string form, params (string Name, string Value)[] fields)
    {
        // A page may have several forms; what is not wanted is taken out of this copy of it.
        foreach (var other in page.Document!.QuerySelectorAll("main form").Where(one => !one.Matches(form)).ToList())
            other.Remove();
        return await person.SubmitAsync(page, fields);
    }

    /// <summary>Adds a passkey on the page for it.</summary>
    public static async Task<Seen> AddPasskeyAsync(this Person person, SoftPasskey device, string name)
    {
        var page = await person.OpenAsync("/account/security/passkeys");
        return await person.PressAsync(page, "#add-passkey", ("Answer", device.Create(OptionsOf(page))), ("Name", name));
    }

    /// <summary>Signs in with a passkey.</summary>
    public static async Task<Seen> UsePasskeyAsync(this Person person, SoftPasskey device, string path = "/sign-in/passkey")
    {
        var page = await person.OpenAsync(path);
        return await person.SubmitAsync(page, ("Answer", device.Get(OptionsOf(page))));
    }

    /// <summary>What a page gives its script to ask a passkey with.</summary>
    public static string OptionsOf(Seen page) => page.Document!.QuerySelector("form[data-passkey]")!.GetAttribute("data-options")!;

    public static async Task<Seen> StopOwnIdAsync(this Person person) => await person.SubmitAsync(await person.OpenAsync("/account/limits/freeze"));

    /// <summary>Sets a PIN on the page for it.</summary>
    public static async Task<Seen> SetPinAsync(this Person person, string pin) => await person.SubmitAsync(await person.OpenAsync("/account/security/pin"), ("Pin", pin));
}
