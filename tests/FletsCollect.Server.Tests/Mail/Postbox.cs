using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using FletsCollect.Database.Tests;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace FletsCollect.Server.Tests.Mail;

/// <summary>A mail server that keeps what it takes, and refuses what a test wants refused.</summary>
internal sealed class Postbox : MessageStore, IAsyncDisposable
{
    private readonly ConcurrentQueue<MimeMessage> taken = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public Postbox()
    {
        var services = new ServiceProvider();
        services.Add(this);
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port))).Build();
        running = new SmtpServer.SmtpServer(options, services).StartAsync(stop.Token);
    }

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>What it answers to the next mails instead of taking them; null when it takes them.</summary>
    public SmtpResponse? Refusal { get; set; }

    public IReadOnlyList<MimeMessage> To(string address) => [.. taken.Where(mail => mail.To.Mailboxes.Any(mailbox => mailbox.Address == address))];

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
            return refusal;
        using var stream = new MemoryStream(buffer.ToArray());
        taken.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }
}
