using FletsCollect.Lines;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Lines;

/// <summary>The telco's register, file by file: taken whole or not at all, once, in order, and each row on its day (domain.md §3).</summary>
public sealed class ImportLinesTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Full_file_opens_what_is_new_and_its_repetition_changes_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var file = new RegisterFile().Line(1).Line(2, "hikari_premium").Line(3, status: "suspended", site: "KYOTO-1");

        var report = await TakenAsync(database, file);
        var again = await ImportAsync(database, file.ToCsv());

        Assert.Equal((3, 3, 0, 0, 0), (report.Rows, report.Opened, report.Changed, report.Unchanged, report.Later));
        Assert.True(again.TakenBefore);
        Assert.Equal(
            ["CAF0000000001 HikariNext Active", "CAF0000000002 HikariPremium Active", "CAF0000000003 HikariNext Suspended"],
            await database.ReadAsync(db => db.Lines.OrderBy(line => line.Number).Select(line => $"{line.Number.Value} {line.ServiceType} {line.Status}").ToListAsync()));
        Assert.Equal([.. Enumerable.Repeat(LineEventKind.Opened, 3)], await EventsAsync(database));
        Assert.Equal((1, 0), await database.ReadAsync(async db => (await db.LineImports.CountAsync(), await db.LineChanges.CountAsync())));
    }

    [Theory, EveryDatabase]
    public async Task Json_file_is_the_same_as_the_other(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        await TakenAsync(database, new RegisterFile().Line(1, site: "京都1").ToJson());

        Assert.Equal("京都1", await database.ReadAsync(db => db.Lines.Select(line => line.Site).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Delta_changes_what_it_names_and_nothing_else(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile().Line(1).Line(2).Line(3));

        var report = await TakenAsync(database, new RegisterFile("delta", 2).Line(1).Line(2, status: "in_arrears").Line(4));

        Assert.Equal((3, 1, 1, 1), (report.Rows, report.Opened, report.Changed, report.Unchanged));
        Assert.Equal([LineStatus.Active, LineStatus.InArrears, LineStatus.Active, LineStatus.Active], await StatusesAsync(database));
        Assert.Equal([LineEventKind.Opened, LineEventKind.FellIntoArrears], await EventsOfAsync(database, 2));
    }

    [Theory, EveryDatabase]
    public async Task Full_file_ends_the_contracts_that_it_does_not_name(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind, services => services.AddSingleton(new LineRules { MostEndedPercent = 50 }));
        await TakenAsync(database, new RegisterFile().Line(1).Line(2).Line(3, status: "terminated"));

        var report = await TakenAsync(database, new RegisterFile(sequence: 5).Line(1));

        Assert.Equal((1, 1, 1), (report.Ended, report.Changed, report.Unchanged));
        Assert.Equal([LineStatus.Active, LineStatus.Terminated, LineStatus.Terminated], await StatusesAsync(database));
        Assert.Equal([LineEventKind.Opened, LineEventKind.Terminated], await EventsOfAsync(database, 2));
        Assert.Equal([LineEventKind.Opened], await EventsOfAsync(database, 3));
    }

    [Theory, EveryDatabase]
    public async Task Full_file_that_would_end_too_many_needs_to_be_told_that_it_may(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile().Line(1).Line(2));
        var half = new RegisterFile(sequence: 2).Line(1).ToCsv();

        var refused = await ImportAsync(database, half);
        Assert.Equal((LineImportRefusal.EndsTooMany, 1), (refused.Refusal, refused.Ended));
        Assert.Equal([LineStatus.Active, LineStatus.Active], await StatusesAsync(database));

        await TakenAsync(database, half, mayEndMany: true);
        Assert.Equal([LineStatus.Active, LineStatus.Terminated], await StatusesAsync(database));
    }

    [Theory, EveryDatabase]
    public async Task Dry_run_says_what_would_happen_and_changes_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind, services => services.AddSingleton(new LineRules { MostEndedPercent = 100 }));
        await TakenAsync(database, new RegisterFile().Line(1).Line(2).Line(3));
        var file = new RegisterFile(sequence: 2).Line(1).Line(2, status: "suspended").Line(4).Line(5, from: "2026-12-01").ToCsv();

        var report = await ImportAsync(database, file, dryRun: true);

        Assert.Null(report.Refusal);
        Assert.Equal((4, 1, 2, 1, 1, 1), (report.Rows, report.Opened, report.Changed, report.Unchanged, report.Later, report.Ended));
        Assert.Equal((1, 0, 3, 3), await database.ReadAsync(async db => (await db.LineImports.CountAsync(), await db.LineChanges.CountAsync(), await db.Lines.CountAsync(), await db.LineEvents.CountAsync())));
        await TakenAsync(database, file);
        Assert.Equal([LineStatus.Active, LineStatus.Suspended, LineStatus.Terminated, LineStatus.Active], await StatusesAsync(database));
    }

    [Theory, EveryDatabase]
    public async Task One_bad_row_keeps_all_others_out_and_every_bad_row_is_counted(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var file = new RegisterFile();
        for (var number = 1; number <= 1_500; number++)
            file.Line(number);
        for (var number = 1; number <= 150; number++)
            file.Line(number, status: "gone");

        var report = await ImportAsync(database, file.ToCsv());

        Assert.Equal((LineImportRefusal.BadRows, 150, LineImportReport.MostNamed), (report.Refusal, report.BadRows, report.Problems.Count));
        Assert.Equal((1_503, "status"), (report.Problems[0].Row, report.Problems[0].Field));
        Assert.Equal((0, 0, 0), await database.ReadAsync(async db => (await db.Lines.CountAsync(), await db.LineChanges.CountAsync(), await db.LineImports.CountAsync())));
    }

    [Theory, EveryDatabase]
    public async Task Line_that_is_named_twice_for_one_day_is_a_bad_row(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        var report = await ImportAsync(database, new RegisterFile().Line(1).Line(2).Line(1, status: "suspended").Line(1, from: "2026-12-01").ToCsv());

        Assert.Equal(LineImportRefusal.BadRows, report.Refusal);
        Assert.Equal(new LineFileProblem(5, "line_number", "This line is named for the same day in row 3 already. Leave one of them."), Assert.Single(report.Problems));
    }

    [Theory, EveryDatabase]
    public async Task File_that_is_not_whole_leaves_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var file = new RegisterFile();
        for (var number = 1; number <= 1_500; number++)
            file.Line(number);

        var report = await ImportAsync(database, file.ToCsv(spoil: text => text[..(text.Length / 2)]));

        Assert.Equal(LineImportRefusal.Unreadable, report.Refusal);
        Assert.Equal((0, 0), await database.ReadAsync(async db => (await db.LineChanges.CountAsync(), await db.LineImports.CountAsync())));
    }

    [Theory, EveryDatabase]
    public async Task Files_come_in_their_order(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile(sequence: 3).Line(1));

        Assert.Equal((LineImportRefusal.FileMissing, 4), await RefusedAsync(database, new RegisterFile("delta", 5).Line(1)));
        Assert.Equal((LineImportRefusal.NumberTaken, 4), await RefusedAsync(database, new RegisterFile("delta", 2).Line(1)));
        Assert.Equal((LineImportRefusal.NumberTaken, 4), await RefusedAsync(database, new RegisterFile(sequence: 3).Line(1).Line(2)));
        Assert.Equal(LineImportRefusal.OtherKind, (await ImportAsync(database, new RegisterFile(sequence: 4).Line(1).ToCsv(), believed: LineImportKind.Delta)).Refusal);
        await TakenAsync(database, new RegisterFile("delta", 4).Line(1));
        await TakenAsync(database, new RegisterFile(sequence: 9).Line(1));
    }

    [Theory, EveryDatabase]
    public async Task Change_waits_for_its_day_in_Japan_and_happens_once_however_late(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile().Line(1).Line(1, status: "suspended", from: "2026-11-20").Line(1, "hikari_premium", from: "2026-12-01").Line(2, from: "2026-11-20"));

        database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 19, 14, 59, 59, TimeSpan.Zero));
        Assert.Equal(default, await ApplyAsync(database));
        database.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 19, 15, 0, 0, TimeSpan.Zero));
        Assert.Equal(new LineRun(1, 1), await ApplyAsync(database));
        Assert.Equal([LineStatus.Suspended, LineStatus.Active], await StatusesAsync(database));
        database.Clock.SetUtcNow(new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(new LineRun(0, 1), await ApplyAsync(database));
        Assert.Equal(default, await ApplyAsync(database));

        Assert.Equal([LineEventKind.Opened, LineEventKind.Suspended, LineEventKind.TypeChanged, LineEventKind.Resumed], await EventsOfAsync(database, 1));
    }

    [Theory, EveryDatabase]
    public async Task Days_that_were_missed_happen_in_their_order(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile().Line(1).Line(1, from: "2026-12-03").Line(1, status: "terminated", from: "2026-12-04").Line(1, status: "suspended", from: "2026-12-01"));

        database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero));
        await ApplyAsync(database);

        Assert.Equal([LineEventKind.Opened, LineEventKind.Suspended, LineEventKind.Resumed, LineEventKind.Terminated], await EventsOfAsync(database, 1));
    }

    [Theory, EveryDatabase]
    public async Task Later_file_replaces_what_was_to_come_of_the_lines_that_it_names(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile().Line(1).Line(1, status: "terminated", from: "2026-12-01").Line(2).Line(2, status: "terminated", from: "2026-12-01").Line(3).Line(3, status: "suspended", from: "2026-11-20"));

        // The contractor of line 1 changed his mind; of line 3 there is news for a later day only.
        await TakenAsync(database, new RegisterFile("delta", 2).Line(1).Line(3, "hikari_premium", "suspended", from: "2026-12-05"));

        database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero));
        await ApplyAsync(database);
        Assert.Equal([LineStatus.Active, LineStatus.Terminated, LineStatus.Suspended], await StatusesAsync(database));
        Assert.Equal([LineEventKind.Opened, LineEventKind.Suspended, LineEventKind.TypeChanged], await EventsOfAsync(database, 3));
    }

    [Theory, EveryDatabase]
    public async Task Full_file_replaces_everything_that_was_to_come(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await TakenAsync(database, new RegisterFile().Line(1).Line(1, status: "terminated", from: "2026-12-01"));

        await TakenAsync(database, new RegisterFile(sequence: 2).Line(1));

        Assert.Equal(0, await database.ReadAsync(db => db.LineChanges.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Import_that_was_killed_after_it_was_taken_is_finished_by_the_job(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var file = new RegisterFile();
        for (var number = 1; number <= 1_200; number++)
            file.Line(number);
        Assert.Null((await ImportAsync(database, file.ToCsv())).Refusal);
        var chunks = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(() => database.RunAsync<ApplyLineChanges>(apply => apply.ExecuteAsync(
            (_, _) => ++chunks == 2 ? throw new OperationCanceledException() : Task.CompletedTask, CancellationToken.None)));
        Assert.Equal(500, await database.ReadAsync(db => db.Lines.CountAsync()));

        var runs = await Task.WhenAll(ApplyAsync(database), ApplyAsync(database));

        Assert.Equal(new LineRun(700, 0), runs[0] + runs[1]);
        Assert.Equal((1_200, 1_200, 0), await database.ReadAsync(async db => (await db.Lines.CountAsync(), await db.LineEvents.CountAsync(), await db.LineChanges.CountAsync())));
    }

    [Theory, EveryDatabase]
    public async Task Of_two_files_with_one_number_one_is_taken(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var reports = await Task.WhenAll(ImportAsync(database, new RegisterFile().Line(1).ToCsv()), ImportAsync(database, new RegisterFile().Line(2).ToCsv()));

        Assert.Single(reports, report => report.Refusal is null);
        Assert.Single(reports, report => report.Refusal == LineImportRefusal.NumberTaken);
        Assert.Equal((1, 1), await database.ReadAsync(async db => (await db.LineImports.CountAsync(), await db.LineChanges.CountAsync())));
    }

    [Theory, EveryDatabase]
    public async Task What_a_killed_reader_left_is_forgotten_a_day_later(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var left = new LineImport(LineImportKind.Full, 1, new DateOnly(2026, 11, 10), "suzuki", database.Now);
        await database.AddAsync(left, new LineChange(left.Id, 3, new DateOnly(2026, 11, 10), Household.LineOf(9).ToRecord()));

        Assert.Equal(default, await ApplyAsync(database));
        database.Clock.Advance(TimeSpan.FromDays(2));
        await TakenAsync(database, new RegisterFile().Line(1));

        Assert.Equal([1L], await database.ReadAsync(db => db.LineImports.Select(import => import.TakenSequence!.Value).ToListAsync()));
        Assert.Equal(1, await database.ReadAsync(db => db.Lines.CountAsync()));
    }

    private static Task<LineImportReport> ImportAsync(TestDatabase database, string text, bool dryRun = false, bool mayEndMany = false, LineImportKind? believed = null) =>
        database.RunAsync<ImportLines, LineImportReport>(import => import.ExecuteAsync(RegisterFile.Stream(text), new ImportLinesCommand(believed, dryRun, mayEndMany, "suzuki"), CancellationToken.None));

    private static Task<LineImportReport> TakenAsync(TestDatabase database, RegisterFile file) => TakenAsync(database, file.ToCsv());

    private static async Task<LineImportReport> TakenAsync(TestDatabase database, string text, bool mayEndMany = false)
    {
        var report = await ImportAsync(database, text, mayEndMany: mayEndMany);
        Assert.True(report.Refusal is null, $"{report.Refusal}: {string.Join(' ', report.Problems)}");
        await ApplyAsync(database);
        return report;
    }

    private static async Task<(LineImportRefusal?, long?)> RefusedAsync(TestDatabase database, RegisterFile file)
    {
        var report = await ImportAsync(database, file.ToCsv());
        return (report.Refusal, report.Expected);
    }

    private static Task<LineRun> ApplyAsync(TestDatabase database) => database.RunAsync<ApplyLineChanges, LineRun>(apply => apply.ExecuteAsync(hold: null, CancellationToken.None));

    private static Task<List<LineStatus>> StatusesAsync(TestDatabase database) => database.ReadAsync(db => db.Lines.OrderBy(line => line.Number).Select(line => line.Status).ToListAsync());

    private static Task<List<LineEventKind>> EventsAsync(TestDatabase database) => database.ReadAsync(db => db.LineEvents.Select(happened => happened.Kind).ToListAsync());

    private static Task<List<LineEventKind>> EventsOfAsync(TestDatabase database, int number)
    {
        var line = new LineNumber($"CAF{number:D10}");
        return database.ReadAsync(db => db.LineEvents.Where(happened => happened.Line == line)
            .OrderBy(happened => happened.RecordedAt).ThenBy(happened => happened.EffectiveOn).ThenBy(happened => happened.Step).Select(happened => happened.Kind).ToListAsync());
    }
}
