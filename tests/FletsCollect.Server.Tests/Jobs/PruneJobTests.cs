using FletsCollect.Server.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenIddict.EntityFrameworkCore.Models;

namespace FletsCollect.Server.Tests.Jobs;

/// <summary>What the server forgets by itself, and what it never does.</summary>
public sealed class PruneJobTests : IAsyncLifetime
{
    // In the past, because OpenIddict's stores ask the system's clock whether a token is expired.
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow().AddDays(-64));
    private readonly RunningServer server;

    public PruneJobTests() => server = new RunningServer(clock);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Old_tokens_ids_answers_and_counts_go_and_the_evidence_stays()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        await merchant.ChargeAsync(tokens, merchant.Key(1));
        await person.SubmitAsync(await person.OpenAsync("/sign-in"), ("UserName", "nobody"), ("Password", "not the password"));
        var then = clock.GetUtcNow().UtcDateTime;
        var evidence = await EvidenceAsync(then);
        clock.Advance(TimeSpan.FromDays(63));

        var (end, outcome) = await RunAsync();

        Assert.Equal(JobEnd.Finished, end);
        Assert.Contains("removed", outcome, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0, 0, 0), await server.DatabaseAsync(async db => (
            await db.UsedTokenIds.CountAsync(), await db.IdempotencyRecords.CountAsync(), await db.FailedAttempts.CountAsync(),
            await db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>().CountAsync(), await db.Set<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().CountAsync())));
        Assert.Equal(evidence, await EvidenceAsync(then));
    }

    [Fact]
    public async Task What_is_still_of_use_stays()
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var first = await merchant.ChargeAsync(tokens, merchant.Key(1));

        await RunAsync();

        var again = await merchant.ChargeAsync(tokens, merchant.Key(1));
        Assert.Equal((first.Body, "true"), (again.Body, again.Headers["Idempotent-Replayed"]));
        Assert.NotEqual(0, await server.DatabaseAsync(db => db.UsedTokenIds.CountAsync()));
    }

    private async Task<(JobEnd End, string Outcome)> RunAsync() => await server.Services.GetRequiredService<JobRunner>().RunAsync("prune", evenIfNotDue: true, CancellationToken.None);

    private Task<(int, int, int, int, int)> EvidenceAsync(DateTime until) => server.DatabaseAsync(async db => (
        await db.ChargeGrants.CountAsync(), await db.Charges.CountAsync(), await db.LineProofs.CountAsync(), await db.Transfers.CountAsync(), await db.AuditEntries.CountAsync(entry => entry.RecordedAt <= until)));
}
