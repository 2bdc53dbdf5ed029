using System.CommandLine;
using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Refunds;

namespace FletsCollect.Server.Commands;

/// <summary>What the operator's people do about refunds, each in their own name.</summary>
internal static class RefundCommands
{
    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var charge = PublicIdArgument.Of("charge", PublicId.Charge);
        var amount = new Option<long?>("--amount") { Description = "How many yen; all that is left when not given." };
        amount.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1 or > 999_999_999)
                result.AddError("The amount is 1 to 999999999 yen.");
        });
        var reason = new Option<string>("--reason") { Description = "Why.", Required = true };
        var make = new Command("refund-charge", "Give money of a charge back to its line, for its merchant.") { charge, amount, by, reason };
        make.SetAction((parsed, token) => RequestAsync(run, parsed.GetRequiredValue(charge), parsed.GetValue(amount), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), token));

        var waiting = PublicIdArgument.Of("refund", PublicId.Refund);
        var process = new Command("process-refund", "Make a refund that waits for a person, as a credit on whatever invoice the line gets.") { waiting, by };
        process.SetAction((parsed, token) => DecideAsync(run, parsed.GetRequiredValue(waiting), decide => decide.ProcessAsync(PublicIdArgument.KeyOf(PublicId.Refund, parsed.GetRequiredValue(waiting)), parsed.GetRequiredValue(by), token)));
        var deny = new Command("deny-refund", "Deny a refund that waits for a person; the charge can be refunded again.") { waiting, by, reason };
        deny.SetAction((parsed, token) => DecideAsync(run, parsed.GetRequiredValue(waiting), decide => decide.DenyAsync(PublicIdArgument.KeyOf(PublicId.Refund, parsed.GetRequiredValue(waiting)), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), token)));
        return [make, process, deny];
    }

    private static async Task<int> RequestAsync(CommandRun run, string charge, long? amount, string by, string reason, CancellationToken cancellationToken)
    {
        var command = new RequestRefundCommand(PublicIdArgument.KeyOf(PublicId.Charge, charge), amount is { } yen ? new Yen(yen) : null, reason, MerchantId: null, AuditActor.Person(by));
        var outcome = await run.RunAsync<UnitOfWork, Result<Refund, RefundRefusal>>(unitOfWork => unitOfWork.CommitAsync(
            (db, token) => run.RunAsync<RequestRefund, Result<Refund, RefundRefusal>>(refund => refund.ExecuteAsync(db, command, token)), cancellationToken));
        if (!outcome.Succeeded(out var made, out var refusal))
            return run.Refuse($"{charge} was not refunded: {refusal}.", Explain(refusal));
        return Told(run, made);
    }

    private static async Task<int> DecideAsync(CommandRun run, string refund, Func<DecideRefund, Task<Result<Refund, DecideRefundRefusal>>> decide)
    {
        if (!(await run.RunAsync(decide)).Succeeded(out var decided, out var refusal))
        {
            return run.Refuse($"{refund} was not decided: {refusal}.", refusal switch
            {
                DecideRefundRefusal.RefundNotFound => "Check its id in the audit trail.",
                DecideRefundRefusal.MakerIsChecker => "Somebody else than who asked for it must approve it.",
                DecideRefundRefusal.RefundNotRequested => "It is posted, or was denied before; nothing is left to decide.",
                _ => throw new ArgumentOutOfRangeException(nameof(refund), refusal, "Unknown refusal."),
            });
        }
        return Told(run, decided);
    }

    private static int Told(CommandRun run, Refund refund)
    {
        run.Say($"Refund {refund.PublicId} of {refund.Amount} yen is {RefundSnapshot.StatusOf(refund.Status)}{(refund.Effect is { } effect ? $": {effect}" : "")}.");
        return CommandRun.Done;
    }

    private static string Explain(RefundRefusal refusal) => refusal switch
    {
        RefundRefusal.ChargeNotFound => "Check the charge's id.",
        RefundRefusal.ChargeReserved => "Nothing was taken yet; its merchant cancels it.",
        RefundRefusal.ChargeCancelled or RefundRefusal.ChargeExpired => "It took nothing, so there is nothing to give back.",
        RefundRefusal.ChargeRefunded => "All of it was given back, or is about to be.",
        RefundRefusal.AmountExceedsRemaining => "Ask for less; refunds that are in flight count.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
