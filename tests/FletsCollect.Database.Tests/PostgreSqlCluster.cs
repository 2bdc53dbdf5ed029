using System.Diagnostics;
using Npgsql;

namespace FletsCollect.Database.Tests;

/// <summary>
/// A PostgreSQL server that lives as long as the test run: its own folder under the temporary one, its own port on loopback, no trace of
/// it afterwards. <c>FLETSCOLLECT_TEST_POSTGRES</c> names another server to use instead, by the connection string of a user who may
/// create databases.
/// </summary>
internal sealed class PostgreSqlCluster : IAsyncDisposable
{
    private const string ServerVariable = "FLETSCOLLECT_TEST_POSTGRES";

    private readonly string? folder;
    private readonly string options;

    private PostgreSqlCluster(string connectionString, string? folder, string options = "")
    {
        ConnectionString = connectionString;
        this.folder = folder;
        this.options = options;
        if (folder is not null)
            AppDomain.CurrentDomain.ProcessExit += StopAtExit;
    }

    /// <summary>False when the environment names a server, which is somebody else's.</summary>
    public static bool IsOwn => Environment.GetEnvironmentVariable(ServerVariable) is null or "";

    /// <summary>Connects to the server's own database.</summary>
    public string ConnectionString { get; }

    /// <param name="durable">True for measuring: each commit then reaches the disk, as in production.</param>
    public static async Task<PostgreSqlCluster> StartAsync(bool durable = false)
    {
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given)
            return new PostgreSqlCluster(given, null);

        var place = Directory.CreateTempSubdirectory("fletscollect-postgres-").FullName;
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // The server refuses to run as root, so the folder must let the user it runs as in.
            File.SetUnixFileMode(place, File.GetUnixFileMode(place) | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        }
        var port = LoopbackPort.Free();
        await RunAsync("initdb", "--pgdata", Data(place), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
        // Without durability, because tests ask what is committed and not what survives a power cut. No socket file: only this port on loopback.
        var serverOptions = $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c fsync={(durable ? "on" : "off")}";
        await StartServerAsync(place, serverOptions);
        return new PostgreSqlCluster(
            new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = "postgres", Database = "postgres" }.ConnectionString, place, serverOptions);
    }

    /// <summary>Stops the server as a crash would: nothing is finished, and the next start recovers from the log.</summary>
    public void StopAtOnce()
    {
        using var stop = Process.Start(Command("pg_ctl", "stop", "--mode", "immediate", "--wait", "--silent", "--pgdata", Data(folder!)));
        stop?.WaitForExit();
    }

    public Task StartAgainAsync() => StartServerAsync(folder!, options);

    public ValueTask DisposeAsync()
    {
        if (folder is not null)
            AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        Stop();
        return ValueTask.CompletedTask;
    }

    private static string Data(string place) => Path.Combine(place, "data");

    /// <summary>A run that is broken off still ends its server.</summary>
    private void StopAtExit(object? sender, EventArgs e) => Stop();

    private void Stop()
    {
        if (folder is null || !Directory.Exists(folder))
            return;
        StopAtOnce();
        Directory.Delete(folder, recursive: true);
    }

    private static Task StartServerAsync(string place, string options) =>
        RunAsync("pg_ctl", "start", "--wait", "--silent", "--pgdata", Data(place), "--log", Path.Combine(place, "data", "server.log"), "--options", options);

    private static async Task RunAsync(string tool, params string[] arguments)
    {
        var start = Command(tool, arguments);
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await output}{await errors}");
    }

    private static ProcessStartInfo Command(string tool, params string[] arguments)
    {
        var path = Find(tool);
        var asRoot = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();
        return asRoot
            ? new ProcessStartInfo("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--init-groups", "--", path, .. arguments]) { WorkingDirectory = "/" }
            : new ProcessStartInfo(path, arguments);
    }

    private static string Find(string tool)
    {
        var name = OperatingSystem.IsWindows() ? tool + ".exe" : tool;
        // Debian keeps each version's programs out of the search path; the newest one is taken.
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => version, StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        var searched = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(searched).Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"PostgreSQL is not installed ({tool} was not found). Run 'bash tests/run.sh', which installs it on Debian, or install PostgreSQL 15 or later "
                + $"and put its programs on the PATH, or name a server in {ServerVariable}.");
    }
}
