using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Jobs;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Jobs;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Provider.BackChannel;

/// <summary>
/// Tells merchants that a subscriber signed out, again until they have heard or a few hours are over. An attempt is counted before it is
/// made, so a server that dies over it costs one attempt and no message.
/// </summary>
internal sealed partial class SendLogoutTokensJob(
    UnitOfWork unitOfWork, MerchantSessions sessions, LogoutTokens tokens, PublicAddressRule rule, IHttpClientFactory clients, TimeProvider clock, ILogger<SendLogoutTokensJob> log) : IJob
{
    private const int BatchSize = 20;

    /// <summary>Sign-ins end by themselves after eight hours, and then nobody signs out any more.</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(1);

    public string Name => "send-logout-tokens";

    public TimeSpan Interval => TimeSpan.FromSeconds(2);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (told, failed) = (0, 0);
        while (await ClaimAsync(run, cancellationToken) is { Count: > 0 } due)
        {
            var addresses = new List<Uri?>();
            foreach (var session in due)
                addresses.Add(await sessions.LogoutUriAsync(session.ClientId, cancellationToken));
            var heard = await Task.WhenAll(due.Zip(addresses, (session, address) => SendAsync(session, address, cancellationToken)));
            await NoteAsync(run, due, heard, cancellationToken);
            told += heard.Count(one => one);
            failed += heard.Count(one => !one);
        }
        return $"{told} merchants told, {failed} attempts failed";
    }

    /// <summary>What is due, with this attempt counted. Forgets sessions that nobody will end.</summary>
    private Task<List<MerchantSession>> ClaimAsync(JobRun run, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            await run.HoldAsync(db, token);
            var now = clock.Instant();
            await db.MerchantSessions.Where(session => session.TellAt == null && session.StartedAt < now - LongestSession).ExecuteDeleteAsync(token);
            var due = await db.MerchantSessions.Where(session => session.TellAt != null && session.TellAt <= now).OrderBy(session => session.TellAt).Take(BatchSize).ToListAsync(token);
            foreach (var session in due)
                session.Try(now);
            return due;
        },
        cancellationToken);

    private async Task<bool> SendAsync(MerchantSession session, Uri? address, CancellationToken cancellationToken)
    {
        if (address is null || rule.Problem(address) is not null)
        {
            LogNotSent(session.ClientId, "there is no address to tell it at");
            return false;
        }
        try
        {
            using var form = new FormUrlEncodedContent([new("logout_token", tokens.Write(session))]);
            using var answer = await clients.CreateClient(PublicHttp.Client).PostAsync(address, form, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return true;
            LogNotSent(session.ClientId, $"it answered {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotSent(session.ClientId, exception.InnerException?.GetType().Name ?? exception.GetType().Name);
        }
        return false;
    }

    private async Task NoteAsync(JobRun run, List<MerchantSession> tried, bool[] heard, CancellationToken cancellationToken) => await unitOfWork.CommitAsync(
        async (db, token) =>
        {
            await run.HoldAsync(db, token);
            foreach (var (session, wasHeard) in tried.Zip(heard).Where(one => one.Second || one.First.IsLastTry))
            {
                await db.MerchantSessions.Where(row => row.SessionId == session.SessionId && row.ClientId == session.ClientId).ExecuteDeleteAsync(token);
                db.Add(AuditEntry.Of(wasHeard ? "logout.told" : "logout.given-up", AuditActor.Job, session.ClientId, clock.Instant()));
            }
            return true;
        },
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The merchant {Client} was not told of a sign-out: {Reason}.")]
    private partial void LogNotSent(string client, string reason);
}
