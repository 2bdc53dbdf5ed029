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
    [InlineData(StaffRole.Owner, "merchant/charges", "", "merchant_id=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/charges", "status=Confirmed", "merchant_id=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/charges", "status=Cancelled", "merchant_id=? AND status=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/charges", "search=ORD", "merchant_id=? AND merchant_reference>? AND merchant_reference<?")]
    [InlineData(StaffRole.Owner, "merchant/subscriptions", "", "merchant_id=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/subscriptions", "status=Ended", "merchant_id=? AND status=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/subscriptions", "plan=old", "merchant_id=? AND plan=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/subscriptions", "search=ORD", "merchant_id=? AND merchant_reference>? AND merchant_reference<?")]
    [InlineData(StaffRole.Owner, "merchant/refunds", "", "merchant_id=? AND created_at<?")]
    [InlineData(StaffRole.Owner, "merchant/webhooks", "", "")]
    [InlineData(StaffRole.Operator, "operator/audit", "", "recorded_at<?")]
    [InlineData(StaffRole.Operator, "operator/audit", "subject=nobody", "subject=? AND recorded_at<?")]
    [InlineData(StaffRole.Desk, "desk/cases", "", "")]
    [InlineData(StaffRole.Desk, "desk/disputes", "", "")]
    public async Task Every_query_of_a_list_begins_where_its_page_begins(StaffRole role, string path, string filter, string goesTo)
    {
        using var member = await StaffBrowser.JoinedAsync(server, role, role.IsOfMerchant() ? "hatena-demo" : null);
        var place = ListPlace.Of(TimeProvider.System.Instant(), Guid.CreateVersion7());

        var (page, commands) = await server.Database.DuringAsync(() => member.Browser.OpenAsync($"/{path}?{filter}&before={place}&after={place}"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        var ofGrowing = commands.Where(command => command.StartsWith("SELECT", StringComparison.Ordinal) && AliasesOf(command).Count > 0 && !IsOfNothing(command)).ToList();
        Assert.NotEmpty(ofGrowing);
        var plans = new List<string>();
        foreach (var command in ofGrowing)
        {
            var aliases = AliasesOf(command);
            var plan = await PlanAsync(command);
            plans.AddRange(plan);
            Assert.False(plan.Any(step => IsScan(step, aliases) || step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal)), $"{command}\n{string.Join('\n', plan)}");
        }
        // An index that is only in the right order would be walked up to the page, and past all that the filter leaves out.
        Assert.Contains(plans, step => step.Contains(goesTo, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_of_a_search_hold_each_row_once_also_where_many_have_one_reference()
    {
        await server.DatabaseAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO charge (id, grant_id, cycle, merchant_id, credential_id, line, merchant_reference, description, amount, reserved_amount, refunded, removed, items, status, limit_month, created_at, version)
            WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < 120)
            SELECT printf('%08X-0000-7000-8000-000000000001', i), printf('%08X-0000-7000-8000-000000000002', i), 0, merchant.id, merchant.id, 'CAF9', CASE WHEN i = 120 THEN 'seek-9' ELSE 'Seek-' || (i / 40) END,
                'what', 1, 0, 0, 0, '[]', 'Confirmed', '2026-11', '2026-11-10 00:00:00', 0
            FROM numbers, merchant WHERE merchant.code = 'hatena-demo'
            """));
        using var viewer = await StaffBrowser.JoinedAsync(server, StaffRole.Viewer, "hatena-demo");
        var (charges, references) = (new List<string?>(), new List<string>());

        for (var address = "/merchant/charges?search=Seek-"; address is not null;)
        {
            var page = await viewer.Browser.OpenAsync(new Uri(new Uri(server.Address, "/merchant/charges"), address));
            charges.AddRange(page.Document!.QuerySelectorAll("#charges tbody a").Select(link => link.GetAttribute("href")));
            references.AddRange(page.Document!.QuerySelectorAll("#charges tbody a").Select(link => link.TextContent));
            address = page.Document!.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(120, charges.Count);
        Assert.Equal(120, charges.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["Seek-2", "Seek-1", "Seek-0"], references.Distinct(StringComparer.Ordinal));
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
