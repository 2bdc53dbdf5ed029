using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Mail;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Mail;

/// <summary>A mail is taken by one server at a time, and taken again when that one died, on every database.</summary>
public sealed class SendMailTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Mail_of_a_server_that_died_is_taken_again_and_what_the_dead_one_says_later_counts_no_more(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.AddAsync(MailMessage.To(new MailReceiver("hanako@example.com", "ja"), "enquiry.received", "enq_1", database.Clock.Instant(), "{\"a\":1}", "secret"));
        var first = await TurnAsync(database);
        Assert.Empty(await TurnAsync(database));
        database.Clock.Advance(TimeSpan.FromMinutes(11));
        var second = await TurnAsync(database);
        Assert.Equal(Assert.Single(first).Id, Assert.Single(second).Id);

        await TurnAsync(database, new MailOutcome(first[0].Id, first[0].Version, null));
        Assert.Equal(MailStatus.Waiting, (await OnlyAsync(database)).Status);
        await TurnAsync(database, new MailOutcome(second[0].Id, second[0].Version, null));

        var sent = await OnlyAsync(database);
        Assert.Equal((MailStatus.Sent, 1, "{}", null), (sent.Status, sent.Attempts, sent.Detail, sent.Secret));
    }

    [Theory, EveryDatabase]
    public async Task Mail_that_is_never_taken_is_tried_for_two_days_and_then_given_up(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.AddAsync(MailMessage.To(new MailReceiver("hanako@example.com", "ja"), "enquiry.received", "enq_1", database.Clock.Instant()));
        var started = database.Now;
        var attempts = 0;
        while ((await OnlyAsync(database)).Status == MailStatus.Waiting)
        {
            var due = await OnlyAsync(database);
            if (due.NextAttemptAt > database.Now)
                database.Clock.Advance(due.NextAttemptAt - database.Now);
            var taken = Assert.Single(await TurnAsync(database));
            await TurnAsync(database, new MailOutcome(taken.Id, taken.Version, "The mail server answered 421."));
            attempts++;
        }

        Assert.Equal(MailMessage.Waits.Count + 1, attempts);
        Assert.InRange(database.Now - started, TimeSpan.FromHours(40), TimeSpan.FromHours(50));
        Assert.Equal(MailStatus.GivenUp, (await OnlyAsync(database)).Status);
    }

    private static async Task<IReadOnlyList<MailMessage>> TurnAsync(TestDatabase database, params MailOutcome[] ended)
    {
        var run = await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync($"send-mail-{Guid.CreateVersion7():N}", TimeSpan.Zero, CancellationToken.None));
        Assert.NotNull(run);
        return await database.RunAsync<SendMail, IReadOnlyList<MailMessage>>(send => send.TurnAsync(run, ended, CancellationToken.None));
    }

    private static Task<MailMessage> OnlyAsync(TestDatabase database) => database.ReadAsync(db => db.MailMessages.AsNoTracking().SingleAsync());
}
