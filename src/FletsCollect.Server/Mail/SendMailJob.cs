using System.Globalization;
using FletsCollect.Jobs;
using FletsCollect.Mail;
using FletsCollect.Server.Jobs;

namespace FletsCollect.Server.Mail;

/// <summary>Sends mails for as long as any are due.</summary>
internal sealed class SendMailJob(SendMail send, SmtpMailer mailer) : IJob
{
    public string Name => "send-mail";

    public TimeSpan Interval => TimeSpan.FromSeconds(2);

    public async Task<string> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        IReadOnlyList<MailOutcome> ended = [];
        var (sent, failed) = (0, 0);
        while (await send.TurnAsync(run, ended, cancellationToken) is { Count: > 0 } due)
        {
            ended = await mailer.SendAsync(due, cancellationToken);
            sent += ended.Count(outcome => outcome.Error is null);
            failed += ended.Count(outcome => outcome.Error is not null);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{sent} sent, {failed} attempts failed");
    }
}
