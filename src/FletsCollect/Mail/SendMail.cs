using FletsCollect.Calendars;
using FletsCollect.Jobs;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Mail;

/// <summary>
/// One turn of the sending: notes how attempts ended and takes what is due. The sending itself lies between two turns and in no transaction.
/// </summary>
public sealed class SendMail(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Mails of one turn: few enough that all of them are sent before their claim is over.</summary>
    private const int MostATurn = 20;

    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(10);

    /// <param name="run">The job's run; only its holder claims.</param>
    /// <param name="ended">The attempts that ended since the last turn.</param>
    /// <param name="cancellationToken">Ends the turn before anything of it is committed.</param>
    public Task<IReadOnlyList<MailMessage>> TurnAsync(JobRun run, IReadOnlyCollection<MailOutcome> ended, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<IReadOnlyList<MailMessage>>(
            async (db, token) =>
            {
                await run.HoldAsync(db, token);
                var now = clock.Instant();
                var ids = ended.Select(outcome => outcome.MessageId).ToArray();
                var sent = await db.MailMessages.Where(message => ids.Contains(message.Id)).ToDictionaryAsync(message => message.Id, token);
                foreach (var outcome in ended)
                {
                    if (sent.TryGetValue(outcome.MessageId, out var message) && message.Version == outcome.Version)
                        message.Record(outcome, now);
                }
                await db.SaveChangesAsync(token);
                var due = await db.MailMessages.Where(message => message.Status == MailStatus.Waiting && message.NextAttemptAt <= now)
                    .OrderBy(message => message.NextAttemptAt).ThenBy(message => message.Id).Take(MostATurn).ToListAsync(token);
                foreach (var message in due)
                    message.Claim(now + ClaimFor);
                return due;
            },
            cancellationToken);
}
