using Microsoft.Playwright;

namespace FletsCollect.Browser.Tests.Surroundings;

/// <summary>The browser: Debian's Chromium, in its form without windows where that is installed because it does less, or the one that Playwright brought.</summary>
internal static class Chromium
{
    private const string Variable = "FLETSCOLLECT_CHROMIUM";

    private static readonly string[] Debian = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    /// <summary>What keeps a Chromium without a screen quiet and lets it run in a container as root.</summary>
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        var own = Environment.GetEnvironmentVariable(Variable);
        if (own is { Length: > 0 } && !File.Exists(own))
            throw new InvalidOperationException($"{Variable} names '{own}', and there is no such file.");
        var path = own is { Length: > 0 } ? own : Array.Find(Debian, File.Exists) ?? playwright.Chromium.ExecutablePath;
        if (!File.Exists(path))
        {
            throw new InvalidOperationException(
                $"There is no Chromium. On Debian: apt-get install chromium-headless-shell. Elsewhere set {Variable} to the path of Chromium or Chrome, or let Playwright fetch its own: pwsh playwright.ps1 install chromium, in the folder of the built tests.");
        }
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Flags });
    }
}
