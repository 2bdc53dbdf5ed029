using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FletsCollect.Jobs;
using FletsCollect.Pruning;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;

namespace FletsCollect.Server.Jobs;

/// <summary>What is taken away and when; configuration section <c>Pruning</c>.</summary>
public sealed class PruningOptions
{
    public const string Section = "Pruning";

    /// <summary>
    /// How long tokens and authorizations that are of no more use are kept: while they are, a replayed code or a revoked token is known for
    /// what it is. Default 14 days, from 1 day to 1 year.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00", ErrorMessage = "Pruning:KeepTokens must lie between one day and 365 days.")]
    public TimeSpan KeepTokens { get; init; } = TimeSpan.FromDays(14);
}

/// <summary>
/// Takes away, once an hour, what has run out and proves nothing. OpenIddict knows itself which of its rows are of no more use: tokens that
/// are expired, used up or revoked, and authorizations without tokens; a grant is our own row and stays.
/// </summary>
public sealed class PruneJob(
    PruneExpired prune, UnitOfWork unitOfWork, IOpenIddictTokenManager tokens, IOpenIddictAuthorizationManager authorizations, IOptions<PruningOptions> options, TimeProvider clock) : IJob
{
    public string Name => "prune";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var rows = await prune.ExecuteAsync(run, cancellationToken);
        var before = clock.GetUtcNow() - options.Value.KeepTokens;
        // Tokens first: they are what keeps an authorization.
        await HoldAsync(run, cancellationToken);
        var removedTokens = await tokens.PruneAsync(before, cancellationToken);
        await HoldAsync(run, cancellationToken);
        var removedAuthorizations = await authorizations.PruneAsync(before, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{rows} expired rows, {removedTokens} tokens and {removedAuthorizations} authorizations removed.");
    }

    /// <summary>OpenIddict deletes in transactions of its own; a run that lost its lease stops before the next of them.</summary>
    private Task<bool> HoldAsync(JobRun run, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                return true;
            },
            cancellationToken);
}
