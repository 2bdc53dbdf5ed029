using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Tests;

/// <summary>An empty SQLite database with all its tables. The migrations make it once for all servers, each of which begins on a copy.</summary>
internal static class MigratedFile
{
    private static readonly Lazy<byte[]> Content = new(Make);

    public static void CopyTo(string file) => File.WriteAllBytes(file, Content.Value);

    private static byte[] Make()
    {
        var folder = Directory.CreateTempSubdirectory("fletscollect-migrated-");
        try
        {
            var file = Path.Combine(folder.FullName, "migrated.db");
            var options = new DbContextOptionsBuilder<FletsCollectDbContext>();
            // The one connection that is closed brings the write-ahead log into the file.
            DatabaseSetup.Use(options, DatabaseKind.Sqlite, $"Data Source={file};Pooling=False");
            using (var db = new FletsCollectDbContext(options.Options))
                db.Database.Migrate();
            return File.ReadAllBytes(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
