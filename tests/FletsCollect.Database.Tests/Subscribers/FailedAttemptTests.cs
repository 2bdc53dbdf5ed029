using FletsCollect.Server.Database;
using FletsCollect.Subscribers;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>Guesses at secrets, counted for all servers together.</summary>
public sealed class FailedAttemptTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Of_many_attempts_at_once_only_so_many_are_judged(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        var left = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => CountAsync(database, "here"))));

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], left.OfType<int>().Order());
    }

    [Theory, EveryDatabase]
    public async Task Spent_attempts_come_back_after_the_window_and_are_not_missed_elsewhere(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        for (var i = 0; i < 10; i++)
            await CountAsync(database, "here");

        var spent = await CountAsync(database, "here");
        var elsewhere = await CountAsync(database, "there");
        database.Clock.Advance(FailedAttempt.Window);
        var later = await CountAsync(database, "here");

        Assert.Equal((null, 9, 9), (spent, elsewhere, later));
    }

    [Theory, EveryDatabase]
    public async Task Right_secret_takes_the_count_away(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        for (var i = 0; i < 9; i++)
            await CountAsync(database, "here");

        await database.RunAsync<UnitOfWork>(work => work.CommitAsync(async (db, token) => { await FailedAttempt.ForgetAsync(db, "secret", "here", token); return true; }, CancellationToken.None));

        Assert.Equal(9, await CountAsync(database, "here"));
    }

    private static Task<int?> CountAsync(TestDatabase database, string place) =>
        database.RunAsync<UnitOfWork, int?>(work => work.CommitAsync((db, token) => FailedAttempt.CountAsync(db, "secret", place, FailedAttempt.MostFromOnePlace, database.Now, token), CancellationToken.None));
}
