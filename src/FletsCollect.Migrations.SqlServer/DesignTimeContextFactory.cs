using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FletsCollect.Migrations.SqlServer;

/// <summary>Gives <c>dotnet ef</c> a context for this database; it never connects.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<FletsCollectDbContext>
{
    public FletsCollectDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<FletsCollectDbContext>()
            .UseSqlServer("Server=localhost;Database=design-time", database => database.MigrationsAssembly(typeof(DesignTimeContextFactory).Assembly.GetName().Name))
            .Options);
}
