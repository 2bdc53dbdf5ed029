using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests;

/// <summary>Counts the commands that a server sends to its database; a transaction's begin and end are none.</summary>
public sealed class CommandCounter : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> commands = new();

    /// <summary>The commands of one step of a test.</summary>
    public async Task<(T Outcome, IReadOnlyList<string> Commands)> DuringAsync<T>(Func<Task<T>> step)
    {
        commands.Clear();
        var outcome = await step();
        return (outcome, [.. commands]);
    }

    /// <summary>Counts what a server's contexts do.</summary>
    public void Attach(IServiceCollection services) => Attach<FletsCollectDbContext>(services);

    /// <inheritdoc cref="Attach(IServiceCollection)"/>
    public void Attach<TContext>(IServiceCollection services)
        where TContext : DbContext => services.ConfigureDbContext<TContext>(context => context.AddInterceptors(this));

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        commands.Enqueue(command.CommandText);
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        commands.Enqueue(command.CommandText);
        return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        commands.Enqueue(command.CommandText);
        return base.ScalarExecutingAsync(command, eventData, result, cancellationToken);
    }
}
