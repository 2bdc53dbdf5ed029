using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Lines;

/// <summary>What happens to lines, with all that follows, without a file of the register around it.</summary>
public static class LineHappenings
{
    public static async Task HappenAsync(this TestDatabase database, Line line, params LineFact[] facts)
    {
        await using var scope = database.NewScope();
        var followers = scope.ServiceProvider.GetServices<ILineFollower>().ToList();
        await scope.ServiceProvider.GetRequiredService<UnitOfWork>().CommitAsync(
            async (db, token) =>
            {
                var now = await db.Lines.SingleAsync(row => row.Number == line.Number, token);
                foreach (var fact in facts)
                {
                    var step = new LineStep(now, fact, now.Refusal(), database.Now);
                    now.Apply(fact);
                    foreach (var follower in followers)
                        await follower.FollowAsync(db, step, token);
                    await db.SaveChangesAsync(token);
                }
                return true;
            },
            CancellationToken.None);
    }
}
