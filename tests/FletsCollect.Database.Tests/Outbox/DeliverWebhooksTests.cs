using FletsCollect.Jobs;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Outbox;

/// <summary>Who is sent what next, and what is noted of it, on every database.</summary>
public sealed class DeliverWebhooksTests(Databases databases)
{
    private const int AtOnePlace = 4;

    private static readonly Dictionary<Guid, int> Idle = [];

    [Theory, EveryDatabase]
    public async Task Backlog_of_one_endpoint_stands_before_nobody_else(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (busy, quiet) = (await AddEndpointAsync(database), await AddEndpointAsync(database));
        for (var number = 0; number < 50; number++)
            await HappenAsync(database, busy);
        await HappenAsync(database, quiet);

        var turn = await TurnAsync(database, await TakeAsync(database));

        Assert.Equal(51, turn.Dispatched);
        Assert.Equal(AtOnePlace, turn.Sends.Count(send => send.Endpoint.Id == busy.Id));
        Assert.Single(turn.Sends, send => send.Endpoint.Id == quiet.Id);
    }

    [Theory, EveryDatabase]
    public async Task Endpoint_that_fails_gets_one_attempt_at_a_time(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var endpoint = await AddEndpointAsync(database);
        for (var number = 0; number < 10; number++)
            await HappenAsync(database, endpoint);
        var run = await TakeAsync(database);
        var first = await TurnAsync(database, run);

        var second = await TurnAsync(database, run, [.. first.Sends.Select(Failed)]);

        Assert.Equal((AtOnePlace, 1), (first.Sends.Count, second.Sends.Count));
    }

    [Theory, EveryDatabase]
    public async Task Attempt_that_was_taken_for_lost_is_made_again_and_what_came_of_the_first_changes_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var endpoint = await AddEndpointAsync(database);
        await HappenAsync(database, endpoint);
        var run = await TakeAsync(database);
        var first = Assert.Single((await TurnAsync(database, run)).Sends);
        Assert.Empty((await TurnAsync(database, run)).Sends);
        database.Clock.Advance(TimeSpan.FromSeconds(91));

        var second = Assert.Single((await TurnAsync(database, run)).Sends);
        await TurnAsync(database, run, [Failed(first)]);
        await TurnAsync(database, run, [Delivered(second)]);

        Assert.Equal(first.Message.Id, second.Message.Id);
        var delivery = await database.ReadAsync(db => db.WebhookDeliveries.SingleAsync());
        Assert.Equal((WebhookDeliveryStatus.Delivered, 1), (delivery.Status, delivery.Attempts));
        Assert.Equal(2, await database.ReadAsync(db => db.WebhookAttempts.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Server_that_is_no_longer_the_holder_claims_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await HappenAsync(database, await AddEndpointAsync(database));
        var paused = await TakeAsync(database);
        database.Clock.Advance(JobRun.Lease + TimeSpan.FromSeconds(1));
        var successor = await TakeAsync(database);

        await Assert.ThrowsAsync<JobLeaseLostException>(() => TurnAsync(database, paused));
        Assert.Single((await TurnAsync(database, successor)).Sends);
    }

    [Theory, EveryDatabase]
    public async Task Endpoint_that_is_gone_stops_all_that_was_on_its_way(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var endpoint = await AddEndpointAsync(database);
        for (var number = 0; number < 6; number++)
            await HappenAsync(database, endpoint);
        var run = await TakeAsync(database);
        var first = await TurnAsync(database, run);

        // Two of them at once say so, and one more is still under way.
        await TurnAsync(database, run, [Gone(first.Sends[0]), Gone(first.Sends[1])]);
        await TurnAsync(database, run, [Delivered(first.Sends[2])]);

        Assert.All(await database.ReadAsync(db => db.WebhookDeliveries.ToListAsync()), delivery => Assert.Equal(WebhookDeliveryStatus.Cancelled, delivery.Status));
        Assert.Single(await database.ReadAsync(db => db.OutboxMessages.Where(message => message.Type == EventTypes.WebhookDisabled).ToListAsync()));
        Assert.Single(await database.ReadAsync(db => db.AuditEntries.Where(entry => entry.Action == "webhook-endpoint.disabled").ToListAsync()));
    }

    private static async Task<WebhookEndpoint> AddEndpointAsync(TestDatabase database)
    {
        var merchant = Household.MerchantOf(Guid.CreateVersion7().GetHashCode());
        await database.AddAsync(merchant);
        var made = await database.RunAsync<UnitOfWork, Result<WebhookEndpointWithSecret, WebhookRefusal>>(unitOfWork => unitOfWork.CommitAsync(
            (db, token) => database.RunAsync<ManageWebhookEndpoints, Result<WebhookEndpointWithSecret, WebhookRefusal>>(manage =>
                manage.AddAsync(db, new WebhookOwner(merchant.Id, merchant.Code), new WebhookSettings("https://shop.example/hook", "", [EventTypes.Any]), token)),
            CancellationToken.None));
        return made.Succeeded(out var added, out var refusal) ? added.Endpoint : throw new InvalidOperationException(refusal.ToString());
    }

    private static Task HappenAsync(TestDatabase database, WebhookEndpoint endpoint) =>
        database.AddAsync(OutboxMessage.Of(endpoint.MerchantId, EventTypes.ChargeConfirmed, "ch_1", database.Now, new { }));

    private static async Task<JobRun> TakeAsync(TestDatabase database) =>
        await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync("deliver-webhooks", TimeSpan.Zero, CancellationToken.None)) ?? throw new InvalidOperationException("The job is held.");

    private static Task<WebhookTurn> TurnAsync(TestDatabase database, JobRun run, IReadOnlyCollection<WebhookOutcome>? ended = null) =>
        database.RunAsync<DeliverWebhooks, WebhookTurn>(deliver => deliver.TurnAsync(run, ended ?? [], Idle, CancellationToken.None));

    private static WebhookOutcome Delivered(WebhookSend send) => Outcome(send, 200, null);

    private static WebhookOutcome Failed(WebhookSend send) => Outcome(send, 500, "The endpoint answered 500.");

    private static WebhookOutcome Gone(WebhookSend send) => Outcome(send, 410, "The endpoint answered 410.");

    private static WebhookOutcome Outcome(WebhookSend send, int status, string? error) =>
        new(Guid.CreateVersion7(), send.Delivery.Id, send.Delivery.Claim, TestDatabase.Start.UtcDateTime, TimeSpan.FromMilliseconds(5), status, error, null);
}
