using System.Data.Common;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.Database.Sets;
using FletsCollect.Subscribers;

namespace FletsCollect.SqlServer.Tests;

/// <summary>The statements of the charge path and of the close that are written for SQL Server by hand, resolved name by name against its schema.</summary>
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
    public void Statements_of_a_close_mean_something()
    {
        var cycle = new BillingCycle(new BillingMonth(2026, 11), 0, 10, DateTime.UnixEpoch);
        Assert.Empty(Errors(CloseStatements.InsertInvoices(SqlServerScript.NewContext(), new SqlServerSetWriter(), cycle, 5, DateTime.UnixEpoch)));
        Assert.Empty(Errors(CloseStatements.InsertItems(SqlServerScript.NewContext(), cycle, 10, 5)));
    }

    [Fact]
    public void Look_up_by_a_column_that_is_not_there_is_found() =>
        Assert.NotEmpty(Errors(SqlServerSetReader.Text(SqlServerScript.NewContext(), new LookUp().Row<LineLimit>("s", "s.colour = k.c0"), ["red"])));

    private static void AssertMeansSomething(string statement) => Assert.Empty(Errors(statement));

    private static IReadOnlyList<string> Errors(string statement) => Errors($"{SqlServerSets.Parameter} nvarchar(max)", statement);

    private static IReadOnlyList<string> Errors(DbCommand statement) =>
        Errors(string.Join(", ", statement.Parameters.Cast<DbParameter>().Select(parameter => $"{parameter.ParameterName} sql_variant")), statement.CommandText);

    private static IReadOnlyList<string> Errors(string parameters, string statement)
    {
        var script = $"{SqlServerScript.Generate()}\nGO\nCREATE PROCEDURE [set_statement] {parameters} AS {statement};";
        return [.. SqlServerScript.SyntaxErrors(script), .. SqlServerScript.ModelErrors(script)];
    }
}
