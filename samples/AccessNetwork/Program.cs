using System.Runtime.InteropServices;
using FletsCollect.Samples.Network;

// Four homes on the demo lines and one on none, each behind its own proxy port.
//   dotnet run --project samples/AccessNetwork [provider address] [AAA key]
var provider = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:5080/");
var aaaKey = args.ElementAtOrDefault(1) ?? "demo-aaa-key-for-development-only";

(string Line, string Note)[] lines =
[
    ("CAF0000000001", "Hikari Next, active"),
    ("CAF0000000002", "Hikari Premium, active"),
    ("CAF0000000003", "Hikari Next, suspended"),
    ("CAF0000000004", "B FLET'S, not eligible"),
];

await using var network = new AccessNetwork(provider, aaaKey);
try
{
    var port = 5101;
    foreach (var (line, note) in lines)
        Print(await network.StartHomeAsync(line, port++), $"{line}  {note}");
    Print(await network.StartHomeWithoutSessionAsync(port), "no line        the provider knows no session of it");
}
catch (HttpRequestException exception)
{
    Console.Error.WriteLine($"No access session could be reported to {provider}: {exception.Message}");
    Console.Error.WriteLine("Start the provider first: dotnet run --project samples/Demo");
    return 1;
}
catch (System.Net.Sockets.SocketException exception)
{
    Console.Error.WriteLine($"A proxy could not listen on its port (5101-5105): {exception.Message}");
    return 1;
}

Console.WriteLine($"""

    Use a home (プロキシを選ぶと、その回線からの接続になります):
      curl --proxy http://127.0.0.1:5101 {provider}issue
      chromium --user-data-dir=/tmp/home1 --proxy-server=http://127.0.0.1:5101 --proxy-bypass-list="<-loopback>" {provider}issue
      (without that bypass list Chromium goes past the proxy for localhost)

    Ctrl+C ends all sessions.
    """);

var stopped = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await stopped.Task;
return 0;

static void Print(Home home, string text) => Console.WriteLine($"{home.ProxyAddress}  from {home.Address,-10}  {text}");

void Stop(PosixSignalContext context)
{
    // The process ends by itself once the sessions are ended.
    context.Cancel = true;
    stopped.TrySetResult();
}
