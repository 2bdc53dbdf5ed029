using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using FletsCollect.Database.Tests;

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>A program of this repository, started as its users start it: a process of its own, settings from its environment.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>Long enough for a cold start on a busy machine; a program that is broken exits at once and is reported at once.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();

    private RunningProgram(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything that the program has written so far.</summary>
    public string Log => string.Join('\n', log);

    /// <summary>Starts a web program and comes back when it answers that it is ready.</summary>
    public static async Task<RunningProgram> StartAsync(string folder, string project, Uri address, IReadOnlyDictionary<string, string> settings)
    {
        var program = new RunningProgram(Describe(folder, project, ["--environment", "Development", "--urls", address.GetLeftPart(UriPartial.Authority)], settings));
        try
        {
            await program.WaitUntilReadyAsync(project, new Uri(address, "readyz"));
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of a program to its end.</summary>
    public static async Task<CommandOutcome> RunAsync(string folder, string project, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        var start = Describe(folder, project, arguments, settings);
        start.Environment["DOTNET_ENVIRONMENT"] = start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        await using var program = new RunningProgram(start);
        await program.process.WaitForExitAsync();
        return new CommandOutcome(string.Join(' ', arguments), program.process.ExitCode, program.Log);
    }

    /// <summary>A port on which nobody listens now, on IPv4 and IPv6 alike.</summary>
    public static int FreePort() => LoopbackPort.Free();

    /// <summary>Ends the program as a power cut would: it gets no chance to finish anything.</summary>
    public void Kill() => process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private static ProcessStartInfo Describe(string folder, string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        // Built with the same configuration as the tests, so it stands where they do, below its own project.
        var home = AppContext.BaseDirectory.Replace(Path.Combine("tests", typeof(RunningProgram).Assembly.GetName().Name!), Path.Combine(folder, project), StringComparison.Ordinal);
        var assembly = Path.Combine(home, project + ".dll");
        if (!File.Exists(assembly))
            throw new FileNotFoundException($"{project} is not built; build the solution first.", assembly);
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = home,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }

    private async Task WaitUntilReadyAsync(string project, Uri ready)
    {
        using var patience = new CancellationTokenSource(LongestStart);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            do
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"{project} ended with exit code {process.ExitCode} instead of starting:\n{Log}");
                if (await AnswersAsync(client, ready, patience.Token))
                    return;
            }
            while (await pace.WaitForNextTickAsync(patience.Token));
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{project} was not ready within {LongestStart.TotalSeconds} s:\n{Log}", exception);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri ready, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(ready, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
            log.Enqueue(line);
    }
}

/// <summary>How a command ended.</summary>
/// <param name="Command">What was asked.</param>
/// <param name="ExitCode">0 when it did it.</param>
/// <param name="Output">What it wrote for the operator.</param>
internal sealed record CommandOutcome(string Command, int ExitCode, string Output);
