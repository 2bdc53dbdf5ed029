using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FletsCollect.Migrations.Sqlite;

/// <summary>Gives <c>dotnet ef</c> a context for this database; it never connects.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<FletsCollectDbContext>
{
    public FletsCollectDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<FletsCollectDbContext>()
            .UseSqlite("Data Source=design-time.db", database => database.MigrationsAssembly(typeof(DesignTimeContextFactory).Assembly.GetName().Name))
            .Options);
}
