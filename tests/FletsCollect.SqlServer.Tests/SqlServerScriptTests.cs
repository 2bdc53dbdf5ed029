using Microsoft.EntityFrameworkCore.Migrations;

namespace FletsCollect.SqlServer.Tests;

/// <summary>The migrations of the one database that no test can run (operations.md, "Tables"): parsed, and resolved name by name.</summary>
public sealed class SqlServerScriptTests
{
    [Fact]
    public void Migration_script_is_Transact_SQL() => Assert.Empty(SqlServerScript.SyntaxErrors(SqlServerScript.Generate()));

    [Fact]
    public void Migration_script_that_may_run_twice_is_Transact_SQL() =>
        Assert.Empty(SqlServerScript.SyntaxErrors(SqlServerScript.Generate(MigrationsSqlGenerationOptions.Idempotent)));

    [Fact]
    public void Every_name_in_the_migration_script_means_something() => Assert.Empty(SqlServerScript.ModelErrors(SqlServerScript.Generate()));

    [Fact]
    public void Every_table_that_the_model_marks_as_append_only_gets_its_trigger()
    {
        var script = SqlServerScript.Generate();

        Assert.NotEmpty(SqlServerScript.Triggers());
        Assert.All(SqlServerScript.Triggers(), trigger => Assert.Contains($"CREATE TRIGGER [{trigger.Name}] ON [{trigger.Table}]", script, StringComparison.Ordinal));
    }

    [Fact]
    public void Statement_that_is_no_Transact_SQL_is_found() => Assert.NotEmpty(SqlServerScript.SyntaxErrors("CREATE TABLE [plan] ([id] bigint NOT NULL,,);"));

    [Theory]
    [InlineData("CREATE INDEX [ix_transfer_colour] ON [transfer] ([colour]);")]
    [InlineData("ALTER TABLE [transfer] ADD CONSTRAINT [ck_transfer_colour] CHECK ([colour] > 0);")]
    [InlineData("INSERT INTO [ledger_head] ([shard], [colour]) VALUES (0, 0);")]
    [InlineData("EXEC(N'CREATE TRIGGER [colour_append_only] ON [colour] INSTEAD OF UPDATE AS THROW 51000, N''no'', 1;');")]
    public void Statement_that_names_what_is_not_there_is_found(string planted) =>
        Assert.NotEmpty(SqlServerScript.ModelErrors(SqlServerScript.Generate() + "\nGO\n" + planted));
}
