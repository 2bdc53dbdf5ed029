using System.CommandLine;
using System.Globalization;
using FletsCollect.Lines;

namespace FletsCollect.Server.Commands;

/// <summary>The operator's command for the telco's register of lines.</summary>
internal static class LineCommands
{
    public static Command Import(CommandRun run, Option<string> by)
    {
        var file = new Argument<string>("file") { Description = "The file, as the telco's register exports it." };
        var full = new Option<bool>("--full") { Description = "Take it only if it holds every line under contract." };
        var delta = new Option<bool>("--delta") { Description = "Take it only if it holds what is new." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what is wrong with it and what would happen, and change nothing." };
        var mayEndMany = new Option<bool>("--may-end-many") { Description = "Take it although it ends the contracts of many lines." };
        var command = new Command("import-lines", "Take a file of the telco's register of lines.") { file, full, delta, dryRun, mayEndMany, by };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(full) && parsed.GetValue(delta))
                parsed.AddError("A file is either --full or --delta.");
        });
        command.SetAction((parsed, token) => ImportAsync(
            run,
            parsed.GetRequiredValue(file),
            new ImportLinesCommand(
                parsed.GetValue(full) ? LineImportKind.Full : parsed.GetValue(delta) ? LineImportKind.Delta : null,
                parsed.GetValue(dryRun), parsed.GetValue(mayEndMany), parsed.GetRequiredValue(by)),
            token));
        return command;
    }

    private static async Task<int> ImportAsync(CommandRun run, string path, ImportLinesCommand command, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return run.Refuse($"there is no file '{path}'.", "Name the file that the telco's register exported.");
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan | FileOptions.Asynchronous);
        var report = await run.RunAsync<ImportLines, LineImportReport>(import => import.ExecuteAsync(stream, command, cancellationToken));
        if (report.Refusal is { } refusal)
        {
            Show(run, report);
            var (reason, remedy) = TextOf(refusal, report, command.DryRun);
            return run.Refuse(reason, remedy);
        }
        if (report.TakenBefore)
        {
            run.Say($"{Name(report)} was imported before; nothing changed.");
            return CommandRun.Done;
        }
        run.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(report)} of {report.Header!.AsOf:yyyy-MM-dd}: {report.Rows} rows; {report.Opened} open a line, {report.Changed} change one ({report.Ended} by ending a contract that the file does not name), {report.Unchanged} say what is known, {report.Later} wait for their day."));
        if (command.DryRun)
        {
            run.Say("This was a dry run; nothing changed.");
            return CommandRun.Done;
        }
        var applied = await run.RunAsync<ApplyLineChanges, LineRun>(apply => apply.ExecuteAsync(hold: null, cancellationToken));
        run.Say(string.Create(CultureInfo.InvariantCulture, $"Imported: {applied.Opened} lines opened, {applied.Changed} lines changed."));
        return CommandRun.Done;
    }

    private static void Show(CommandRun run, LineImportReport report)
    {
        if (report.Problems.Count == 0)
            return;
        run.Table(
            "What is wrong with the file",
            [Column.Number("Row"), "Field", "What to do"],
            report.Problems.Select(problem => (string[])[problem.Row.ToString(CultureInfo.InvariantCulture), problem.Field, problem.Problem]));
        if (report.BadRows > report.Problems.Count)
            run.Say(string.Create(CultureInfo.InvariantCulture, $"... and {report.BadRows - report.Problems.Count} more."));
    }

    private static (string Reason, string Remedy) TextOf(LineImportRefusal refusal, LineImportReport report, bool isDryRun) => refusal switch
    {
        LineImportRefusal.Unreadable => ($"the file cannot be taken: {report.Problems[0].Problem}", "Nothing of it was taken."),
        LineImportRefusal.OtherKind => ($"the file says that it is {Name(report)}.", "Name it as what it is, or fetch the one that was meant."),
        LineImportRefusal.FileMissing => ($"{Name(report)} is not the next.", $"Import file {report.Expected} first, or a full file."),
        LineImportRefusal.NumberTaken => ($"{Name(report)} comes after its time: the next is {report.Expected}.", "Another file with this number, or a later one, was imported. Ask the register for a file with the next number."),
        LineImportRefusal.BadRows => ($"{report.BadRows} of {report.Rows} rows are wrong.", isDryRun ? "Have them corrected in the register." : "Nothing of the file was taken. Have them corrected in the register, and try with --dry-run."),
        LineImportRefusal.EndsTooMany => ($"the file does not name {report.Ended} lines under contract, whose contracts would end.", "Make sure that the file is whole and of this register; then say --may-end-many. Lines:MostEndedPercent says how many a file may end."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal of a file."),
    };

    private static string Name(LineImportReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"{(report.Header!.Kind == LineImportKind.Full ? "full" : "delta")} file {report.Header.Sequence}");
}
