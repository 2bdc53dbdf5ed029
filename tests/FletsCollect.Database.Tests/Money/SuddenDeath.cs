using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// Lets a process die at a chosen command to the database: that command and all after it never arrive, as after SIGKILL or a power cut, and
/// what was not committed is gone. Every boundary between two steps lies before some command, so every boundary can be reached.
/// </summary>
internal sealed class SuddenDeath : DbCommandInterceptor
{
    private int left = int.MaxValue;
    private int seen;

    /// <summary>Commands since the last <see cref="Plan"/>.</summary>
    public int Seen => seen;

    public bool IsDead { get; private set; }

    /// <summary>Lives for so many commands from now on; for ever when null.</summary>
    public void Plan(int? commands)
    {
        (left, seen, IsDead) = (commands ?? int.MaxValue, 0, false);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Count();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Count();
        return ValueTask.FromResult(result);
    }

    private void Count()
    {
        seen++;
        if (IsDead || left-- <= 0)
        {
            IsDead = true;
            throw new ProcessDiedException();
        }
    }
}

/// <summary>The process is no more.</summary>
internal sealed class ProcessDiedException() : Exception("The process died here.");
