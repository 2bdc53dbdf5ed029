using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests;

/// <summary>The migrations of each database make exactly what the model says.</summary>
public sealed class MigrationTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite, "Data Source=never-opened.db")]
    [InlineData(DatabaseKind.PostgreSql, "Host=never-opened")]
    [InlineData(DatabaseKind.SqlServer, "Server=never-opened")]
    public void Migrations_leave_nothing_of_the_model_out(DatabaseKind kind, string connectionString)
    {
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, kind, connectionString);
        using var db = new FletsCollectDbContext(options.Options);

        Assert.False(db.Database.HasPendingModelChanges(), "Add a migration for each database: the model has changed.");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite, "Data Source=never-opened.db")]
    [InlineData(DatabaseKind.PostgreSql, "Host=never-opened")]
    [InlineData(DatabaseKind.SqlServer, "Server=never-opened")]
    public void Tables_are_made_before_they_become_append_only(DatabaseKind kind, string connectionString)
    {
        var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
        DatabaseSetup.Use(options, kind, connectionString);
        using var db = new FletsCollectDbContext(options.Options);

        Assert.Equal(["Initial", "AppendOnly"], db.Database.GetMigrations().Select(id => id.Split('_')[1]).Take(2));
    }
}
