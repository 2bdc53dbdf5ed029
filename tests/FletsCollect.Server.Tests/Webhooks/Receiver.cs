using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Webhooks;

/// <summary>A merchant's webhook receiver on a real port, which behaves at each path as the test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> behaviours = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Received> received = new();

    private Receiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(TakeAsync);
    }

    /// <summary>Ends requests that hang when the test is over.</summary>
    public CancellationTokenSource Over { get; } = new();

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver.app.StartAsync();
        return receiver;
    }

    private string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>An address of this receiver that answers so; 204 unless said otherwise.</summary>
    public string At(string path, Func<HttpContext, Task>? behaviour = null)
    {
        if (behaviour is not null)
            behaviours[path] = behaviour;
        return Address + path;
    }

    public string AnsweringAt(string path, int status, params (string Name, string Value)[] headers) => At(path, http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        return Task.CompletedTask;
    });

    public string HangingAt(string path) => At(path, http => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(Over.Token, http.RequestAborted).Token));

    /// <summary>What came to a path, in the order in which it came.</summary>
    public IReadOnlyList<Received> To(string path) => [.. received.Where(one => one.Path == path)];

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        received.Enqueue(new Received(http.Request.Path, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        if (behaviours.TryGetValue(http.Request.Path, out var behaviour))
        {
            try
            {
                await behaviour(http);
            }
            catch (OperationCanceledException)
            {
                http.Abort();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Over.CancelAsync();
        await app.DisposeAsync();
        Over.Dispose();
    }
}

/// <summary>A request that came to a receiver.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonObject Event => JsonNode.Parse(Body)!.AsObject();

    public string Id => Headers["webhook-id"];

    /// <summary>True when one of the signatures is by the secret, worked out here from the words of Standard Webhooks.</summary>
    public bool IsSignedBy(string secret)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Id}.{Headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(Body)}");
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(text)));
        return Headers["webhook-signature"].Split(' ').Contains(signature, StringComparer.Ordinal);
    }
}

/// <summary>A receiver below HTTP, for what Kestrel would never do: it takes the request and then does as it is told with the connection.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly Task work;

    public RawReceiver(Func<Socket, CancellationToken, Task> answer)
    {
        listener.Start();
        work = TakeAsync(answer);
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/";

    /// <summary>How many connections came.</summary>
    public int Connections { get; private set; }

    private async Task TakeAsync(Func<Socket, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync(over.Token);
                Connections++;
                await socket.ReceiveAsync(new byte[65536], over.Token);
                await answer(socket, over.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test is over, or the sender gave up.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await work;
        listener.Dispose();
        over.Dispose();
    }
}
