using System.Net;
using System.Text.RegularExpressions;
using FletsCollect.Calendars;
using FletsCollect.Server.Sites;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>
/// A list over a million rows answers as one over a hundred: the database's own plan of every query of every list goes by an index to where the
/// page begins, and sorts nothing. Held against the plan, because a test database is small and its times say nothing.
/// </summary>
public sealed partial class ListPlanTests(ListPlanTests.PlannedServer server) : IClassFixture<ListPlanTests.PlannedServer>
{
    /// <summary>A server whose commands to the database are kept.</summary>
    public sealed class PlannedServer : RunningServer
    {
        public PlannedServer()
            : this(new CommandCounter())
        {
        }

        private PlannedServer(CommandCounter database)
            : base(TimeProvider.System, configure: database.Attach) => Database = database;

        public CommandCounter Database { get; }
    }

    /// <summary>What grows with every purchase, case or step, and so without end.</summary>
    private static readonly string[] Growing =
        ["charge", "charge_event", "charge_grant", "refund", "subscription", "webhook_delivery", "webhook_attempt", "outbox", "transfer", "audit_entry", "support_case", "support_message", "dispute", "line", "credential", "mail_message", "line_invoice", "line_invoice_item"];

    [Theory]
    [InlineData(StaffRole.Owner, "merchant/charges", "")]
    [InlineData(StaffRole.Owner, "merchant/charges", "status=Confirmed")]
    [InlineData(StaffRole.Owner, "merchant/subscriptions", "")]
    [InlineData(StaffRole.Owner, "merchant/refunds", "")]
    [InlineData(StaffRole.Owner, "merchant/webhooks", "")]
    [InlineData(StaffRole.Operator, "operator/audit", "")]
    [InlineData(StaffRole.Operator, "operator/audit", "subject=nobody")]
    [InlineData(StaffRole.Desk, "desk/cases", "")]
    [InlineData(StaffRole.Desk, "desk/disputes", "")]
    public async Task Every_query_of_a_list_begins_where_its_page_begins(StaffRole role, string path, string filter)
    {
        using var member = await StaffBrowser.JoinedAsync(server, role, role.IsOfMerchant() ? "hatena-demo" : null);
        var place = ListPlace.Of(TimeProvider.System.Instant(), Guid.CreateVersion7());

        var (page, commands) = await server.Database.DuringAsync(() => member.Browser.OpenAsync($"/{path}?{filter}&before={place}&after={place}"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        var ofGrowing = commands.Where(command => command.StartsWith("SELECT", StringComparison.Ordinal) && AliasesOf(command).Count > 0 && !IsOfNothing(command)).ToList();
        Assert.NotEmpty(ofGrowing);
        foreach (var command in ofGrowing)
        {
            var aliases = AliasesOf(command);
            var plan = await PlanAsync(command);
            Assert.False(plan.Any(step => IsScan(step, aliases) || step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal)), $"{command}\n{string.Join('\n', plan)}");
        }
    }

    /// <summary>What a page asks about the rows that it has, when it has none: the database looks at nothing.</summary>
    private static bool IsOfNothing(string command) => command.Contains("WHERE 0", StringComparison.Ordinal);

    /// <summary>The names under which a query reads tables that grow.</summary>
    private static IReadOnlyList<string> AliasesOf(string command) =>
        [.. TableAlias().Matches(command).Where(found => Growing.Contains(found.Groups["table"].Value, StringComparer.Ordinal)).Select(found => found.Groups["alias"].Value)];

    /// <summary>True for a step that reads a whole table; along an index it ends with the page.</summary>
    private static bool IsScan(string step, IReadOnlyList<string> aliases) =>
        step.Split(' ') is ["SCAN", var alias, ..] && aliases.Contains(alias, StringComparer.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal);

    private Task<List<string>> PlanAsync(string command) => server.DatabaseAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var explain = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The text is the product's own query, as it was sent a moment ago.
        explain.CommandText = "EXPLAIN QUERY PLAN " + command;
#pragma warning restore CA2100
        foreach (var name in Parameter().Matches(command).Select(found => found.Value).Distinct(StringComparer.Ordinal))
        {
            var parameter = explain.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, "1");
            explain.Parameters.Add(parameter);
        }
        var steps = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            steps.Add(reader.GetString(3));
        return steps;
    });

    [GeneratedRegex("\"(?<table>[a-z_]+)\" AS \"(?<alias>[A-Za-z0-9]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TableAlias();

    [GeneratedRegex("@[A-Za-z0-9_]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();
}
