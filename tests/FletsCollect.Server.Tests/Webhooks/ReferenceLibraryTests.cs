using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using FletsCollect.Server.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Webhooks;

/// <summary>The reference library of Standard Webhooks, which knows nothing of us, believes our webhooks and no changed ones.</summary>
public sealed class ReferenceLibraryTests(RunningServer server)
{
    [Fact]
    public async Task Webhook_is_believed_by_both_secrets_while_they_are_rotated_and_by_no_other()
    {
        using var merchant = new WebhookMerchant(server, TimeProvider.System, await server.NewOtherMerchantAsync());
        await using var receiver = await Receiver.StartAsync();
        var (id, before) = await merchant.RegisterAsync(receiver.At("/hook"));
        var after = (await merchant.PostAsync($"v1/webhook-endpoints/{id}/rotate-secret")).Text("secret")!;
        var happened = await merchant.HappenAsync();
        await server.Services.GetRequiredService<JobRunner>().RunAsync("deliver-webhooks", evenIfNotDue: true, CancellationToken.None);
        var arrived = Assert.Single(receiver.To("/hook"));

        Assert.Equal(happened, await VerifyAsync(arrived, after));
        Assert.Equal(happened, await VerifyAsync(arrived, before));
        Assert.StartsWith("refused: No matching signature", await VerifyAsync(arrived, "whsec_" + Convert.ToBase64String(new byte[32])), StringComparison.Ordinal);
        Assert.StartsWith("refused: No matching signature", await VerifyAsync(arrived with { Body = [.. arrived.Body, (byte)' '] }, after), StringComparison.Ordinal);
    }

    private static async Task<string> VerifyAsync(Received arrived, string secret)
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            await RunAsync(folder, "npm", ["ci", "--no-audit", "--no-fund"], "");
        var headers = arrived.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value));
        var message = new JsonObject { ["secret"] = secret, ["headers"] = new JsonObject(headers), ["body"] = Encoding.UTF8.GetString(arrived.Body) };
        return await RunAsync(folder, "node", ["verify.mjs"], message.ToJsonString());
    }

    private static async Task<string> RunAsync(string folder, string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output.Trim();
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "standardwebhooks");
}
