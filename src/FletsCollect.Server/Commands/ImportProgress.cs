using System.Diagnostics;
using System.Globalization;
using FletsCollect.Billing;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>Says how far the import of a file is while it runs, from the row that every server can read.</summary>
internal static class ImportProgress
{
    /// <summary>Waits for an import and says every few seconds how many records are in effect.</summary>
    public static Task<FileImport> ShowAsync(CommandRun run, FileContent content, Task<FileImport> importing, CancellationToken cancellationToken)
    {
        (int Applied, long At)? first = null;
        return run.TellAsync(importing, async () =>
        {
            var file = await run.RunAsync<FletsCollectDbContext, BillingFile?>(db => db.BillingFiles.AsNoTracking().SingleOrDefaultAsync(row => row.Sha256 == content.Sha256 && row.Sequence != null, cancellationToken));
            if (file is null)
                return $"{content.Name}: its records are held against the books; nothing of it is in effect yet.";
            first ??= (file.Applied, Stopwatch.GetTimestamp());
            return Of(file, file.Applied - first.Value.Applied, Stopwatch.GetElapsedTime(first.Value.At));
        }, cancellationToken);
    }

    /// <summary>Count, rate and what remains, in one line.</summary>
    /// <param name="file">The file as it stands.</param>
    /// <param name="since">Records that took effect since it was first looked at.</param>
    /// <param name="within">How long that took.</param>
    public static string Of(BillingFile file, int since, TimeSpan within)
    {
        var rate = within > TimeSpan.Zero && since > 0 ? string.Create(CultureInfo.InvariantCulture, $", {since / within.TotalSeconds:#,0} a second") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {file.Applied:#,0} of {file.Records:#,0} records are in effect{rate}, {file.Records - file.Applied:#,0} remain.");
    }
}
