using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Server.Hosting;

/// <summary>
/// The way out to addresses that merchants chose (webhook endpoints, back-channel logout). Such an address must never lead into our own
/// network, whatever its name says today: each address that the name resolves to is looked at when the connection is made, and the one
/// that was looked at is the one that is connected to, so a name that resolves differently a moment later gains nothing. No redirect is
/// followed, no proxy or cookie is used, and an answer may take only so long and be only so large.
/// </summary>
public static class PublicHttp
{
    /// <summary>Name of the client at <see cref="IHttpClientFactory"/>.</summary>
    public const string Client = "public";

    /// <summary>From the start of the connection to the end of the answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Answers are acknowledgements; more than this is nobody's acknowledgement.</summary>
    public const int MostAnswerBytes = 64 * 1024;

    public static WebApplicationBuilder AddPublicHttp(this WebApplicationBuilder builder)
    {
        // In Development merchants run on the same machine, so there loopback and http are allowed, and nothing else besides.
        var rule = builder.Environment.IsDevelopment() ? PublicAddressRule.PublicOrLoopback : PublicAddressRule.PublicOnly;
        builder.Services.AddSingleton(rule);
        builder.Services
            .AddHttpClient(Client, http =>
            {
                http.Timeout = Timeout;
                http.MaxResponseContentBufferSize = MostAnswerBytes;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("FletsCollect");
            })
            .ConfigurePrimaryHttpMessageHandler(() => Handler(rule))
            // The factory's own lines hold whole addresses, and merchants put secrets into addresses.
            .RemoveAllLoggers();
        return builder;
    }

    /// <summary>A handler that connects to nothing that the rule forbids.</summary>
    internal static SocketsHttpHandler Handler(PublicAddressRule rule) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = 8,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // A name is looked up again at least this often, and checked again with it.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(rule, context.DnsEndPoint, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(PublicAddressRule rule, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        // One address inside is one too many: a name that mixes both is not an honest one.
        if (addresses.Length == 0 || Array.Find(addresses, address => !rule.Allows(address)) is not null)
            throw new ForbiddenAddressException(target.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>
/// The name leads to an address that is not on the public Internet; nothing was sent. <see cref="HttpClient"/> gives it as the inner
/// exception of its own.
/// </summary>
public sealed class ForbiddenAddressException(string host) : Exception($"'{host}' resolves to an address that is not on the public Internet. Give an address that everybody can reach.");
