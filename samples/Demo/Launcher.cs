using System.Globalization;

namespace FletsCollect.Samples.Demo;

/// <summary>The <c>dotnet run</c> that started the demo.</summary>
internal static class Launcher
{
    /// <summary>
    /// Completes when <c>dotnet run</c> is gone without having passed a signal on, that is, when it was killed. Started in any other way,
    /// the demo may outlive its parent, as after nohup.
    /// </summary>
    public static async Task Gone()
    {
        if (!OperatingSystem.IsLinux() || Parent() is not { } parent || ReadOrNull($"/proc/{parent}/comm")?.Trim() is not "dotnet")
        {
            await Task.Delay(Timeout.Infinite);
            return;
        }

        while (Parent() == parent)
            await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static int? Parent()
    {
        // Field 4 of proc_pid_stat(5); field 2, the name, is in parentheses and may contain anything.
        var stat = ReadOrNull("/proc/self/stat");
        return stat is not null && stat.LastIndexOf(')') is var end and > 0
            && int.TryParse(stat[(end + 2)..].Split(' ')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null;
    }

    private static string? ReadOrNull(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
