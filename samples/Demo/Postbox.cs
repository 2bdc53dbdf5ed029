using System.Buffers;
using System.Net;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace FletsCollect.Samples.Demo;

/// <summary>A mail server that sends nothing on: what the provider mails is printed, so that codes and links in it can be tried.</summary>
internal sealed class Postbox : MessageStore
{
    public static Task RunAsync(CancellationToken stop)
    {
        var services = new ServiceProvider();
        services.Add(new Postbox());
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Places.Postbox.Port)))
            .Build();
        return new SmtpServer.SmtpServer(options, services).StartAsync(stop);
    }

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(buffer.ToArray());
        using var message = await MimeMessage.LoadAsync(stream, cancellationToken);
        Console.WriteLine($"""

            ── Mail メール ─ {message.To} ── {message.Subject}
            {message.TextBody?.TrimEnd()}
            ──
            """);
        return SmtpResponse.Ok;
    }
}
