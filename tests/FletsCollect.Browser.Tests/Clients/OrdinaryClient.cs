using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Calendars;
using FletsCollect.Browser.Tests.Surroundings;

namespace FletsCollect.Browser.Tests.Clients;

/// <summary>A merchant's back end in another language, on a client library of other people: the scripts in <c>node</c>.</summary>
internal sealed class OrdinaryClient : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "FletsCollect.Browser.Tests", "Clients", "node");

    /// <summary>The libraries; each has a script of its name. What sells on televisions is <c>openid-client-device</c>.</summary>
    public static readonly IReadOnlyList<string> Libraries = ["openid-client", "oauth4webapi"];

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    private readonly Process node;

    private OrdinaryClient(Process node) => this.node = node;

    /// <summary>Starts the client, with the key that the sample of the blog host has.</summary>
    /// <param name="library">One of <see cref="Libraries"/>.</param>
    /// <param name="scenario"><c>login</c>, <c>once</c>, <c>monthly</c>, <c>subscribe</c> or <c>replace</c>; on openid-client also <c>confirm</c> and <c>cancel</c>, which reserve first.</param>
    /// <param name="issuer">The provider.</param>
    /// <param name="redirectUri">Where the browser is sent back to.</param>
    /// <param name="reference">The order; a new one when not given.</param>
    /// <param name="grantId">The grant to replace.</param>
    /// <param name="registration">Another merchant's registration than the sample's.</param>
    public static async Task<OrdinaryClient> StartAsync(
        string library, string scenario, Uri issuer, Uri redirectUri, string? reference = null, string? grantId = null, ClientRegistration? registration = null)
    {
        await Installed.Value;
        var client = new OrdinaryClient(Start("node", $"{library}.mjs"));
        registration ??= await ReadSampleAsync();
        await client.SayAsync(new JsonObject
        {
            ["scenario"] = scenario,
            ["issuer"] = issuer.AbsoluteUri,
            ["clientId"] = registration.ClientId,
            ["keyId"] = registration.KeyId,
            ["key"] = registration.Key,
            ["redirectUri"] = redirectUri.AbsoluteUri,
            ["reference"] = reference ?? $"ORDER-{Guid.CreateVersion7():N}",
            ["grantId"] = grantId,
            ["today"] = BusinessDate.At(TimeProvider.System.GetUtcNow().UtcDateTime).ToString("yyyy-MM-dd"),
        });
        return client;
    }

    public async Task SayAsync(JsonNode message)
    {
        await node.StandardInput.WriteLineAsync(message.ToJsonString());
        await node.StandardInput.FlushAsync();
    }

    public async Task<JsonNode> HearAsync() =>
        await node.StandardOutput.ReadLineAsync() is { } line
            ? JsonNode.Parse(line)!
            : throw new InvalidOperationException($"The client ended: {await node.StandardError.ReadToEndAsync()}");

    /// <summary>The person's part: follows the client's address, signs in where that is asked, answers, and arrives at the client's callback. Gives what came of it.</summary>
    public async Task<JsonNode> ConverseAsync(Person person, string id, Uri callback, Func<Task> answer)
    {
        await person.Page.GotoAsync((string)(await HearAsync())["url"]!);
        if (new Uri(person.Page.Url).AbsolutePath == "/sign-in")
            await person.SignIn.SubmitAsync(id, Person.Password);
        var arrival = await person.Page.RunAndWaitForRequestAsync(answer, request => request.Url.StartsWith(callback.AbsoluteUri, StringComparison.Ordinal));
        await SayAsync(arrival.Url);
        return await HearAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!node.HasExited)
        {
            node.Kill(entireProcessTree: true);
            await node.WaitForExitAsync();
        }
        node.Dispose();
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules")))
            return;
        using var npm = Start("npm", "ci", "--no-audit", "--no-fund");
        var output = npm.StandardOutput.ReadToEndAsync();
        var errors = await npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
            throw new InvalidOperationException($"'npm ci' in {Folder} failed:\n{await output}{errors}");
    }

    private static async Task<ClientRegistration> ReadSampleAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "BlogHost", "appsettings.json"));
        var settings = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var sample = settings!["FletsPay"]!;
        return new ClientRegistration((string)sample["ClientId"]!, (string)sample["SigningKeyId"]!, (string)sample["SigningKey"]!);
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}

/// <summary>As whom a merchant's back end calls.</summary>
/// <param name="ClientId">The merchant's code.</param>
/// <param name="KeyId">The name of the key that it registered.</param>
/// <param name="Key">That key's private half, PKCS #8 as PEM.</param>
internal sealed record ClientRegistration(string ClientId, string KeyId, string Key);
