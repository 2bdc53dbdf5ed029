using System.CommandLine;
using FletsCollect.Calendars;
using FletsCollect.Settlement;

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

    private static readonly Argument<long> Batch = new("batch") { Description = "The batch's number." };

    private static readonly Option<string> By = new("--by") { Description = "Who does it.", Required = true };

    private static readonly Option<string> To = new("--to") { Description = "The file to write.", Required = true };

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

    private static RootCommand Root(CommandRun run)
    {
        var root = new RootCommand("FletsCollect: the operator's commands. Without one of them the server starts.")
        {
            OfMonth("close-month", "Freeze a month and put its charges on line invoices.", (parsed, month, token) => MonthCommands.CloseAsync(run, month, parsed.GetValue(Early), parsed.GetValue(DryRun), token), Early, DryRun),
            OfMonth("issue-invoices", "Hand the month's invoices to the telco's billing.", (_, month, token) => MonthCommands.IssueAsync(run, month, token)),
            OfMonth("record-collection", "Record what the telco collected for the month's invoices.", (_, month, token) => MonthCommands.CollectAsync(run, month, token)),
            OfMonth("settle", "Make the month's fee statements.", (_, month, token) => MonthCommands.SettleAsync(run, month, token)),
            RegisterBankAccount(run),
            OfMonth("propose-payouts", "Put the month's payouts into batches for a second person to approve.", (parsed, month, token) => PayoutCommands.ProposeAsync(run, month, parsed.GetRequiredValue(By), token), By),
            OfBatch("approve-payouts", "Approve a batch that somebody else proposed, and write its transfer file.", (parsed, batch, token) => PayoutCommands.DecideAsync(run, batch, approve: true, parsed.GetRequiredValue(By), token), By),
            OfBatch("withdraw-payouts", "Withdraw a proposed batch, so that its payouts can be proposed again.", (parsed, batch, token) => PayoutCommands.DecideAsync(run, batch, approve: false, parsed.GetRequiredValue(By), token), By),
            OfBatch("write-transfer-file", "Write an approved batch's file for a person to carry to the bank.", (parsed, batch, token) => PayoutCommands.WriteFileAsync(run, batch, parsed.GetRequiredValue(To), token), To),
            OfMonth("pay-out", "Hand the month's approved batches to the connected bank and record what it answers.", (_, month, token) => PayoutCommands.PayOutAsync(run, month, token)),
            RecordBankResult(run),
            OfMonth("show-month", "Show the month's invoices, statements and payouts.", (_, month, token) => MonthCommands.ShowAsync(run, month, token)),
            OfMonth("reconcile", "Hold a month against itself from the charge to the bank, and list every break.", (_, month, token) => BookCommands.ReconcileAsync(run, month, token)),
            Plain("verify", "Hold every invariant of the books against what is stored.", token => BookCommands.VerifyAsync(run, token)),
            LineCommands.Import(run, By),
            RevokeGrant(run),
            RotateKeys(run),
            RunJob(run),
            Plain("migrate", "Create or upgrade the database's tables.", token => BookCommands.MigrateAsync(run, token)),
        };
        foreach (var command in RefundCommands.All(run, By).Concat(SubscriberCommands.All(run, By)).Concat(SupportCommands.All(run, By)).Concat(BillingFileCommands.All(run, Month, By)).Concat(SuspenseCommands.All(run, By)).Concat(TermsCommands.All(run, By)).Concat(HoldCommands.All(run, By)).Concat(FeeCommands.All(run, Month)).Concat(DocumentCommands.All(run, Month, To)).Concat(CredentialCommands.All(run, By)).Concat(StaffCommands.All(run, By)))
            root.Add(command);
        return root;
    }

    private static Command OfMonth(string name, string description, Func<ParseResult, BillingMonth, CancellationToken, Task<int>> action, params Option[] options)
    {
        var command = new Command(name, description) { Month };
        foreach (var option in options)
            command.Add(option);
        command.SetAction((parsed, token) => action(parsed, BillingMonth.Parse(parsed.GetRequiredValue(Month)), token));
        return command;
    }

    private static Command RevokeGrant(CommandRun run)
    {
        var grant = new Argument<string>("grant") { Description = "The grant: gr_ and 26 characters." };
        var reason = new Option<string>("--reason") { Description = "Why, for the audit trail.", Required = true };
        grant.Validators.Add(result =>
        {
            if (!PublicId.TryParse(PublicId.Grant, result.Tokens.Count == 1 ? result.Tokens[0].Value : null, out _))
                result.AddError("A grant is named gr_ and 26 characters, as the audit trail and the merchant's token response have it.");
        });
        var command = new Command("revoke-grant", "Take back a subscriber's consent, with every token that rests on it; charges that were made stay.") { grant, By, reason };
        command.SetAction((parsed, token) => GrantCommands.RevokeAsync(run, parsed.GetRequiredValue(grant), parsed.GetRequiredValue(By), parsed.GetRequiredValue(reason), token));
        return command;
    }

    private static Command RotateKeys(CommandRun run)
    {
        var command = new Command("rotate-keys", "Make the provider's next keys before their time.") { AtOnce };
        command.SetAction((parsed, token) => KeyCommands.RotateAsync(run, parsed.GetValue(AtOnce), token));
        return command;
    }

    private static Command OfBatch(string name, string description, Func<ParseResult, long, CancellationToken, Task<int>> action, params Option[] options)
    {
        var command = new Command(name, description) { Batch };
        foreach (var option in options)
            command.Add(option);
        command.SetAction((parsed, token) => action(parsed, parsed.GetRequiredValue(Batch), token));
        return command;
    }

    private static Command RegisterBankAccount(CommandRun run)
    {
        var merchant = new Argument<string>("merchant") { Description = "The merchant's code." };
        var bankCode = new Option<string>("--bank-code") { Description = "Four digits.", Required = true };
        var bankName = new Option<string>("--bank-name") { Description = "In kana.", Required = true };
        var branchCode = new Option<string>("--branch-code") { Description = "Three digits.", Required = true };
        var branchName = new Option<string>("--branch-name") { Description = "In kana.", Required = true };
        var type = new Option<BankAccountType>("--type") { Description = "The kind of account.", DefaultValueFactory = _ => BankAccountType.Ordinary };
        var number = new Option<string>("--number") { Description = "Up to seven digits.", Required = true };
        var holder = new Option<string>("--holder") { Description = "In kana, as the bank has it.", Required = true };
        var command = new Command("register-bank-account", "Note the account that a merchant is paid to.") { merchant, bankCode, bankName, branchCode, branchName, type, number, holder };
        command.SetAction((parsed, token) => PayoutCommands.RegisterAccountAsync(
            run,
            parsed.GetRequiredValue(merchant),
            new BankAccount(
                parsed.GetRequiredValue(bankCode), parsed.GetRequiredValue(bankName), parsed.GetRequiredValue(branchCode), parsed.GetRequiredValue(branchName),
                parsed.GetValue(type), parsed.GetRequiredValue(number), parsed.GetRequiredValue(holder)),
            token));
        return command;
    }

    private static Command RecordBankResult(CommandRun run)
    {
        var payout = new Argument<string>("payout") { Description = "The payout, as show-month names it." };
        payout.Validators.Add(result =>
        {
            if (!PublicId.TryParse(PublicId.Payout, result.Tokens.Count == 1 ? result.Tokens[0].Value : null, out _))
                result.AddError("A payout is named as show-month names it: po_ and 26 characters.");
        });
        var outcome = new Argument<BankOutcome>("outcome") { Description = "Arrived, or Returned when the money came back." };
        var reference = new Option<string>("--reference") { Description = "The bank's own name for it.", Required = true };
        var reason = new Option<string?>("--reason") { Description = "Why the money came back." };
        var command = new Command("record-bank-result", "Record what the bank says of a payout.") { payout, outcome, reference, reason };
        command.SetAction((parsed, token) => PayoutCommands.RecordResultAsync(
            run,
            PublicId.TryParse(PublicId.Payout, parsed.GetRequiredValue(payout), out var id) ? id : throw new InvalidOperationException("The payout was checked."),
            new BankAnswer(parsed.GetRequiredValue(outcome), parsed.GetRequiredValue(reference), parsed.GetValue(reason)),
            token));
        return command;
    }

    private static Command RunJob(CommandRun run)
    {
        var job = new Argument<string>("job") { Description = "The job's name.", DefaultValueFactory = _ => "" };
        var command = new Command("run-job", "Run one of the server's jobs now; without a name, list the jobs and their last runs.") { job };
        command.SetAction((parsed, token) => JobCommands.RunAsync(run, parsed.GetRequiredValue(job), token));
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
