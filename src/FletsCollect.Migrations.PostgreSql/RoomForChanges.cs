using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FletsCollect.Migrations.PostgreSql;

/// <summary>
/// Leaves room on the pages of the rows that each charge changes, so that PostgreSQL writes the changed row beside the one before and
/// touches no index (a heap-only tuple); a grant is a wide row with five indexes, and it changes once.
/// </summary>
/// <remarks>Written by hand, and kept outside the folder of generated migrations, as <see cref="AppendOnly"/> is.</remarks>
[DbContext(typeof(FletsCollectDbContext))]
[Migration("20261231235959_RoomForChanges")]
internal sealed class RoomForChanges : Migration
{
    private static readonly (string Table, int FillFactor)[] Tables = [("charge_grant", 50), ("line_limit", 70), ("credential_spending", 70)];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var (table, fillFactor) in Tables)
            migrationBuilder.Sql($"ALTER TABLE {table} SET (fillfactor = {fillFactor});");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var (table, _) in Tables)
            migrationBuilder.Sql($"ALTER TABLE {table} RESET (fillfactor);");
    }
}
