using FletsCollect.Charges;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>What the support desk does for a subscriber, by command, in a person's own name.</summary>
public sealed class DeskCommandsTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Subscription_is_cancelled_on_behalf_of_its_subscriber_and_twice_is_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);

        var first = await RunAsync(database, "cancel-subscription", subscription.PublicId, "--by", "suzuki", "--reason", "phone call 12");
        var second = await RunAsync(database, "cancel-subscription", subscription.PublicId, "--by", "suzuki", "--reason", "phone call 12");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("runs until 2026-11-30", first.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", second.Output, StringComparison.Ordinal);
        var now = await database.NowAsync(subscription);
        Assert.Equal((SubscriptionStatus.CancelScheduled, SubscriptionEndReason.CancelledByDesk), (now.Status, now.EndReason));
        var audit = await database.ReadAsync(db => db.AuditEntries.SingleAsync(entry => entry.Action == "subscription.desk-decision"));
        Assert.Equal(("operator:suzuki", subscription.PublicId), (audit.Actor, audit.Subject));
        Assert.Contains("phone call 12", audit.Detail, StringComparison.Ordinal);
        // The merchant is told that, not why.
        Assert.DoesNotContain(await database.ReadAsync(db => db.OutboxMessages.Select(message => message.Data).ToListAsync()), data => data.Contains("phone call", StringComparison.Ordinal));
    }

    [Theory, EveryDatabase]
    public async Task ID_is_stopped_and_let_go_on_without_the_line(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var name = home.Credential.UserName!;

        Assert.Equal(0, (await RunAsync(database, "freeze-id", name, "--by", "suzuki", "--reason", "lost phone")).Code);
        Assert.Equal(ApprovalRefusal.CredentialNotActive, Refused(await home.ApproveAsync(Household.Order())));
        var again = await RunAsync(database, "freeze-id", name.ToUpperInvariant(), "--by", "suzuki", "--reason", "lost phone");
        Assert.Contains("is stopped", again.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(database, "unfreeze-id", name, "--by", "tanaka", "--reason", "found")).Code);

        Done(await home.ApproveAsync(Household.Order()));
        var audit = await database.ReadAsync(db => db.AuditEntries.Where(entry => entry.Action == "credential.desk-decision").OrderBy(entry => entry.Id).Select(entry => entry.Actor).ToListAsync());
        Assert.Equal(["operator:suzuki", "operator:tanaka"], audit);
    }

    [Theory, EveryDatabase]
    public async Task What_is_not_there_or_over_is_refused_with_what_to_do(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var over = await home.SubscribeAsync(database);
        await database.RunAsync<RevokeGrant>(revoke => revoke.ExecuteAsync(RevokeGrantCommand.ByOperator(over.GrantId, "suzuki", "test"), CancellationToken.None));
        string[][] commands =
        [
            ["cancel-subscription", PublicId.Format(PublicId.Subscription, Guid.CreateVersion7()), "--by", "suzuki", "--reason", "x"],
            ["cancel-subscription", over.PublicId, "--by", "suzuki", "--reason", "x"],
            ["freeze-id", "fc0000000000", "--by", "suzuki", "--reason", "x"],
        ];

        foreach (var command in commands)
        {
            var (code, output, errors) = await RunAsync(database, command);
            Assert.Equal((1, ""), (code, output));
            Assert.StartsWith("Refused: ", errors, StringComparison.Ordinal);
        }
        Assert.Equal(2, (await RunAsync(database, "cancel-subscription", "sub_1", "--by", "suzuki", "--reason", "x")).Code);
        Assert.Equal(2, (await RunAsync(database, "freeze-id", "fc0000000000", "--by", "suzuki")).Code);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TestDatabase database, params string[] args)
    {
        await using var scope = database.NewScope();
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await OperatorCommands.RunAsync(args, scope.ServiceProvider, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
