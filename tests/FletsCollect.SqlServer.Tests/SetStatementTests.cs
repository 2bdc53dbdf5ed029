using FletsCollect.Charges;
using FletsCollect.Server.Database.Sets;
using FletsCollect.Subscribers;

namespace FletsCollect.SqlServer.Tests;

/// <summary>The statements of the charge path that are written for SQL Server by hand, resolved name by name against its schema.</summary>
public sealed class SetStatementTests
{
    [Fact]
    public void Look_up_of_a_group_of_charges_means_something() =>
        AssertMeansSomething(SqlServerSetReader.Text(SqlServerScript.NewContext(), OpenBooks.Facts, ["shop", "key", Guid.Empty, "dpop:key", "proof", Guid.Empty, "2026-11"]));

    [Fact]
    public void Conditional_change_of_many_rows_means_something() =>
        AssertMeansSomething(SqlServerSetWriter.Text(
            SqlServerScript.NewContext(),
            new ConditionalChange(typeof(LineLimit), "posted = t.posted + v.c1", "t.line = v.c0 AND t.posted + v.c1 <= t.\"limit\"", [["BEN0", 700L]])));

    [Fact]
    public void Look_up_by_a_column_that_is_not_there_is_found() =>
        Assert.NotEmpty(Errors(SqlServerSetReader.Text(SqlServerScript.NewContext(), new LookUp().Row<LineLimit>("s", "s.colour = k.c0"), ["red"])));

    private static void AssertMeansSomething(string statement) => Assert.Empty(Errors(statement));

    private static IReadOnlyList<string> Errors(string statement) =>
        SqlServerScript.ModelErrors($"{SqlServerScript.Generate()}\nGO\nCREATE PROCEDURE [set_statement] {SqlServerSets.Parameter} nvarchar(max) AS {statement};");
}
