using System.Net;
using System.Text.Json.Nodes;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Webhooks;

/// <summary>What a merchant does with its endpoints, events and deliveries by the API.</summary>
[Collection(WebhookServer.OneClock)]
public sealed class EndpointApiTests(WebhookServer server)
{
    [Fact]
    public async Task Secret_is_shown_by_the_answer_that_makes_it_and_its_repeats_and_is_kept_nowhere_in_the_clear()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        var wish = new JsonObject { ["url"] = "https://shop.example/hook", ["description"] = "本番", ["event_types"] = new JsonArray(EventTypes.ChargeConfirmed) };

        var made = await merchant.PostAsync("v1/webhook-endpoints", wish, "create-1");
        var repeated = await merchant.PostAsync("v1/webhook-endpoints", wish.DeepClone(), "create-1");
        var shown = await merchant.GetAsync($"v1/webhook-endpoints/{made.Text("id")}");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Matches(@"\Awhsec_[A-Za-z0-9+/]{43}=\z", made.Text("secret"));
        Assert.Equal(made.Body, repeated.Body);
        Assert.Equal("true", repeated.Headers["Idempotent-Replayed"]);
        Assert.Null(shown.Json["secret"]);
        Assert.Equal("本番", shown.Text("description"));
        var kept = await server.DatabaseAsync(db => db.IdempotencyRecords.Select(record => record.Body).ToListAsync());
        Assert.All(kept, body => Assert.DoesNotContain("whsec_", body, StringComparison.Ordinal));
        Assert.All(server.Log.Lines, line => Assert.DoesNotContain("whsec_", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url":"http://shop.example/hook"}""", "url")]
    [InlineData("""{"url":"ftp://shop.example/hook"}""", "url")]
    [InlineData("""{"url":"https://10.0.0.1/hook"}""", "url")]
    [InlineData("""{"url":"https://3232235777/hook"}""", "url")]
    [InlineData("""{"url":"https://[::ffff:169.254.169.254]/hook"}""", "url")]
    [InlineData("""{"url":"https://user:word@shop.example/hook"}""", "url")]
    [InlineData("""{"url":"https://shop.example/","event_types":["charge.confirmed","charge.confirmed"]}""", "event_types")]
    [InlineData("""{"url":"https://shop.example/","event_types":["charge.vanished"]}""", "event_types")]
    [InlineData("""{"url":"https://shop.example/","event_types":[]}""", "event_types")]
    [InlineData("""{"url":"https://shop.example/","status":"asleep"}""", "status")]
    [InlineData("""{"url":"https://shop.example/","secret":"mine"}""", "secret")]
    public async Task Wish_that_cannot_be_is_refused_with_the_member_to_blame(string wish, string member)
    {
        using var merchant = await server.NewWebhookMerchantAsync();

        var answer = await merchant.PostAsync("v1/webhook-endpoints", JsonNode.Parse(wish));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", member), (answer.Status, answer.Text("code"), answer.Text("param")));
    }

    [Fact]
    public async Task Merchant_has_at_most_sixteen_endpoints()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        for (var number = 0; number < WebhookEndpoint.MostPerMerchant; number++)
            await merchant.RegisterAsync("https://shop.example/hook");

        var refused = await merchant.PostAsync("v1/webhook-endpoints", new JsonObject { ["url"] = "https://shop.example/hook" });

        Assert.Equal((HttpStatusCode.Conflict, "too_many_webhook_endpoints"), (refused.Status, refused.Text("code")));
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, first) = await merchant.RegisterAsync(receiver.At("/hook"));

        var rotated = await merchant.PostAsync($"v1/webhook-endpoints/{id}/rotate-secret");
        await merchant.HappenAsync();
        await server.DeliverAsync();
        server.Clock.Advance(TimeSpan.FromHours(24));
        await merchant.HappenAsync();
        await server.DeliverAsync();

        var second = rotated.Text("secret")!;
        Assert.NotNull(rotated.Json["previous_secret_valid_until"]);
        Assert.NotEqual(first, second);
        Assert.Collection(
            receiver.To("/hook"),
            during => Assert.True(during.IsSignedBy(first) && during.IsSignedBy(second)),
            after => Assert.True(!after.IsSignedBy(first) && after.IsSignedBy(second)));
    }

    [Fact]
    public async Task Test_event_reaches_the_endpoint_whatever_it_takes()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await merchant.RegisterAsync(receiver.At("/hook"), EventTypes.ChargeConfirmed);

        var sent = await merchant.PostAsync($"v1/webhook-endpoints/{id}/test");
        await server.DeliverAsync();

        Assert.Equal(HttpStatusCode.Accepted, sent.Status);
        var arrived = Assert.Single(receiver.To("/hook"));
        Assert.True(arrived.IsSignedBy(secret));
        Assert.True(JsonNode.DeepEquals(sent.Json, arrived.Event));
    }

    [Fact]
    public async Task Delivered_event_is_sent_again_under_its_old_id_when_the_merchant_asks()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook"));
        var happened = await merchant.HappenAsync();
        await server.DeliverAsync();
        var delivery = (string)(await merchant.DeliveryOfAsync(happened, id))["id"]!;

        var again = await merchant.PostAsync($"v1/webhook-deliveries/{delivery}/redeliver");
        await server.DeliverAsync();

        Assert.Equal((HttpStatusCode.Accepted, "pending"), (again.Status, again.Text("status")));
        Assert.Equal([happened, happened], receiver.To("/hook").Select(arrived => arrived.Id));
        Assert.Equal(2, (await merchant.DeliveryOfAsync(happened, id))["attempt_log"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_happened_while_an_endpoint_was_not_there_is_sent_by_its_time_range()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var missed = await merchant.HappenAsync();
        await merchant.HappenAsync(EventTypes.WebhookTested);
        await server.DeliverAsync();
        var from = server.Clock.GetUtcNow().UtcDateTime;
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook"), EventTypes.ChargeConfirmed);

        var again = await merchant.PostAsync($"v1/webhook-endpoints/{id}/redeliver", Range(from.AddMinutes(-1), from.AddMinutes(1)));
        var nothing = await merchant.PostAsync($"v1/webhook-endpoints/{id}/redeliver", Range(from.AddMinutes(1), from.AddMinutes(2)));
        await server.DeliverAsync();

        Assert.Equal((1, 0), ((int)again.Json["events"]!, (int)nothing.Json["events"]!));
        Assert.Equal(missed, Assert.Single(receiver.To("/hook")).Id);
    }

    [Fact]
    public async Task Old_event_is_forgotten_and_sending_it_again_says_so()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook"));
        var happened = await merchant.HappenAsync();
        await server.DeliverAsync();
        var delivery = (string)(await merchant.DeliveryOfAsync(happened, id))["id"]!;
        var begin = server.Clock.GetUtcNow().UtcDateTime;
        // The keys of what the test made tell the machine's time; the server's clock must be past it too.
        server.Clock.SetUtcNow(new[] { server.Clock.GetUtcNow(), TimeProvider.System.GetUtcNow() }.Max().AddDays(91));
        var recent = await merchant.HappenAsync();
        await server.DeliverAsync("prune-events");

        Assert.Equal((HttpStatusCode.Gone, "event_pruned"), Said(await merchant.GetAsync($"v1/events/{happened}")));
        Assert.Equal((HttpStatusCode.Gone, "event_pruned"), Said(await merchant.PostAsync($"v1/webhook-deliveries/{delivery}/redeliver", key: "again-1")));
        Assert.Equal((HttpStatusCode.Gone, "event_pruned"), Said(await merchant.PostAsync($"v1/webhook-endpoints/{id}/redeliver", Range(begin, begin.AddDays(1)), "again-2")));
        Assert.Equal(HttpStatusCode.OK, (await merchant.GetAsync($"v1/events/{recent}")).Status);

        static (HttpStatusCode, string?) Said(Answer answer) => (answer.Status, answer.Text("code"));
    }

    [Fact]
    public async Task Events_and_deliveries_are_listed_by_page_and_filter()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        await merchant.RegisterAsync(receiver.At("/hook"));
        var (broken, _) = await merchant.RegisterAsync(receiver.AnsweringAt("/broken", 500));
        var happened = new List<string>();
        for (var number = 0; number < 5; number++)
            happened.Add(await merchant.HappenAsync(number: number));
        await server.DeliverAsync();

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await merchant.GetAsync($"v1/events?limit=2&type=charge.confirmed{(cursor is null ? "" : "&cursor=" + cursor)}")).Json;
            seen.AddRange(page["data"]!.AsArray().Select(one => (string)one!["id"]!));
            cursor = (string?)page["next_cursor"];
            Assert.Equal(cursor is not null, (bool)page["has_more"]!);
        }
        while (cursor is not null);

        // By their ids, which tell the milliseconds; within one they have no order.
        Assert.Equal(happened.OrderDescending(StringComparer.Ordinal), seen);
        var failing = (await merchant.GetAsync("v1/webhook-deliveries?status=pending")).Json["data"]!.AsArray();
        Assert.Equal(5, failing.Count);
        Assert.All(failing, one => Assert.Equal(broken, (string?)one!["endpoint_id"]));
    }

    [Theory]
    [InlineData("v1/events?limit=0", "limit")]
    [InlineData("v1/events?limit=101", "limit")]
    [InlineData("v1/events?cursor=nonsense", "cursor")]
    [InlineData("v1/events?from=yesterday", "from")]
    [InlineData("v1/events?from=2026-11-10T03:00:00", "from")]
    [InlineData("v1/events?typ=charge.confirmed", "typ")]
    [InlineData("v1/events?type=a&type=b", "type")]
    [InlineData("v1/webhook-deliveries?status=asleep", "status")]
    [InlineData("v1/webhook-deliveries?endpoint_id=evt_1", "endpoint_id")]
    public async Task List_that_was_asked_for_wrongly_is_refused_and_not_shown_whole(string path, string parameter)
    {
        using var merchant = await server.NewWebhookMerchantAsync();

        var answer = await merchant.GetAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, parameter), (answer.Status, answer.Text("param")));
    }

    [Fact]
    public async Task What_is_one_merchants_is_no_other_merchants()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        using var other = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook"));
        var happened = await merchant.HappenAsync();
        await server.DeliverAsync();
        var delivery = (string)(await merchant.DeliveryOfAsync(happened, id))["id"]!;

        Assert.All(
            [
                await other.GetAsync($"v1/webhook-endpoints/{id}"), await other.PatchAsync($"v1/webhook-endpoints/{id}", new JsonObject { ["status"] = "disabled" }),
                await other.PostAsync($"v1/webhook-endpoints/{id}/rotate-secret"), await other.PostAsync($"v1/webhook-endpoints/{id}/test"),
                await other.PostAsync($"v1/webhook-endpoints/{id}/redeliver", Range(DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(1))), await other.DeleteAsync($"v1/webhook-endpoints/{id}"),
                await other.GetAsync($"v1/webhook-deliveries/{delivery}"),
            ],
            answer => Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Text("code"))));
        // Where an id tells its age, another merchant's is answered as one that nobody has.
        var (unknownEvent, unknownDelivery) = (PublicId.Format(PublicId.Event, Guid.CreateVersion7()), PublicId.Format(PublicId.WebhookDelivery, Guid.CreateVersion7()));
        Assert.Equal(Refusal(await other.GetAsync($"v1/events/{unknownEvent}")), Refusal(await other.GetAsync($"v1/events/{happened}")));
        Assert.Equal(Refusal(await other.PostAsync($"v1/webhook-deliveries/{unknownDelivery}/redeliver")), Refusal(await other.PostAsync($"v1/webhook-deliveries/{delivery}/redeliver")));
        foreach (var list in new[] { "v1/webhook-endpoints", "v1/events", "v1/webhook-deliveries" })
            Assert.Empty((await other.GetAsync(list)).Json["data"]!.AsArray());
    }

    private static (HttpStatusCode, string?) Refusal(Answer answer) => (answer.Status, answer.Text("code"));

    [Fact]
    public async Task Removed_endpoint_is_sent_nothing_more()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await merchant.RegisterAsync(receiver.At("/hook"));
        await merchant.HappenAsync();

        Assert.Equal(HttpStatusCode.OK, (await merchant.DeleteAsync($"v1/webhook-endpoints/{id}")).Status);
        await server.DeliverAsync();

        Assert.Empty(receiver.To("/hook"));
        Assert.Equal(HttpStatusCode.NotFound, (await merchant.GetAsync($"v1/webhook-endpoints/{id}")).Status);
    }

    [Fact]
    public async Task Write_without_an_idempotency_key_and_call_without_the_scope_are_refused()
    {
        using var merchant = await server.NewWebhookMerchantAsync();
        var token = await merchant.Client.GetApiTokenAsync(ApiScopes.WebhooksManage);
        var reader = await merchant.Client.GetApiTokenAsync(ApiScopes.ChargesRead);

        var keyless = await merchant.Client.CallAsync(HttpMethod.Post, "v1/webhook-endpoints", token, new JsonObject { ["url"] = "https://shop.example/" });
        var scopeless = await merchant.Client.CallAsync(HttpMethod.Get, "v1/webhook-endpoints", reader);

        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_required"), (keyless.Status, keyless.Text("code")));
        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (scopeless.Status, scopeless.Text("code")));
    }

    private static JsonObject Range(DateTime from, DateTime to) => new() { ["from"] = from.ToString("O"), ["to"] = to.ToString("O") };
}
