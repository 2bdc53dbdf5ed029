using System.CommandLine;
using FletsCollect.Settlement;

namespace FletsCollect.Server.Commands;

/// <summary>Keeping a merchant's money back, and giving it free.</summary>
internal static class HoldCommands
{
    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var merchant = new Argument<string>("merchant") { Description = "The merchant's code." };
        var amount = new Option<long>("--amount") { Description = "How many yen.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for the audit trail.", Required = true };
        var hold = new Command("hold-funds", "Keep a merchant's money back, while something is disputed.") { merchant, amount, reason, by };
        hold.SetAction((parsed, token) => SayAsync(run, "held", use => use.HoldAsync(parsed.GetRequiredValue(merchant), new Yen(parsed.GetRequiredValue(amount)), parsed.GetRequiredValue(reason), parsed.GetRequiredValue(by), token)));

        var held = new Argument<string>("hold") { Description = "The hold: hold_ and 26 characters." };
        held.Validators.Add(result =>
        {
            if (!PublicId.TryParse(PublicId.FundsHold, result.Tokens.Count == 1 ? result.Tokens[0].Value : null, out _))
                result.AddError("A hold is named as hold-funds named it: hold_ and 26 characters.");
        });
        var release = new Command("release-funds", "Give held money free; it is on the merchant's next statement.") { held, by };
        release.SetAction((parsed, token) => SayAsync(run, "free", use => use.ReleaseAsync(
            PublicId.TryParse(PublicId.FundsHold, parsed.GetRequiredValue(held), out var id) ? id : throw new InvalidOperationException("The hold was checked."), parsed.GetRequiredValue(by), token)));
        return [hold, release];
    }

    private static async Task<int> SayAsync(CommandRun run, string state, Func<HoldFunds, Task<Result<FundsHold, HoldFundsRefusal>>> use)
    {
        if (!(await run.RunAsync(use)).Succeeded(out var hold, out var refusal))
            return run.Refuse($"Nothing was changed: {refusal}.", Explain(refusal));
        run.Say($"{hold.PublicId}: {hold.Amount} yen are {state}.");
        return CommandRun.Done;
    }

    private static string Explain(HoldFundsRefusal refusal) => refusal switch
    {
        HoldFundsRefusal.MerchantNotFound => "Give the code of a merchant.",
        HoldFundsRefusal.AmountInvalid => "The amount is 1 to 999,999,999 yen.",
        HoldFundsRefusal.ReasonMissing => "Give the reason with --reason.",
        HoldFundsRefusal.ActorMissing => "Give the name with --by.",
        HoldFundsRefusal.HoldNotFound => "hold-funds named the hold; so does the audit trail.",
        HoldFundsRefusal.HoldReleased => "It was released before; nothing is held by it.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
