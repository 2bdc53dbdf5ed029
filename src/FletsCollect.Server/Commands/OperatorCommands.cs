using System.CommandLine;
using FletsCollect.Calendars;

namespace FletsCollect.Server.Commands;

/// <summary>
/// The operator's command line, for people and for cron: the server's own program with a command as its first argument does that and ends.
/// It may run beside a running server, on the same database. Exit code 0: done, or nothing left to do; 1: refused, with the reason and
/// what to do about it on standard error; 2: the command was not understood.
/// </summary>
public static class OperatorCommands
{
    private const int NotUnderstood = 2;

    private static readonly Argument<string> Month = MonthArgument();

    private static readonly Option<bool> Early = new("--early") { Description = "Close although the month is not over (Development only); later charges go to the next month." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show what would be billed, and change nothing." };

    private static readonly Option<bool> AtOnce = new("--now") { Description = "Use them from now on, for when a key may be known to others; merchants may have to read the key set again." };

    /// <summary>
    /// True when a command is asked for instead of the server: the first argument is a word, or asks for help. The server's own settings
    /// are options or key=value. A word that is no command is a command that is not understood: a slip of the finger must not start a
    /// server.
    /// </summary>
    public static bool IsCommand(IReadOnlyList<string> args) =>
        args.Count > 0 && (args[0] is "--help" or "-h" or "-?" || (!args[0].StartsWith('-') && !args[0].StartsWith('/') && !args[0].Contains('=', StringComparison.Ordinal)));

    /// <summary>Runs the command and gives its exit code. The services are the server's own; nothing is started.</summary>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, TextWriter output, TextWriter errors, CancellationToken cancellationToken = default)
    {
        var parsed = Root(new CommandRun(services, output, errors)).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await errors.WriteLineAsync(error.Message);
            await errors.WriteLineAsync($"'{parsed.CommandResult.Command.Name} --help' says how it is used.");
            return NotUnderstood;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, cancellationToken);
    }

    private static RootCommand Root(CommandRun run) => new("FletsCollect: the operator's commands. Without one of them the server starts.")
    {
        OfMonth("close-month", "Freeze a month and put its charges on line invoices.", (parsed, month, token) => MonthCommands.CloseAsync(run, month, parsed.GetValue(Early), parsed.GetValue(DryRun), token), Early, DryRun),
        OfMonth("issue-invoices", "Hand the month's invoices to the telco's billing.", (_, month, token) => MonthCommands.IssueAsync(run, month, token)),
        OfMonth("record-collection", "Record what the telco collected for the month's invoices.", (_, month, token) => MonthCommands.CollectAsync(run, month, token)),
        OfMonth("settle", "Make the month's fee statements.", (_, month, token) => MonthCommands.SettleAsync(run, month, token)),
        OfMonth("pay-out", "Pay the month's statements and record what the bank confirms.", (_, month, token) => MonthCommands.PayOutAsync(run, month, token)),
        OfMonth("show-month", "Show the month's invoices, statements and payouts.", (_, month, token) => MonthCommands.ShowAsync(run, month, token)),
        Plain("verify", "Hold every invariant of the books against what is stored.", token => BookCommands.VerifyAsync(run, token)),
        RotateKeys(run),
        Plain("migrate", "Create or upgrade the database's tables.", token => BookCommands.MigrateAsync(run, token)),
    };

    private static Command OfMonth(string name, string description, Func<ParseResult, BillingMonth, CancellationToken, Task<int>> action, params Option[] options)
    {
        var command = new Command(name, description) { Month };
        foreach (var option in options)
            command.Add(option);
        command.SetAction((parsed, token) => action(parsed, BillingMonth.Parse(parsed.GetRequiredValue(Month)), token));
        return command;
    }

    private static Command RotateKeys(CommandRun run)
    {
        var command = new Command("rotate-keys", "Make the provider's next keys before their time.") { AtOnce };
        command.SetAction((parsed, token) => KeyCommands.RotateAsync(run, parsed.GetValue(AtOnce), token));
        return command;
    }

    private static Command Plain(string name, string description, Func<CancellationToken, Task<int>> action)
    {
        var command = new Command(name, description);
        command.SetAction((_, token) => action(token));
        return command;
    }

    private static Argument<string> MonthArgument()
    {
        var month = new Argument<string>("month") { Description = "The month, as yyyy-MM." };
        month.Validators.Add(result =>
        {
            if (!BillingMonth.TryParse(result.Tokens.Count == 1 ? result.Tokens[0].Value : null, out _))
                result.AddError("The month is written yyyy-MM, such as 2026-11.");
        });
        return month;
    }
}
