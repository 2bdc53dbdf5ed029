using FletsCollect.Ledger;
using Spectre.Console;

namespace FletsCollect.Server.Commands;

/// <summary>Where one command gets its services and writes what it did.</summary>
internal sealed class CommandRun(IServiceProvider services, TextWriter output, TextWriter errors)
{
    public const int Done = 0;
    public const int Refused = 1;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    // Plain text of any width: what is piped into a file or another program is neither coloured nor cut.
    private readonly IAnsiConsole console = PlainConsole(output);

    public async Task<T> RunAsync<TUseCase, T>(Func<TUseCase, Task<T>> use)
        where TUseCase : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    public bool InDevelopment => services.GetRequiredService<IHostEnvironment>().IsDevelopment();

    public void Say(string text) => output.WriteLine(text);

    /// <summary>Waits for long work and says every few seconds how far it is; work that is quick says nothing.</summary>
    /// <param name="work">The work, which goes on meanwhile.</param>
    /// <param name="progress">How far it is, in one line; null when there is nothing to say.</param>
    /// <param name="cancellationToken">Stops saying; the work has it too.</param>
    public async Task<T> TellAsync<T>(Task<T> work, Func<Task<string?>> progress, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(work, Task.Delay(TellEvery, cancellationToken)) != work)
        {
            if (await progress() is { } text)
                Say(text);
        }
        return await work;
    }

    public int Refuse(string reason, string remedy)
    {
        errors.WriteLine($"Refused: {reason}");
        errors.WriteLine(remedy);
        return Refused;
    }

    /// <summary>Writes a table; columns whose title ends in "yen" or counts are set to the right.</summary>
    public void Table(string title, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Ascii2);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column.Title)) { NoWrap = true, Alignment = column.IsNumber ? Justify.Right : Justify.Left });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        output.WriteLine();
        output.WriteLine(title);
        if (table.Rows.Count == 0)
            output.WriteLine("(none)");
        else
            console.Write(table);
    }

    /// <summary>The trial balance by kind of account, with the totals that must be equal.</summary>
    public async Task TrialBalanceAsync(CancellationToken cancellationToken)
    {
        var balance = await RunAsync<FletsCollectDbContext, TrialBalance>(db => TrialBalance.ByKindAsync(db, cancellationToken));
        Table(
            "Trial balance by kind of account",
            ["Account", Column.Number("Debits, yen"), Column.Number("Credits, yen"), Column.Number("Balance, yen")],
            [
                .. balance.Accounts.Select(kind => (string[])[kind.Account.Kind, kind.Debits.ToString(), kind.Credits.ToString(), kind.Balance.ToString()]),
                ["Total", balance.Debits.ToString(), balance.Credits.ToString(), (balance.Debits - balance.Credits).ToString()],
            ]);
        Say(balance.Debits == balance.Credits ? $"Debits equal credits: {balance.Debits} yen." : $"DEBITS {balance.Debits} AND CREDITS {balance.Credits} DIFFER.");
    }

    private static IAnsiConsole PlainConsole(TextWriter output)
    {
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        plain.Profile.Width = 1_000;
        return plain;
    }
}

/// <summary>A column of a table: text to the left, numbers to the right.</summary>
internal sealed record Column(string Title, bool IsNumber = false)
{
    public static Column Number(string title) => new(title, IsNumber: true);

    public static implicit operator Column(string title) => new(title);
}
