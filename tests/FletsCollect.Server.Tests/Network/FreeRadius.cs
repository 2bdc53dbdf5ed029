using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FletsCollect.Server.Tests.Network;

/// <summary>
/// The operator's AAA: a real FreeRADIUS with <c>rlm_rest</c>, on loopback, with the configuration of the deployment sample. The access
/// server is <c>radclient</c>, which waits for the acknowledgement as an access server does.
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
    /// <param name="server">The session directory's base address.</param>
    /// <param name="accountingKey">The key that it shows; null for none.</param>
    /// <param name="tls">What an operator would write into <c>tls.conf</c>; null for no such file.</param>
    public static async Task<FreeRadius> StartAsync(Uri server, string? accountingKey, string? tls = null)
    {
        var radius = new FreeRadius();
        try
        {
            await radius.RunAsync(server, accountingKey, tls);
            return radius;
        }
        catch
        {
            await radius.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one accounting request; true when it was acknowledged.</summary>
    /// <param name="attributes">Attributes in the notation of radclient, as <c>Acct-Status-Type = Start</c>.</param>
    public Task<bool> AccountAsync(params string[] attributes) => SendAsync(attempts: 1, seconds: 15, attributes);

    /// <summary>Sends one accounting request as often as an access server would until it is acknowledged; false when it never was.</summary>
    public Task<bool> InsistAsync(int attempts, params string[] attributes) => SendAsync(attempts, seconds: 2, attributes);

    private async Task<bool> SendAsync(int attempts, int seconds, string[] attributes)
    {
        var start = new ProcessStartInfo("radclient") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["-r", attempts.ToString(CultureInfo.InvariantCulture), "-t", seconds.ToString(CultureInfo.InvariantCulture), $"127.0.0.1:{port}", "acct", Secret];
        foreach (var argument in arguments)
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

    private async Task RunAsync(Uri server, string? accountingKey, string? tls)
    {
        if (!File.Exists("/usr/lib/freeradius/rlm_rest.so"))
            throw new InvalidOperationException("FreeRADIUS with rlm_rest is not installed; 'bash tests/run.sh' installs it, as does 'apt-get install freeradius freeradius-rest freeradius-utils'.");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "freeradius", "radiusd.conf"), Path.Combine(folder, "radiusd.conf"));
        if (tls is not null)
            await File.WriteAllTextAsync(Path.Combine(folder, "tls.conf"), tls);
        var start = new ProcessStartInfo("freeradius") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-f", "-l", "stdout", "-d", folder])
            start.ArgumentList.Add(argument);
        start.Environment["FLETSCOLLECT_ADDRESS"] = server.AbsoluteUri.TrimEnd('/');
        start.Environment["FLETSCOLLECT_ACCOUNTING_KEY"] = accountingKey ?? "";
        start.Environment["RADIUS_CLIENTS"] = "127.0.0.0/8";
        start.Environment["RADIUS_SECRET"] = Secret;
        start.Environment["RADIUS_ADDRESS"] = "127.0.0.1";
        start.Environment["RADIUS_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["RUNTIME_DIRECTORY"] = folder;
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

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
