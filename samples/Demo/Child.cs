using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace FletsCollect.Samples.Demo;

/// <summary>A server that the demo started and ends with itself.</summary>
internal sealed partial class Child : IDisposable
{
    private const int SigTerm = 15;
    private const string SetPriv = "/usr/bin/setpriv";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Uri _address;

    private Child(string name, Uri address, Process process)
    {
        (Name, _address, _process) = (name, address, process);
        Ended = WaitAsync();
    }

    public string Name { get; }
    public int ExitCode => _process.ExitCode;

    /// <summary>Completes when the process has ended, for whatever reason.</summary>
    public Task<Child> Ended { get; }

    /// <summary>
    /// Call it on the main thread. On Linux the child asks the kernel for SIGTERM when its parent dies, so that even a killed demo leaves
    /// nothing behind; the kernel takes the thread that started it for the parent, and only the main thread lives as long as the demo.
    /// </summary>
    public static Child Start(string name, string assembly, string folder, Uri address, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        if (!File.Exists(assembly))
            throw new InvalidOperationException($"{assembly} is not there. Start with: dotnet run --project samples/Demo");

        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = OperatingSystem.IsLinux() && File.Exists(SetPriv) ? [SetPriv, "--pdeathsig", "TERM", dotnet] : [dotnet];
        var start = new ProcessStartInfo(command[0],
            [.. command[1..], assembly, "--urls", address.GetLeftPart(UriPartial.Authority), "--environment", "Development"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var (setting, value) in settings)
            start.Environment[setting] = value;

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(Console.Out, name, line.Data);
        process.ErrorDataReceived += (_, line) => Write(Console.Error, name, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Child(name, address, process);
    }

    /// <summary>Completes when the server says that it is ready.</summary>
    public async Task ReadyAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < s_patience)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(_address, "readyz"));
                if (response.StatusCode is HttpStatusCode.OK)
                    return;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }

        throw new TimeoutException($"The {Name} is not ready after {s_patience.TotalMinutes:0} minutes; its last lines are above.");
    }

    /// <summary>Asks the process to end, and ends it if it does not.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows())
                _process.Kill(entireProcessTree: true);
            else
                Kill(_process.Id, SigTerm);
        }

        try
        {
            await Ended.WaitAsync(TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await Ended;
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<Child> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return this;
    }

    private static void Write(TextWriter console, string name, string? line)
    {
        if (line is not null)
            console.WriteLine($"{name} | {line}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
