using System.Globalization;
using System.Text.RegularExpressions;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Tests.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(MailingServer))]

namespace FletsCollect.Server.Tests.Mail;

/// <summary>A server that hands its mails to a postbox, on a clock that tests move, behind a proxy so that each subscriber has a line.</summary>
public sealed partial class MailingServer : RunningServer
{
    /// <summary>Tests that move the one clock run one after another.</summary>
    public const string OneClock = "mail clock";

    public MailingServer()
        : this(new Postbox(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
    {
    }

    private MailingServer(Postbox postbox, FakeTimeProvider clock)
        : base(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Network:Proxies:0"] = "::1",
            ["Network:Proxies:1"] = "127.0.0.1",
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = postbox.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail:Security"] = "None",
            ["Mail:From"] = "notice@flets.example",
        }) =>
        (Postbox, Clock) = (postbox, clock);

    internal Postbox Postbox { get; }

    internal FakeTimeProvider Clock { get; }

    /// <summary>Sends what is due, as the job does; gives what the job says of it.</summary>
    public async Task<string> SendAsync()
    {
        var (end, outcome) = await Services.GetRequiredService<JobRunner>().RunAsync("send-mail", evenIfNotDue: true, CancellationToken.None);
        Assert.Equal(JobEnd.Finished, end);
        return outcome;
    }

    /// <summary>Gives somebody an address for notices, by the page and the code in the mail.</summary>
    internal async Task<Seen> ConfirmAsync(Person person, string address)
    {
        var page = await person.SignInAtAsync("/account/security/mail");
        page = await person.SubmitToAsync(page, "/account/security/mail?handler=Ask", ("MailAddress", address));
        await SendAsync();
        return await person.SubmitToAsync(page, "/account/security/mail?handler=Confirm", ("Code", CodeIn(Postbox.To(address)[^1].TextBody)));
    }

    internal static string CodeIn(string? text) => SixDigits().Match(text ?? "") is { Success: true } found ? found.Value : throw new InvalidOperationException("There is no code in: " + text);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Postbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SixDigits();
}
