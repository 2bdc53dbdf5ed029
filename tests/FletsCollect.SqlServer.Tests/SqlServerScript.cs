using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FletsCollect.SqlServer.Tests;

/// <summary>
/// What stands in for a SQL Server that cannot run here: Microsoft's own parser of its language, and the model that its deployment tools
/// build of a database, which resolves every table and column that a statement names.
/// </summary>
internal static class SqlServerScript
{
    /// <summary>The script that makes an empty database into the product's.</summary>
    public static string Generate(MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default)
    {
        using var db = NewContext();
        return db.GetService<IMigrator>().GenerateScript(options: options);
    }

    /// <summary>The triggers that the model says its tables have.</summary>
    public static IReadOnlyList<(string Name, string? Table)> Triggers()
    {
        using var db = NewContext();
        return [.. db.Model.GetEntityTypes().SelectMany(entity => entity.GetDeclaredTriggers(), (entity, trigger) => (trigger.ModelName, entity.GetTableName()))];
    }

    /// <summary>What the parser does not understand, with its place.</summary>
    public static IReadOnlyList<string> SyntaxErrors(string script)
    {
        Parse(script, out var errors);
        return errors;
    }

    /// <summary>What the model of the database finds wrong: names that mean nothing, and objects that cannot be.</summary>
    public static IReadOnlyList<string> ModelErrors(string script)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        var statements = 0;
        foreach (var statement in Statements(Parse(script, out _)))
        {
            var text = TextOf(statement);
            // The model holds objects only, so a statement that changes rows is looked at inside a procedure.
            model.AddObjects(statement is DataModificationStatement ? $"CREATE PROCEDURE [statement_{++statements}] AS {text}" : text);
        }
        return [.. model.Validate().Where(message => message.MessageType == DacMessageType.Error).Select(message => message.ToString())];
    }

    public static FletsCollectDbContext NewContext() =>
        new(new DbContextOptionsBuilder<FletsCollectDbContext>()
            .UseSqlServer("Server=never-opened", database => database.MigrationsAssembly("FletsCollect.Migrations.SqlServer"))
            .Options);

    private static TSqlScript Parse(string script, out IReadOnlyList<string> errors)
    {
        using var reader = new StringReader(script);
        var parsed = new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var found);
        errors = [.. found.Select(error => $"line {error.Line}: {error.Message}")];
        return (TSqlScript)parsed;
    }

    private static IEnumerable<TSqlStatement> Statements(TSqlScript script) => script.Batches.SelectMany(batch => batch.Statements).SelectMany(Unwrap);

    /// <summary>The statements that matter, out of conditions, blocks and the batches that EXEC is given as text.</summary>
    private static IEnumerable<TSqlStatement> Unwrap(TSqlStatement statement) => statement switch
    {
        BeginTransactionStatement or CommitTransactionStatement or SetOnOffStatement => [],
        IfStatement condition => Unwrap(condition.ThenStatement),
        BeginEndBlockStatement block => block.StatementList.Statements.SelectMany(Unwrap),
        ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList text } =>
            Statements(Parse(string.Concat(text.Strings.Cast<StringLiteral>().Select(literal => literal.Value)), out _)),
        _ => [statement],
    };

    private static string TextOf(TSqlStatement statement) =>
        string.Concat(statement.ScriptTokenStream.Skip(statement.FirstTokenIndex).Take(statement.LastTokenIndex - statement.FirstTokenIndex + 1).Select(token => token.Text));
}
