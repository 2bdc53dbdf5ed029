using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Server.Tests.Network;

/// <summary>
/// The operator's AAA: a real FreeRADIUS with <c>rlm_rest</c>, on loopback, with a configuration of its own. The access server is
/// <c>radclient</c>, which waits for the acknowledgement as an access server does.
/// </summary>
public sealed class FreeRadius : IAsyncDisposable
{
    private const string Secret = "between-access-server-and-aaa";

    private readonly string folder = Directory.CreateTempSubdirectory("fletscollect-radius-").FullName;
    private readonly int port = FreePort();
    private Process? process;

    private FreeRadius()
    {
    }

    /// <summary>Starts FreeRADIUS so that it posts to a server; ready when this returns.</summary>
    public static async Task<FreeRadius> StartAsync(Uri server, string accountingKey)
    {
        var radius = new FreeRadius();
        await radius.RunAsync(server, accountingKey);
        return radius;
    }

    /// <summary>Sends one accounting request; true when it was acknowledged.</summary>
    /// <param name="attributes">Attributes in the notation of radclient, as <c>Acct-Status-Type = Start</c>.</param>
    public async Task<bool> AccountAsync(params string[] attributes)
    {
        var start = new ProcessStartInfo("radclient") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-r", "1", "-t", "5", $"127.0.0.1:{port}", "acct", Secret])
            start.ArgumentList.Add(argument);
        using var client = Process.Start(start)!;
        await client.StandardInput.WriteLineAsync(string.Join(", ", attributes));
        client.StandardInput.Close();
        var output = client.StandardOutput.ReadToEndAsync();
        var errors = client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return client.ExitCode == 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(Uri server, string accountingKey)
    {
        if (!File.Exists("/usr/lib/freeradius/rlm_rest.so"))
            throw new InvalidOperationException("FreeRADIUS with rlm_rest is not installed; 'bash tests/run.sh' installs it, as does 'apt-get install freeradius freeradius-rest freeradius-utils'.");
        await File.WriteAllTextAsync(Path.Combine(folder, "radiusd.conf"), Configuration(server, accountingKey));
        var start = new ProcessStartInfo("freeradius") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-f", "-l", "stdout", "-d", folder])
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        // Its own word that it is ready; what it says before that is the reason when it is not.
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Contains("Ready to process requests", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }
        throw new InvalidOperationException("FreeRADIUS did not start:\n" + string.Join('\n', said) + await process.StandardError.ReadToEndAsync());
    }

    /// <summary>The least that makes an accounting proxy: one client, one listener, one module. One setting a line, as its parser wants.</summary>
    private string Configuration(Uri server, string accountingKey) =>
        $$"""
        prefix = /usr
        libdir = /usr/lib/freeradius
        logdir = {{folder}}
        run_dir = {{folder}}
        pidfile = {{folder}}/pid
        max_request_time = 10
        security {
            max_attributes = 200
        }
        thread pool {
            start_servers = 2
            max_servers = 4
        }
        modules {
            rest {
                tls {
                }
                connect_uri = "{{server}}"
                accounting {
                    uri = "{{server}}network/accounting"
                    method = 'post'
                    body = 'json'
                    force_to = 'plain'
                    tls = ${..tls}
                }
                pool {
                    start = 0
                    min = 0
                    max = 4
                    spare = 0
                    uses = 0
                    lifetime = 0
                    idle_timeout = 60
                }
            }
        }
        client access-server {
            ipaddr = 127.0.0.1
            secret = {{Secret}}
            require_message_authenticator = no
        }
        server default {
            listen {
                type = acct
                ipaddr = 127.0.0.1
                port = {{port}}
            }
            accounting {
                update control {
                    &REST-HTTP-Header += "Authorization: Bearer {{accountingKey}}"
                }
                rest
            }
        }
        """;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
