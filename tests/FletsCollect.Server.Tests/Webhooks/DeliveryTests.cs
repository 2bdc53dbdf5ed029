using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using FletsCollect.Outbox;
using Microsoft.AspNetCore.Http;

namespace FletsCollect.Server.Tests.Webhooks;

/// <summary>Events arrive, signed, at receivers of every kind, and no receiver can make another one wait.</summary>
[Collection(WebhookServer.OneClock)]
public sealed class DeliveryTests(WebhookServer server)
{
    private string refused = "";

    [Fact]
    public async Task Event_arrives_as_a_signed_cloud_event()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await merchant.RegisterAsync(receiver.At("/hook"));
        var happened = await merchant.HappenAsync();

        await server.DeliverAsync();

        var arrived = Assert.Single(receiver.To("/hook"));
        Assert.Equal(happened, arrived.Id);
        Assert.True(arrived.IsSignedBy(secret));
        Assert.Equal("application/cloudevents+json; charset=utf-8", arrived.Headers["Content-Type"]);
        Assert.StartsWith("wa_", arrived.Headers["Request-Id"], StringComparison.Ordinal);
        Assert.Equal(("1.0", happened, server.Issuer.AbsoluteUri, "charge.confirmed"), ((string?)arrived.Event["specversion"], (string?)arrived.Event["id"], (string?)arrived.Event["source"], (string?)arrived.Event["type"]));
        Assert.Equal(server.Clock.GetUtcNow().ToString("yyyy-MM-dd"), ((string)arrived.Event["time"]!)[..10]);
        var delivery = await merchant.DeliveryOfAsync(happened, id);
        Assert.Equal(("delivered", 204), ((string?)delivery["status"], (int)delivery["attempt_log"]![0]!["status_code"]!));
        Assert.Equal(arrived.Headers["Request-Id"], (string?)delivery["attempt_log"]![0]!["id"]);
    }

    [Fact]
    public async Task Confirmed_charge_is_told_to_its_merchant_with_the_trace_of_its_request()
    {
        using var buyer = await server.NewSubscriberAsync();
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        await merchant.RegisterAsync(receiver.At("/hook"), EventTypes.ChargeConfirmed);
        var tokens = await merchant.Client.RedeemAsync(await buyer.ApproveAsync(await merchant.Client.StartAsync()));
        var charge = await merchant.Client.ChargeAsync(tokens, merchant.Client.Key(9_000));
        Assert.Equal(HttpStatusCode.Created, charge.Status);

        await server.DeliverAsync();

        var told = Assert.Single(receiver.To("/hook"));
        Assert.True(JsonNode.DeepEquals(charge.Json, told.Event["data"]), told.Event.ToJsonString());
        Assert.Equal(charge.Text("id"), (string?)told.Event["subject"]);
        Assert.Equal(told.Headers["traceparent"], (string?)told.Event["traceparent"]);
    }

    [Theory]
    [InlineData(500, "The endpoint answered 500.")]
    [InlineData(302, "The endpoint answered 302; redirects are not followed.")]
    [InlineData(404, "The endpoint answered 404.")]
    public async Task Every_other_answer_than_2xx_is_a_failure_and_is_tried_again(int status, string error)
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.AnsweringAt("/hook", status, ("Location", receiver.At("/elsewhere"))));
        var happened = await merchant.HappenAsync();

        await server.DeliverAsync();
        Assert.Single(receiver.To("/hook"));
        server.Clock.Advance(TimeSpan.FromSeconds(6));
        await server.DeliverAsync();

        var delivery = await merchant.DeliveryOfAsync(happened, id);
        Assert.Equal(("pending", 2, error), ((string?)delivery["status"], (int)delivery["attempts"]!, (string?)delivery["last_error"]));
        Assert.All(receiver.To("/hook"), arrived => Assert.Equal(happened, arrived.Id));
        Assert.Equal(2, receiver.To("/hook").Count);
        Assert.Empty(receiver.To("/elsewhere"));
    }

    [Fact]
    public async Task Endpoint_that_asks_for_time_gets_it()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        await merchant.RegisterAsync(receiver.AnsweringAt("/hook", 503, ("Retry-After", "3600")));
        await merchant.HappenAsync();

        await server.DeliverAsync();
        server.Clock.Advance(TimeSpan.FromMinutes(59));
        await server.DeliverAsync();
        Assert.Single(receiver.To("/hook"));
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.DeliverAsync();

        Assert.Equal(2, receiver.To("/hook").Count);
    }

    [Fact]
    public async Task Endpoint_that_is_gone_is_disabled_and_the_merchant_told()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.AnsweringAt("/gone", 410));
        await merchant.RegisterAsync(receiver.At("/other"), EventTypes.WebhookDisabled);
        var happened = await merchant.HappenAsync();

        await server.DeliverAsync();

        var endpoint = (await merchant.GetAsync($"v1/webhook-endpoints/{id}")).Json;
        Assert.Equal(("disabled", "gone"), ((string?)endpoint["status"], (string?)endpoint["disabled_reason"]));
        Assert.Equal("cancelled", (string?)(await merchant.DeliveryOfAsync(happened, id))["status"]);
        var told = Assert.Single(receiver.To("/other"));
        Assert.Equal((EventTypes.WebhookDisabled, id, "gone"), ((string?)told.Event["type"], (string?)told.Event["subject"], (string?)told.Event["data"]!["disabled_reason"]));
        await merchant.HappenAsync();
        await server.DeliverAsync();
        Assert.Single(receiver.To("/gone"));
    }

    [Fact]
    public async Task Endpoint_that_failed_for_days_is_disabled_and_may_be_enabled_again()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var broken = true;
        var begin = server.Clock.GetUtcNow().UtcDateTime;
        var hook = receiver.At("/hook", http =>
        {
            http.Response.StatusCode = broken ? 500 : 200;
            return Task.CompletedTask;
        });
        var (id, _) = await merchant.RegisterAsync(hook, EventTypes.ChargeConfirmed);
        var happened = await merchant.HappenAsync();

        for (var attempt = 0; attempt < 30 && await StatusAsync() == "enabled"; attempt++)
        {
            await server.DeliverAsync();
            server.Clock.Advance(TimeSpan.FromHours(6));
        }

        Assert.Equal("disabled", await StatusAsync());
        Assert.Equal("failing", (await merchant.GetAsync($"v1/webhook-endpoints/{id}")).Text("disabled_reason"));
        Assert.Equal(HttpStatusCode.Conflict, (await merchant.PostAsync($"v1/webhook-endpoints/{id}/test")).Status);
        broken = false;
        Assert.Equal("enabled", (await merchant.PatchAsync($"v1/webhook-endpoints/{id}", new JsonObject { ["status"] = "enabled" })).Text("status"));
        var before = receiver.To("/hook").Count;
        var again = await merchant.PostAsync($"v1/webhook-endpoints/{id}/redeliver", new JsonObject { ["from"] = begin.ToString("O"), ["to"] = begin.AddDays(1).ToString("O") });
        Assert.Equal(1, (int)again.Json["events"]!);
        await server.DeliverAsync();
        Assert.Equal(happened, Assert.Single(receiver.To("/hook").Skip(before)).Id);

        async Task<string?> StatusAsync() => (await merchant.GetAsync($"v1/webhook-endpoints/{id}")).Text("status");
    }

    [Fact]
    public async Task Delivery_is_given_up_after_the_last_attempt_about_three_days_later()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook", http =>
        {
            // Every other event gets through, so the endpoint as such is well.
            http.Response.StatusCode = http.Request.Headers["webhook-id"] == refused ? 500 : 200;
            return Task.CompletedTask;
        }));
        refused = await merchant.HappenAsync();
        var begin = server.Clock.GetUtcNow();

        JsonObject? delivery = null;
        for (var attempt = 0; attempt < WebhookRetries.Attempts; attempt++)
        {
            await merchant.HappenAsync();
            await server.DeliverAsync();
            delivery = await merchant.DeliveryOfAsync(refused, id);
            if (delivery["next_attempt_at"] is { } next)
                server.Clock.SetUtcNow(DateTimeOffset.Parse((string)next!, CultureInfo.InvariantCulture));
        }

        Assert.Equal(("failed", WebhookRetries.Attempts), ((string?)delivery!["status"], (int)delivery["attempts"]!));
        Assert.InRange(server.Clock.GetUtcNow() - begin, TimeSpan.FromDays(2.5), TimeSpan.FromDays(3.1));
        Assert.Equal("enabled", (await merchant.GetAsync($"v1/webhook-endpoints/{id}")).Text("status"));
    }

    [Fact]
    public async Task Endpoint_that_hangs_holds_up_nobody_and_is_given_twenty_seconds()
    {
        using var slow = await server.NewWebhookMerchantAsync();
        using var quick = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await slow.RegisterAsync(receiver.HangingAt("/hang"));
        await quick.RegisterAsync(receiver.At("/quick"));
        var happened = await slow.HappenAsync();
        for (var number = 0; number < 5; number++)
            await slow.HappenAsync();
        for (var number = 0; number < 50; number++)
            await quick.HappenAsync();

        await server.DeliverDuringAsync(async () =>
        {
            // Without a tick of the clock: the quick one has everything while the slow one hangs.
            await WebhookServer.UntilAsync(() => receiver.To("/quick").Count == 50);
            await server.AdvanceUntilAsync(async () => (int)(await slow.DeliveryOfAsync(happened, id))["attempts"]! > 0);
        });

        var attempt = (await slow.DeliveryOfAsync(happened, id))["attempt_log"]!.AsArray()[^1]!;
        Assert.Equal("The endpoint did not answer within 20 seconds.", (string?)attempt["error"]);
        Assert.InRange((int)attempt["milliseconds"]!, 20_000, 22_000);
    }

    [Fact]
    public async Task Endpoint_that_trickles_its_answer_is_cut_off_and_one_that_resets_is_a_failure()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var trickling = new RawReceiver(async (socket, over) =>
        {
            foreach (var letter in Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX-Slow: " + new string('x', 3_000)))
            {
                await socket.SendAsync(new[] { letter }, over);
                await Task.Delay(TimeSpan.FromMilliseconds(10), over);
            }
        });
        await using var resetting = new RawReceiver((socket, _) =>
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
            return Task.CompletedTask;
        });
        var (trickles, _) = await merchant.RegisterAsync(trickling.Address);
        var (resets, _) = await merchant.RegisterAsync(resetting.Address);
        var happened = await merchant.HappenAsync();

        await server.DeliverDuringAsync(async () =>
        {
            await WebhookServer.UntilAsync(() => trickling.Connections > 0 && resetting.Connections > 0);
            await server.AdvanceUntilAsync(async () => (int)(await merchant.DeliveryOfAsync(happened, trickles))["attempts"]! > 0);
        });

        Assert.Contains("did not answer within 20 seconds", (string?)(await merchant.DeliveryOfAsync(happened, trickles))["attempt_log"]!.AsArray()[^1]!["error"], StringComparison.Ordinal);
        Assert.Contains("connection broke", (string?)(await merchant.DeliveryOfAsync(happened, resets))["attempt_log"]!.AsArray()[^1]!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_dies_between_sending_and_noting_leaves_the_event_to_be_sent_again_under_the_same_id()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook", http => receiver.To("/hook").Count > 1 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, http.RequestAborted)));
        var happened = await merchant.HappenAsync();
        await server.DeliverDuringAsync(() => WebhookServer.UntilAsync(() => receiver.To("/hook").Count == 1));

        await server.DeliverAsync();
        Assert.Single(receiver.To("/hook"));
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.DeliverAsync();

        Assert.Equal([happened, happened], receiver.To("/hook").Select(arrived => arrived.Id));
        Assert.Equal("delivered", (string?)(await merchant.DeliveryOfAsync(happened, id))["status"]);
    }

    [Fact]
    public async Task Slow_answer_within_the_time_is_a_success()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        using var ready = new SemaphoreSlim(0);
        var (id, _) = await merchant.RegisterAsync(receiver.At("/slow", http => ready.WaitAsync(http.RequestAborted)));
        var happened = await merchant.HappenAsync();
        var work = server.DeliverAsync();
        await WebhookServer.UntilAsync(() => receiver.To("/slow").Count == 1);
        server.Clock.Advance(TimeSpan.FromSeconds(19));
        ready.Release();

        await work;

        Assert.Equal("delivered", (string?)(await merchant.DeliveryOfAsync(happened, id))["status"]);
    }

    [Fact]
    public async Task Events_of_one_endpoint_begin_in_the_order_in_which_they_happened_and_none_is_left_out()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        await merchant.RegisterAsync(receiver.At("/hook"));
        var happened = new List<string>();
        for (var number = 0; number < 300; number++)
            happened.Add(await merchant.HappenAsync(number: number));

        await server.DeliverAsync();

        var arrived = receiver.To("/hook").Select(one => one.Id).ToList();
        Assert.Equal(happened.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
        // Those of one millisecond have no order, and a few are under way at once, so one may overtake its neighbours; none is far from its place.
        Assert.All(arrived.Index(), one => Assert.InRange(Math.Abs(happened.IndexOf(one.Item) - one.Index), 0, 8));
    }
}
