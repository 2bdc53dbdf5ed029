using System.CommandLine;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;

namespace FletsCollect.Server.Commands;

/// <summary>What the support desk does for a subscriber who called or wrote, each in a person's own name.</summary>
internal static class SubscriberCommands
{
    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var reason = new Option<string>("--reason") { Description = "Why, for the audit trail.", Required = true };
        var subscription = PublicIdArgument.Of("subscription", PublicId.Subscription);
        var cancel = new Command("cancel-subscription", "Cancel a subscription on behalf of its subscriber, at the end of what was paid.") { subscription, by, reason };
        cancel.SetAction((parsed, token) => CancelAsync(run, parsed.GetRequiredValue(subscription), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), token));

        var id = new Argument<string>("id") { Description = "The ID that the subscriber signs in with: fc and ten digits." };
        var freeze = new Command("freeze-id", "Stop an ID: it can neither sign in nor be charged, and merchants sign it out.") { id, by, reason };
        freeze.SetAction((parsed, token) => DecideAsync(run, parsed.GetRequiredValue(id), freeze: true, parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), token));
        var unfreeze = new Command("unfreeze-id", "Let a stopped ID go on.") { id, by, reason };
        unfreeze.SetAction((parsed, token) => DecideAsync(run, parsed.GetRequiredValue(id), freeze: false, parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), token));
        return [cancel, freeze, unfreeze];
    }

    private static async Task<int> CancelAsync(CommandRun run, string subscription, string by, string reason, CancellationToken cancellationToken)
    {
        var key = PublicIdArgument.KeyOf(PublicId.Subscription, subscription);
        var outcome = await run.RunAsync<UnitOfWork, Result<Subscription, SubscriptionRefusal>>(unitOfWork => unitOfWork.CommitAsync(
            (db, token) => run.RunAsync<CancelSubscription, Result<Subscription, SubscriptionRefusal>>(cancel => cancel.CancelAsync(db, SubscriptionParty.Desk(by, reason), key, token)),
            cancellationToken));
        if (outcome.Succeeded(out var cancelled, out var refusal))
        {
            run.Say(cancelled.IsOver ? $"{subscription} is over; nothing more is charged." : $"{subscription} is cancelled and runs until {cancelled.EndsOn:yyyy-MM-dd}; there is no next charge.");
            return CommandRun.Done;
        }
        if (refusal == SubscriptionRefusal.AlreadyCancelled)
        {
            run.Say($"{subscription} was cancelled before; nothing was changed.");
            return CommandRun.Done;
        }
        return run.Refuse($"{subscription} was not cancelled: {refusal}.", refusal switch
        {
            SubscriptionRefusal.NotFound => "Check its id; the subscriber sees it on the page of the subscription.",
            SubscriptionRefusal.Over => "It is over, and nothing more is charged.",
            SubscriptionRefusal.AlreadyCancelled or SubscriptionRefusal.NotCancelled or SubscriptionRefusal.LineEnds => throw new InvalidOperationException($"Cancelling gives no {refusal}."),
            _ => throw new ArgumentOutOfRangeException(nameof(subscription), refusal, "Unknown refusal."),
        });
    }

    private static async Task<int> DecideAsync(CommandRun run, string id, bool freeze, string by, string reason, CancellationToken cancellationToken)
    {
        if (await run.RunAsync<ChangeHousehold, Credential?>(household => household.ByDeskAsync(id, freeze, by, reason, cancellationToken)) is not { } credential)
            return run.Refuse($"There is no ID '{id}', or it was revoked.", "Check it with the subscriber: fc and ten digits.");
        run.Say($"{credential.UserName} is {(credential.IsFrozen ? "stopped" : "not stopped")}.");
        return CommandRun.Done;
    }
}
