using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(WebhookServer))]

namespace FletsCollect.Server.Tests.Webhooks;

/// <summary>A server whose clock stands until a test moves it, because webhooks are about waiting. Each test has a merchant of its own.</summary>
public sealed class WebhookServer : RunningServer
{
    /// <summary>The collection of the tests on this server: they move one clock, so they run one after the other.</summary>
    public const string OneClock = "one clock";

    public WebhookServer()
        : this(new FakeTimeProvider(new DateTimeOffset(2026, 11, 10, 3, 0, 0, TimeSpan.Zero)))
    {
    }

    private WebhookServer(FakeTimeProvider clock)
        : base(clock) => Clock = clock;

    public FakeTimeProvider Clock { get; }

    internal async Task<WebhookMerchant> NewWebhookMerchantAsync() => new(this, Clock, await NewOtherMerchantAsync());

    /// <summary>Sends what is due now, until nothing is.</summary>
    public async Task<string> DeliverAsync(string job = "deliver-webhooks")
    {
        var (end, outcome) = await Services.GetRequiredService<JobRunner>().RunAsync(job, evenIfNotDue: true, CancellationToken.None);
        Assert.True(end == JobEnd.Finished, outcome);
        return outcome;
    }

    /// <summary>Keeps sending while a test does something, such as moving the clock, and then stops as a server does that is shut down.</summary>
    public async Task DeliverDuringAsync(Func<Task> meanwhile)
    {
        using var shutDown = new CancellationTokenSource();
        var work = Services.GetRequiredService<JobRunner>().RunAsync("deliver-webhooks", evenIfNotDue: true, shutDown.Token);
        await meanwhile();
        await shutDown.CancelAsync();
        await work.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Null(work.Exception);
    }

    /// <summary>Moves the clock second by second until it is so.</summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> ready)
    {
        for (var second = 0; second < 120; second++)
        {
            if (await ready())
                return;
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
        Assert.Fail("Two minutes were not enough.");
    }

    public static async Task UntilAsync(Func<bool> ready)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!ready())
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}

/// <summary>A merchant with a token for its webhooks.</summary>
internal sealed class WebhookMerchant(RunningServer server, TimeProvider clock, MerchantClient client) : IDisposable
{
    private int keys;
    private (string Value, DateTimeOffset Until)? token;

    public MerchantClient Client => client;

    public async Task<Answer> GetAsync(string path) => await client.CallAsync(HttpMethod.Get, path, await TokenAsync());

    public async Task<Answer> PostAsync(string path, JsonNode? body = null, string? key = null) =>
        await client.CallAsync(HttpMethod.Post, path, await TokenAsync(), body, key ?? client.Key(++keys));

    public async Task<Answer> PatchAsync(string path, JsonNode body) => await client.CallAsync(HttpMethod.Patch, path, await TokenAsync(), body, client.Key(++keys));

    public async Task<Answer> DeleteAsync(string path) => await client.CallAsync(HttpMethod.Delete, path, await TokenAsync(), key: client.Key(++keys));

    private async Task<string> TokenAsync()
    {
        var now = clock.GetUtcNow();
        if (token is not { } present || present.Until <= now)
            token = present = (await client.GetApiTokenAsync(ApiScopes.WebhooksManage), now.AddMinutes(4));
        return present.Value;
    }

    /// <summary>Registers an address for all events.</summary>
    public async Task<(string Id, string Secret)> RegisterAsync(string url, params string[] types)
    {
        var body = new JsonObject { ["url"] = url };
        if (types.Length > 0)
            body["event_types"] = new JsonArray([.. types.Select(type => JsonValue.Create(type))]);
        var answer = await PostAsync("v1/webhook-endpoints", body);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body);
        return (answer.Text("id")!, answer.Text("secret")!);
    }

    /// <summary>Lets something happen to this merchant; gives the event's id.</summary>
    public async Task<string> HappenAsync(string type = EventTypes.ChargeConfirmed, int number = 0)
    {
        var code = client.ClientId;
        return await server.DatabaseAsync(async db =>
        {
            var merchant = db.Merchants.Single(merchant => merchant.Code == code);
            var message = OutboxMessage.Of(merchant.Id, type, PublicId.Format(PublicId.Charge, Guid.CreateVersion7()), clock.GetUtcNow().UtcDateTime, new { number });
            db.Add(message);
            await db.SaveChangesAsync();
            return message.PublicId;
        });
    }

    /// <summary>The one delivery of an event, with its attempts.</summary>
    public async Task<JsonObject> DeliveryOfAsync(string eventId, string endpointId)
    {
        var list = await GetAsync($"v1/webhook-deliveries?event_id={eventId}&endpoint_id={endpointId}");
        var one = Assert.Single(list.Json["data"]!.AsArray())!;
        return (await GetAsync($"v1/webhook-deliveries/{one["id"]}")).Json;
    }

    public void Dispose() => client.Dispose();
}
