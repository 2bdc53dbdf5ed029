using System.Text;
using FletsCollect.Database.Tests.Lines;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Network;

/// <summary>
/// A server behind a reverse proxy, a real FreeRADIUS that feeds it, and lines of which the telco's register tells by files: everybody has
/// an address of their own, and is on the line that the access network says.
/// </summary>
public sealed class Town : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(MiddleOfThisMonth());
    private FreeRadius radius = null!;
    private long files;
    private int made;

    public Town() => Server = new RunningServer(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Network:Proxies:0"] = "127.0.0.1",
        ["Network:Proxies:1"] = "::1",
    });

    public RunningServer Server { get; }

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        radius = await FreeRadius.StartAsync(Server.Issuer, "demo-aaa-key-for-development-only");
    }

    public async ValueTask DisposeAsync()
    {
        await radius.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>So that the next month is always near enough for what thirty days are given for.</summary>
    private static DateTimeOffset MiddleOfThisMonth()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, 10, 3, 0, 0, TimeSpan.Zero);
    }

    /// <summary>A home that the access network knows; whether the register knows its line is another matter.</summary>
    public async Task<Home> SettleAsync()
    {
        var number = 5_000_000 + ++made;
        var home = new Home(this, number, $"203.0.113.{made}");
        await ConnectAsync(home);
        return home;
    }

    /// <summary>Somebody who is on no line.</summary>
    public Home Stranger() => new(this, 0, $"203.0.113.{++made}");

    public async Task ConnectAsync(Home home) => Assert.True(await radius.AccountAsync(
        "Acct-Status-Type = Start", $"Acct-Session-Id = \"s{++made}\"", "NAS-IP-Address = 198.51.100.1", $"Calling-Station-Id = \"{home.LineNumber}\"", $"Framed-IP-Address = {home.Address}"));

    /// <summary>The register says what a line is from today on; the operator imports it.</summary>
    public async Task RegisterAsync(Home home, string type, string status)
    {
        var today = Calendars.BusinessDate.At(clock.GetUtcNow().UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, new RegisterFile("delta", ++files, today).Line(home.Number, type, status).ToCsv(), new UTF8Encoding(false));
        try
        {
            await OperateAsync("import-lines", path, "--delta", "--by", "suzuki");
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async Task OperateAsync(params string[] command)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await OperatorCommands.RunAsync(command, Server.Services, output, errors);
        Assert.True(code == 0, $"{output}{errors}");
    }

    /// <summary>Moves to the first day of the next month in Japan and renews what is to be renewed.</summary>
    public async Task RenewAsync()
    {
        var month = Calendars.BillingMonth.At(clock.GetUtcNow().UtcDateTime).Next;
        clock.SetUtcNow(new DateTimeOffset(Calendars.BusinessDate.StartOf(month.FirstDay)).AddMinutes(1));
        await using var scope = Server.Services.CreateAsyncScope();
        Assert.Equal(JobEnd.Finished, (await scope.ServiceProvider.GetRequiredService<JobRunner>().RunAsync("renew-subscriptions", evenIfNotDue: true, CancellationToken.None)).End);
    }
}

/// <summary>A home: a line's number, its customer number, and the address that the world sees.</summary>
public sealed record Home(Town Town, int Number, string Address)
{
    public string LineNumber => $"CAF{Number:D10}";

    public string CustomerNumber => $"{Number:D10}";

    /// <summary>Somebody with a browser in this home.</summary>
    public Person NewPerson(string? userName = null)
    {
        var person = new Person(Town.Server.Issuer) { UserName = userName };
        person.ExtraHeaders["X-Forwarded-For"] = Address;
        return person;
    }

    public async Task<string> GetIdAsync()
    {
        using var person = NewPerson();
        return await person.GetIssuedAsync(CustomerNumber);
    }
}
