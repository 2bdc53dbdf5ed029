using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Calendars;
using FletsCollect.Mail;
using FletsCollect.Server.Sites.Desk;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Sites.Desk;

/// <summary>A server on a Friday at noon in Japan, on which every subscriber is on a line of their own; with what the desk's tests need of it.</summary>
public sealed class DeskServer : RunningServer
{
    public DeskServer()
        : this(new FakeTimeProvider(new DateTimeOffset(2026, 11, 27, 3, 0, 0, TimeSpan.Zero)))
    {
    }

    private DeskServer(FakeTimeProvider clock)
        : base(clock, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Network:Proxies:0"] = "::1", ["Network:Proxies:1"] = "127.0.0.1" }) => Clock = clock;

    internal FakeTimeProvider Clock { get; }

    /// <summary>Somebody at the desk, signed in.</summary>
    public Task<StaffBrowser> DeskAsync() => StaffBrowser.JoinedAsync(this, StaffRole.Desk, clock: Clock);

    /// <summary>The actor under which the audit trail knows somebody.</summary>
    public Task<string> ActorAsync(StaffBrowser member) => DatabaseAsync(async db => "staff:" + (await db.StaffMembers.AsNoTracking().SingleAsync(row => row.MailAddress == member.MailAddress)).PublicId);

    /// <summary>The address of an ID's page.</summary>
    public async Task<string> AddressOfAsync(Person person) =>
        IdDetailModel.AddressOf(await DatabaseAsync(db => db.Users.Where(row => row.UserName == person.UserName).Select(row => row.Id).SingleAsync()));

    /// <summary>Gives a subscriber a confirmed address for notifications.</summary>
    public Task<int> NotifyAtAsync(Person person, string address) => DatabaseAsync(async db =>
    {
        var row = new NotificationAddress(await db.Users.Where(user => user.UserName == person.UserName).Select(user => user.Id).SingleAsync());
        var code = row.Ask(new MailReceiver(address, "ja"), text => text, Clock.Instant());
        Assert.Null(row.Confirm(code, text => text, Clock.Instant()));
        db.Add(row);
        return await db.SaveChangesAsync();
    });

    /// <summary>A purchase of a subscriber: the charge's public id and the merchant's reference.</summary>
    public async Task<(string Charge, string Reference)> BuyAsync(Person person, string value = "315")
    {
        using var merchant = NewMerchant();
        var charged = await merchant.ChargeAsync(await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync(value))), merchant.Key(1), value);
        Assert.True(charged.Status == HttpStatusCode.Created, charged.Body);
        return (charged.Text("id")!, merchant.Reference);
    }

    /// <summary>A monthly purchase of a subscriber, by its public id.</summary>
    public async Task<string> SubscribeAsync(Person person)
    {
        using var merchant = NewMerchant();
        var agreed = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartMonthlyAsync()));
        var started = await merchant.CallAsync(HttpMethod.Post, "v1/subscriptions", agreed.AccessToken, new JsonObject { ["grant_id"] = agreed.GrantId }, merchant.Key(1));
        return started.Text("id") ?? throw new InvalidOperationException(started.Body);
    }

    /// <summary>Opens a case for a subscriber who called.</summary>
    public static async Task<string> CalledAsync(StaffBrowser member, Person person, string subject = "請求について")
    {
        var form = await member.Browser.OpenAsync("/desk/cases/new");
        var opened = await member.Browser.SubmitAsync(form, ("UserName", person.UserName!), ("Channel", "Phone"), ("Subject", subject), ("Text", "覚えのない請求がある"));
        Assert.StartsWith("/desk/cases/case_", opened.Address.AbsolutePath, StringComparison.Ordinal);
        return opened.Address.AbsolutePath["/desk/cases/".Length..];
    }

    /// <summary>The entries of the audit trail of one kind about one thing.</summary>
    public Task<List<Audit.AuditEntry>> AuditAsync(string action, string subject) =>
        DatabaseAsync(db => db.AuditEntries.AsNoTracking().Where(entry => entry.Action == action && entry.Subject == subject).OrderBy(entry => entry.RecordedAt).ToListAsync());

    /// <summary>A new name of a form.</summary>
    public static (string Name, string Value) Form() => ("FormToken", Guid.CreateVersion7().ToString());
}
