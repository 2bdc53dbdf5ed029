using System.CommandLine;
using System.Globalization;
using FletsCollect.Billing;

namespace FletsCollect.Server.Commands;

/// <summary>What two people do with money that fits no invoice.</summary>
internal static class SuspenseCommands
{
    private const int Most = 200;

    public static IEnumerable<Command> All(CommandRun run, Option<string> by)
    {
        var show = new Command("show-suspense", "List received money that fits no invoice.");
        show.SetAction((_, token) => ShowAsync(run, token));
        yield return show;

        var receipt = new Argument<string>("receipt") { Description = "The collector's reference, as show-suspense has it." };
        var invoice = new Option<string>("--invoice") { Description = "The invoice that it pays: inv_ and 26 characters.", Required = true };
        invoice.Validators.Add(result =>
        {
            if (!PublicId.TryParse(PublicId.LineInvoice, result.Tokens.Count == 1 ? result.Tokens[0].Value : null, out _))
                result.AddError("An invoice is named as show-month names it: inv_ and 26 characters.");
        });
        var amount = new Option<long?>("--amount") { Description = "How many yen; all that is in suspense of the receipt unless given." };
        var reason = new Option<string>("--reason") { Description = "Why, for who approves and for the audit trail.", Required = true };
        var match = new Command("match-receipt", "Propose that money in suspense pays an invoice.") { receipt, invoice, amount, reason, by };
        match.SetAction((parsed, token) => ProposeAsync(run, CommandOf(parsed, PublicIdArgument.KeyOf(PublicId.LineInvoice, parsed.GetRequiredValue(invoice))), token));
        yield return match;
        var payBack = new Command("pay-back-receipt", "Propose that money in suspense is paid back to who sent it.") { receipt, amount, reason, by };
        payBack.SetAction((parsed, token) => ProposeAsync(run, CommandOf(parsed, null), token));
        yield return payBack;

        var move = PublicIdArgument.Of("move", PublicId.ReceiptMove);
        var reference = new Option<string?>("--reference") { Description = "The bank's own name for the transfer, when money is paid back." };
        var approve = new Command("approve-receipt", "Approve what somebody else proposed to do with money in suspense.") { move, by, reference };
        approve.SetAction((parsed, token) => DecideAsync(run, parsed.GetRequiredValue(move), true, parsed.GetValue(reference), parsed.GetRequiredValue(by), token));
        yield return approve;
        var reject = new Command("reject-receipt", "Reject it, so that something else can be proposed.") { move, by };
        reject.SetAction((parsed, token) => DecideAsync(run, parsed.GetRequiredValue(move), false, null, parsed.GetRequiredValue(by), token));
        yield return reject;

        ProposeReceiptMoveCommand CommandOf(ParseResult parsed, Guid? invoiceId) => new(
            parsed.GetRequiredValue(receipt), invoiceId, parsed.GetValue(amount) is { } yen ? new Yen(yen) : null, parsed.GetRequiredValue(reason), parsed.GetRequiredValue(by));
    }

    private static async Task<int> ShowAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var receipts = await run.RunAsync<FletsCollectDbContext, IReadOnlyList<SuspendedReceipt>>(db => SuspendedReceipts.ListAsync(db, Most, cancellationToken));
        run.Table(
            "Money in suspense, the oldest first",
            ["Receipt", "At (UTC)", "Invoice that was named", Column.Number("Received, yen"), Column.Number("In suspense, yen"), "Waits for approval"],
            receipts.Select(row => (string[])
            [
                row.Receipt.Reference, row.Receipt.RecordedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), PublicId.Format(PublicId.LineInvoice, row.Receipt.InvoiceId),
                row.Receipt.Amount.ToString(), row.Left.ToString(), row.Waiting is { } move ? $"{move.PublicId}: {Told(move)}, by {move.ProposedBy}: {move.Reason}" : "",
            ]));
        run.Say(receipts.Count == Most ? $"These are the first {Most}." : $"{receipts.Count} receipts.");
        return CommandRun.Done;
    }

    private static async Task<int> ProposeAsync(CommandRun run, ProposeReceiptMoveCommand command, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<ProposeReceiptMove, Result<ReceiptMove, ProposeReceiptMoveRefusal>>(propose => propose.ExecuteAsync(command, cancellationToken));
        if (!outcome.Succeeded(out var move, out var refusal))
            return run.Refuse($"Nothing was proposed: {refusal}.", Explain(refusal));
        run.Say($"{move.PublicId}: {Told(move)}. Another person approves it: approve-receipt {move.PublicId} --by <name>{(move.Kind == ReceiptMoveKind.PayBack ? " --reference <the bank's>" : "")}");
        return CommandRun.Done;
    }

    private static async Task<int> DecideAsync(CommandRun run, string move, bool approve, string? reference, string by, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<DecideReceiptMove, Result<ReceiptDecision, DecideReceiptMoveRefusal>>(decide =>
            decide.ExecuteAsync(PublicIdArgument.KeyOf(PublicId.ReceiptMove, move), approve, reference, by, cancellationToken));
        if (!outcome.Succeeded(out _, out var refusal))
            return run.Refuse($"Nothing was changed: {refusal}.", Explain(refusal));
        run.Say($"{move} is {(approve ? "approved and posted" : "rejected; the money stays in suspense")}.");
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    private static string Told(ReceiptMove move) =>
        move.InvoiceId is { } invoice ? $"{move.Amount} yen to {PublicId.Format(PublicId.LineInvoice, invoice)}" : $"{move.Amount} yen back to who sent them";

    private static string Explain(ProposeReceiptMoveRefusal refusal) => refusal switch
    {
        ProposeReceiptMoveRefusal.ReceiptNotFound => "show-suspense lists the receipts with their references.",
        ProposeReceiptMoveRefusal.NothingInSuspense => "All of it fitted an invoice, or was moved since.",
        ProposeReceiptMoveRefusal.MoveWaits => "show-suspense names the move that waits; approve or reject that one first.",
        ProposeReceiptMoveRefusal.AmountInvalid => "The amount is above zero and no more than show-suspense says is left of the receipt.",
        ProposeReceiptMoveRefusal.InvoiceNotFound => "show-month lists a month's invoices.",
        ProposeReceiptMoveRefusal.InvoiceStateForbids => "Only an invoice that is issued and not paid can be paid.",
        ProposeReceiptMoveRefusal.ExceedsOutstanding => "Match what is outstanding with --amount, and the rest to another invoice, or pay it back.",
        ProposeReceiptMoveRefusal.ReasonMissing => "Give the reason with --reason.",
        ProposeReceiptMoveRefusal.ActorMissing => "Give the name with --by.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string Explain(DecideReceiptMoveRefusal refusal) => refusal switch
    {
        DecideReceiptMoveRefusal.MoveNotFound => "show-suspense names the moves that wait.",
        DecideReceiptMoveRefusal.MoveDecided => "It was approved or rejected before.",
        DecideReceiptMoveRefusal.DeciderMissing => "Give the name with --by.",
        DecideReceiptMoveRefusal.MakerIsChecker => "Another person than who proposed it approves it.",
        DecideReceiptMoveRefusal.InvoiceChanged => "The invoice was paid, or has less outstanding than that, since it was proposed. Reject it, and propose anew.",
        DecideReceiptMoveRefusal.BankReferenceUnfit => "--reference is needed when money is paid back, and only then.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
