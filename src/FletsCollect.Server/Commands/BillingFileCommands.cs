using System.CommandLine;
using System.Globalization;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.DirectDebits;
using FletsCollect.Server.Localization;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>The commands that exchange files with the telco's billing and the bank. Each import keeps the file and takes it as a whole or not at all.</summary>
internal static class BillingFileCommands
{
    public static IEnumerable<Command> All(CommandRun run, Argument<string> month, Option<string> by)
    {
        var folder = new Option<string>("--to") { Description = "The folder to write to.", Required = true };
        var again = new Option<bool>("--rejected") { Description = "Also hand off again what the telco rejected." };
        var export = new Command("export-invoices", "Write the month's invoices into files for the telco's billing, with a JSON twin of each.") { month, folder, again, by };
        export.SetAction((parsed, token) => ExportAsync(run, MonthOf(parsed, month), parsed.GetRequiredValue(folder), parsed.GetValue(again), parsed.GetRequiredValue(by), token));

        yield return export;
        yield return Import("import-line-fees", "Take in the telco's own fees of each line, before the month closes.", run, by, (content, who, token) => run.RunAsync<ImportLineFees, FileImport>(import => import.ExecuteAsync(content, who, token)));
        yield return Import("import-acknowledgement", "Take in the telco's answer to exported invoices.", run, by, (content, who, token) => run.RunAsync<ImportAcknowledgement, FileImport>(import => import.ExecuteAsync(content, who, token)));
        yield return Import("import-collection", "Take in what the telco collected.", run, by, (content, who, token) => run.RunAsync<ImportCollection, FileImport>(import => import.ExecuteAsync(content, who, token)));
        yield return RequestDebits(run, month, by);
        yield return Import("import-debits", "Take in the bank's results of direct debits.", run, by, (content, who, token) => run.RunAsync<ImportDebits, FileImport>(import => import.ExecuteAsync(content, who, token)));
        yield return RecordRemittance(run, by);
        var list = new Command("show-files", "List the last files that went out and came in.");
        list.SetAction((_, token) => ListAsync(run, token));
        yield return list;
    }

    private static async Task<int> ExportAsync(CommandRun run, BillingMonth month, string folder, bool again, string by, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return run.Refuse($"There is no folder {folder}.", "Name one that exists with --to.");
        var outcome = await run.RunAsync<ExportInvoices, Result<InvoicesExported, ExportInvoicesRefusal>>(export => export.ExecuteAsync(month, again, by, cancellationToken));
        if (!outcome.Succeeded(out var exported, out var refusal))
        {
            return refusal switch
            {
                ExportInvoicesRefusal.MonthNotClosed => run.Refuse($"{month} is not closed.", $"Run close-month {month} first."),
                _ => throw new ArgumentOutOfRangeException(nameof(month), refusal, "Unknown refusal."),
            };
        }
        foreach (var file in exported.Files)
        {
            var path = Path.Combine(folder, file.Name);
            await File.WriteAllBytesAsync(path, file.Content, cancellationToken);
            var read = TelcoFile.Read(file.Content, TelcoForm.InvoiceItems, out var fault) ?? throw new InvalidOperationException(fault?.ToString());
            await File.WriteAllBytesAsync(Path.ChangeExtension(path, ".json"), TelcoJson.Write(read, TelcoForm.InvoiceItems, file.Sha256), cancellationToken);
        }
        run.Say(exported.Fresh == 0
            ? $"No invoice of {month} waits to be handed off; nothing changed. Its {exported.Files.Count} files were written again, with the same bytes."
            : $"Invoices of {month}: {exported.Fresh} new files, {exported.Files.Count} in all.");
        Show(run, exported.Files);
        return CommandRun.Done;
    }

    private static Command Import(string name, string description, CommandRun run, Option<string> by, Func<FileContent, string, CancellationToken, Task<FileImport>> import)
    {
        var path = new Argument<string>("file") { Description = "The file as it came." };
        var command = new Command(name, description) { path, by };
        command.SetAction(async (parsed, token) =>
        {
            if (!File.Exists(parsed.GetRequiredValue(path)))
                return run.Refuse($"There is no file {parsed.GetRequiredValue(path)}.", "Check its name.");
            var bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(path), token);
            var content = FileContent.Received(Path.GetFileName(parsed.GetRequiredValue(path)), bytes);
            return await ToldAsync(run, await ImportProgress.ShowAsync(run, content, import(content, parsed.GetRequiredValue(by), token), token), token);
        });
        return command;
    }

    private static async Task<int> ToldAsync(CommandRun run, FileImport import, CancellationToken cancellationToken)
    {
        var file = import.File;
        if (!import.Accepted)
        {
            var more = file.FaultCount > file.Faults.Count ? $"\nand {file.FaultCount - file.Faults.Count:#,0} more" : "";
            return run.Refuse($"{file.Name} was not taken, and nothing of it has any effect: {string.Join('\n', file.Faults.Select(FileFaultText.English))}{more}", file.Refusal switch
            {
                BillingFileRefusal.Malformed => "Have it sent again in the form of src/FletsCollect/Billing/README.md.",
                BillingFileRefusal.SequenceGap => "Files of a kind are imported in the order of their numbers.",
                BillingFileRefusal.SequenceRepeated => "show-files lists what came under which number.",
                BillingFileRefusal.RecordsDoNotFit => "Have it mended; the same number can be used again.",
                _ => throw new ArgumentOutOfRangeException(nameof(import), file.Refusal, "Unknown refusal."),
            });
        }
        run.Say(import.Repeated
            ? $"{file.Name} came before, as number {file.Sequence}; nothing changed. All {file.Records} records are in effect."
            : $"{file.Name}, number {file.Sequence}: {file.Applied} of {file.Records} records are in effect, {file.Total} yen.");
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    private static Command RequestDebits(CommandRun run, Argument<string> month, Option<string> by)
    {
        var accounts = new Option<string>("--accounts") { Description = "The telco's file of which account pays for which line.", Required = true };
        var date = Day("--date", "The bank day of the debit, yyyy-MM-dd.");
        var to = new Option<string>("--to") { Description = "The file to write.", Required = true };
        var command = new Command("request-debits", "Write the bank's file of direct debits for what lines owe for the month (口座振替).") { month, accounts, date, to, by };
        command.SetAction(async (parsed, token) =>
        {
            if (!File.Exists(parsed.GetRequiredValue(accounts)))
                return run.Refuse($"There is no file {parsed.GetRequiredValue(accounts)}.", "Check its name.");
            var bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(accounts), token);
            var made = await run.RunAsync<RequestDebits, DebitRequest>(request => request.ExecuteAsync(MonthOf(parsed, month), bytes, DayOf(parsed, date), parsed.GetRequiredValue(by), token));
            if (made.Content is null)
            {
                var why = made switch
                {
                    { AccountsFault: { } fault } => FileFaultText.English(fault),
                    { NotWritable: { } faults } => string.Join("; ", faults.Take(BillingFile.MostFaults)),
                    _ => $"no invoice of {MonthOf(parsed, month)} on these lines waits for a debit.",
                };
                return run.Refuse($"No request was written: {why}", made.Refusal switch
                {
                    RequestDebitsRefusal.AccountsMalformed => "Have the file of accounts sent again in the form of src/FletsCollect/Billing/README.md.",
                    RequestDebitsRefusal.NothingToDebit => "show-month says what is outstanding; what the bank was asked for and has not answered is not asked for twice.",
                    RequestDebitsRefusal.NotWritable => "Names are in kana, the day is a bank day, and the provider's own account stands in Payouts:Sender.",
                    _ => throw new ArgumentOutOfRangeException(nameof(run), made.Refusal, "Unknown refusal."),
                });
            }
            await File.WriteAllBytesAsync(parsed.GetRequiredValue(to), made.Content, token);
            run.Say($"{parsed.GetRequiredValue(to)}: request {made.Batch}, {made.Count} debits, {made.Total} yen.");
            return CommandRun.Done;
        });
        return command;
    }

    private static Command RecordRemittance(CommandRun run, Option<string> by)
    {
        var amount = new Argument<long>("amount") { Description = "How many yen arrived." };
        var reference = new Option<string>("--reference") { Description = "The bank's own name for the arrival.", Required = true };
        var date = Day("--date", "The day on the bank's statement, yyyy-MM-dd.");
        var command = new Command("record-remittance", "Record that collected money arrived at the bank.") { amount, reference, date, by };
        command.SetAction(async (parsed, token) =>
        {
            var outcome = await run.RunAsync<RecordRemittance, Result<RecordedRemittance, RecordRemittanceRefusal>>(record =>
                record.ExecuteAsync(parsed.GetRequiredValue(reference), new Yen(parsed.GetRequiredValue(amount)), DayOf(parsed, date), parsed.GetRequiredValue(by), token));
            if (!outcome.Succeeded(out var recorded, out var refusal))
            {
                return refusal switch
                {
                    RecordRemittanceRefusal.AmountInvalid => run.Refuse("The amount is not above zero.", "Give whole yen."),
                    RecordRemittanceRefusal.DayInFuture => run.Refuse("The day has not come yet in Japan.", "Give the day on the bank's statement."),
                    RecordRemittanceRefusal.ExceedsClearing => run.Refuse("That is more than was collected and has not arrived yet.", "Import the missing collection results first, or check the amount."),
                    RecordRemittanceRefusal.ReferenceReused => run.Refuse("The reference was used for another amount or day.", "Compare both with the bank's statement."),
                    _ => throw new ArgumentOutOfRangeException(nameof(run), refusal, "Unknown refusal."),
                };
            }
            run.Say(recorded.Repeated ? $"{recorded.Remittance.Reference} was recorded before; nothing changed." : $"{recorded.Remittance.Amount} yen arrived; {recorded.StillClearing} yen were collected and have not arrived yet.");
            await run.TrialBalanceAsync(token);
            return CommandRun.Done;
        });
        return command;
    }

    private static async Task<int> ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        const int most = 50;
        var files = await run.RunAsync<FletsCollectDbContext, List<BillingFile>>(db => db.BillingFiles.AsNoTracking().OrderByDescending(file => file.Id).Take(most).ToListAsync(cancellationToken));
        Show(run, files);
        return CommandRun.Done;
    }

    private static void Show(CommandRun run, IEnumerable<BillingFile> files) =>
        run.Table(
            "Files",
            ["Kind", Column.Number("Number"), "Name", "Status", Column.Number("In effect"), Column.Number("Records"), Column.Number("Total, yen"), "SHA-256", "By", "At (UTC)"],
            files.Select(file => (string[])
            [
                file.Kind.ToString(), $"{file.Sequence}", file.Name, file.Refusal is { } refusal ? $"{file.Status}: {refusal}" : file.Status.ToString(), $"{file.Applied}", $"{file.Records}",
                file.Total.ToString(), file.Sha256, file.By, file.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ]));

    private static BillingMonth MonthOf(ParseResult parsed, Argument<string> month) => BillingMonth.Parse(parsed.GetRequiredValue(month));

    private static Option<string> Day(string name, string description)
    {
        var day = new Option<string>(name) { Description = description, Required = true };
        day.Validators.Add(result =>
        {
            if (!DateOnly.TryParseExact(result.Tokens.Count == 1 ? result.Tokens[0].Value : null, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                result.AddError($"{name} is written yyyy-MM-dd, such as 2026-11-30.");
        });
        return day;
    }

    private static DateOnly DayOf(ParseResult parsed, Option<string> day) => DateOnly.ParseExact(parsed.GetRequiredValue(day), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
