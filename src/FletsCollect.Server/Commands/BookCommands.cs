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
