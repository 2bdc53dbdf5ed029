using System.Globalization;
using System.Net.Sockets;
using FletsCollect.Mail;
using FletsCollect.Server.Hosting;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace FletsCollect.Server.Mail;

/// <summary>Hands mails to the mail server, all of a turn over one connection.</summary>
internal sealed partial class SmtpMailer(IServiceScopeFactory scopes, MailSecrets secrets, Issuer issuer, IOptions<MailOptions> options, ILogger<SmtpMailer> log)
{
    /// <exception cref="OperationCanceledException">The server stops; what became of the mail that was under way is not known.</exception>
    public async Task<IReadOnlyList<MailOutcome>> SendAsync(IReadOnlyList<MailMessage> messages, CancellationToken stopping)
    {
        var outcomes = new List<MailOutcome>(messages.Count);
        using var smtp = new SmtpClient { Timeout = (int)options.Value.Timeout.TotalMilliseconds };
        foreach (var message in messages)
        {
            var outcome = await SendAsync(smtp, message, stopping);
            if (outcome.Error is { } error)
                LogFailure(message.Kind, message.Id, error);
            outcomes.Add(outcome);
        }
        if (smtp.IsConnected)
            await smtp.DisconnectAsync(quit: true, stopping);
        return outcomes;
    }

    private async Task<MailOutcome> SendAsync(SmtpClient smtp, MailMessage message, CancellationToken stopping)
    {
        MailOutcome Failed(string error, bool isFinal = false) => new(message.Id, message.Version, error.Length > MailMessage.LongestError ? error[..MailMessage.LongestError] : error, isFinal);
        try
        {
            if (await WriteAsync(message, stopping) is not { } written)
                return Failed("What it is about is gone.", isFinal: true);
            await ConnectAsync(smtp, stopping);
            await smtp.SendAsync(written, stopping);
            return new MailOutcome(message.Id, message.Version, null);
        }
        catch (SmtpCommandException exception)
        {
            // 5yz is a refusal for good, 4yz one for now (RFC 5321 §4.2.1).
            return Failed($"The mail server answered {(int)exception.StatusCode}.", (int)exception.StatusCode >= 500);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return Failed("Its secret cannot be read any more.", isFinal: true);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested && exception is SocketException or IOException or TimeoutException or MailKit.ProtocolException or AuthenticationException or SslHandshakeException or OperationCanceledException or MailKit.ServiceNotConnectedException or NotSupportedException)
        {
            return Failed($"The mail server was not reached or broke off ({exception.GetType().Name}).");
        }
    }

    private async Task ConnectAsync(SmtpClient smtp, CancellationToken stopping)
    {
        if (smtp.IsConnected)
            return;
        var mail = options.Value;
        var security = mail.Security switch
        {
            MailSecurity.None => SecureSocketOptions.None,
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            _ => throw new InvalidOperationException($"Mail:Security {mail.Security} is unknown."),
        };
        await smtp.ConnectAsync(mail.Host ?? throw new InvalidOperationException("Mail:Host is not set, and yet a mail is sent."), mail.Port, security, stopping);
        if (!string.IsNullOrEmpty(mail.UserName))
            await smtp.AuthenticateAsync(mail.UserName, mail.Password ?? "", stopping);
    }

    private async Task<MimeMessage?> WriteAsync(MailMessage message, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var facts = await MailFacts.ReadAsync(scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>(), message, secrets, issuer, cancellationToken);
        if (TextOf(facts, message.Language) is not { } text)
            return null;
        var written = new MimeMessage
        {
            Subject = text.Title,
            Body = text.ToBody(message.Language),
            Date = new DateTimeOffset(message.OccurredAt, TimeSpan.Zero),
            // The same for every attempt, so that a receiver knows a repeat.
            MessageId = MimeUtils.EnumerateReferences($"<{message.Id:N}@{issuer.Address.Host}>").First(),
        };
        written.From.Add(new MailboxAddress(options.Value.FromName, options.Value.From ?? ""));
        written.To.Add(new MailboxAddress(null, message.Receiver));
        // Nobody's holiday notice answers it (RFC 3834 §5).
        written.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return written;
    }

    /// <summary>The words in the receiver's language; the job itself has none.</summary>
    private static MailText? TextOf(MailFacts facts, string language)
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return MailTexts.Of(facts);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail {Kind} {MessageId} was not taken: {Error}")]
    private partial void LogFailure(string kind, Guid messageId, string error);
}
