using FletsCollect.Calendars;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;

namespace FletsCollect.Server.Commands;

/// <summary>The commands on the whole database.</summary>
internal static class BookCommands
{
    public static async Task<int> VerifyAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var findings = await run.RunAsync<VerifyBooks, IReadOnlyList<Finding>>(verify => verify.ExecuteAsync(cancellationToken));
        var broken = findings.ToLookup(finding => finding.Invariant);
        run.Table(
            "Invariants of the books",
            ["Invariant", Column.Number("Findings")],
            Enum.GetValues<Invariant>().Select(invariant => (string[])[invariant.ToString(), $"{broken[invariant].Count()}"]));
        if (findings.Count > 0)
            run.Table("Findings", ["Invariant", "Subject", "What is wrong"], findings.Select(finding => (string[])[finding.Invariant.ToString(), finding.Subject, finding.Message]));
        await run.TrialBalanceAsync(cancellationToken);
        if (findings.Count == 0)
        {
            run.Say("Every invariant holds.");
            return CommandRun.Done;
        }
        return run.Refuse($"{findings.Count} findings.", "Stop paying out until each is explained. Never edit a posted row: a mistake is mended by a reversal.");
    }

    /// <summary>Holds a month against itself from the charge to the bank, and lists every break with both of its ends.</summary>
    public static async Task<int> ReconcileAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        var reconciled = await run.RunAsync<ReconcileMonth, MonthReconciled>(reconcile => reconcile.ExecuteAsync(month, cancellationToken));
        run.Table(
            $"{month} from the charge to the bank",
            ["Stage", Column.Number("Left, yen"), Column.Number("Right, yen"), Column.Number("Difference, yen"), Column.Number("Breaks")],
            reconciled.Stages.Select(stage => (string[])[stage.Stage.ToString(), stage.Left.ToString(), stage.Right.ToString(), (stage.Left - stage.Right).ToString(), $"{stage.Breaks.Count}"]));
        run.Say($"Owed on issued invoices of {month} and not paid: {reconciled.Owed} yen.");
        if (reconciled.IsWhole)
        {
            run.Say($"{month} is whole: both sides of every stage agree.");
            return CommandRun.Done;
        }
        run.Table(
            $"Breaks; the first {ReconcileMonth.MostBreaks} of each stage",
            ["Stage", "Left", Column.Number("Left, yen"), "Right", Column.Number("Right, yen"), Column.Number("Difference, yen")],
            reconciled.Stages.SelectMany(stage => stage.Breaks, (stage, found) => (string[])
            [
                stage.Stage.ToString(), found.Left, found.LeftAmount.ToString(), found.Right, found.RightAmount.ToString(), found.Difference.ToString(),
            ]));
        return run.Refuse($"{month} has {reconciled.BreakCount} breaks.", "Look at both ends of each. verify says which invariants are broken; a mistake is mended by a reversal, never by editing a row.");
    }

    public static async Task<int> MigrateAsync(CommandRun run, CancellationToken cancellationToken)
    {
        await run.RunAsync<FletsCollectDbContext, bool>(async db =>
        {
            await DatabaseSetup.MigrateAsync(db, cancellationToken);
            return true;
        });
        run.Say("The database is up to date.");
        return CommandRun.Done;
    }
}
