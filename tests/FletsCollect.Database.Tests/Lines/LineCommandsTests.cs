using FletsCollect.Server.Commands;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Lines;

/// <summary>The import of the register as the operator or cron sees it: what it prints, and the exit code.</summary>
public sealed class LineCommandsTests(Databases databases) : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(path);

    [Theory, EveryDatabase]
    public async Task File_is_tried_taken_and_known_again(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await WriteAsync(new RegisterFile().Line(1).Line(2, from: "2026-12-01").ToCsv());

        Assert.Equal(
            (0, "full file 1 of 2026-11-10: 2 rows; 1 open a line, 0 change one (0 by ending a contract that the file does not name), 0 say what is known, 1 wait for their day.\nThis was a dry run; nothing changed.\n", ""),
            await RunAsync(database, "import-lines", path, "--full", "--dry-run", "--by", "suzuki"));
        Assert.Equal(0, await database.ReadAsync(db => db.Lines.CountAsync()));
        var (code, output, _) = await RunAsync(database, "import-lines", path, "--by", "suzuki");
        Assert.Equal((0, true), (code, output.EndsWith("Imported: 1 lines opened, 0 lines changed.\n", StringComparison.Ordinal)));
        Assert.Equal((0, "full file 1 was imported before; nothing changed.\n", ""), await RunAsync(database, "import-lines", path, "--by", "suzuki"));
        Assert.Equal("operator:suzuki", await database.ReadAsync(db => db.AuditEntries.Where(entry => entry.Action == "lines.imported").Select(entry => entry.Actor).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Bad_rows_are_listed_and_nothing_is_taken(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await WriteAsync(new RegisterFile().Line(1).Line(2, status: "gone").Row("CAF0000000003").ToCsv());

        var (code, output, errors) = await RunAsync(database, "import-lines", path, "--by", "suzuki");

        Assert.Equal(1, code);
        Assert.Contains("4 | status", output, StringComparison.Ordinal);
        Assert.Contains("active, suspended, in_arrears, terminated", output, StringComparison.Ordinal);
        Assert.Contains("5 | row", output, StringComparison.Ordinal);
        Assert.Contains("2 of 3 rows are wrong", errors, StringComparison.Ordinal);
        Assert.Equal(0, await database.ReadAsync(db => db.Lines.CountAsync()));
    }

    [Fact]
    public async Task Each_refusal_says_what_to_do()
    {
        await using var database = await databases.OpenAsync(DatabaseKind.Sqlite);
        await AssertRefusedAsync(database, "there is no file");
        await WriteAsync("nonsense");
        await AssertRefusedAsync(database, "neither '#fletscollect-lines");
        await WriteAsync(new RegisterFile(sequence: 2).Line(1).Line(2).ToCsv());
        await AssertRefusedAsync(database, "the file says that it is full file 2", "--delta");
        Assert.Equal(0, (await RunAsync(database, "import-lines", path, "--by", "suzuki")).Code);
        await WriteAsync(new RegisterFile("delta", 4).Line(1).ToCsv());
        await AssertRefusedAsync(database, "Import file 3 first");
        await WriteAsync(new RegisterFile("delta", 2).Line(1).ToCsv());
        await AssertRefusedAsync(database, "the next is 3");
        await WriteAsync(new RegisterFile(sequence: 3).Line(1).ToCsv());
        await AssertRefusedAsync(database, "does not name 1 lines under contract");
        Assert.Equal(0, (await RunAsync(database, "import-lines", path, "--by", "suzuki", "--may-end-many")).Code);
    }

    [Theory]
    [InlineData("import-lines")]
    [InlineData("import-lines", "file")]
    [InlineData("import-lines", "file", "--full", "--delta", "--by", "suzuki")]
    public async Task Command_that_is_not_understood_ends_with_2(params string[] args)
    {
        await using var database = await databases.OpenAsync(DatabaseKind.Sqlite);

        Assert.Equal(2, (await RunAsync(database, args)).Code);
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(path, text);

    private async Task AssertRefusedAsync(TestDatabase database, string reason, params string[] options)
    {
        var (code, _, errors) = await RunAsync(database, ["import-lines", path, "--by", "suzuki", .. options]);
        Assert.Equal(1, code);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TestDatabase database, params string[] args)
    {
        await using var scope = database.NewScope();
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await OperatorCommands.RunAsync(args, scope.ServiceProvider, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
