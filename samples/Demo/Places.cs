namespace FletsCollect.Samples.Demo;

/// <summary>Where things are in the repository and on the machine.</summary>
internal sealed record Places(string Root, string Output)
{
    /// <summary>
    /// DEMO SECRET, known to everybody who can read this repository: with it the provider signs what it tells the merchant. In Development
    /// only; a real merchant has its endpoint's secret from the API.
    /// </summary>
    public const string WebhookSecret = "whsec_ZGVtby13ZWJob29rLXNlY3JldC1mb3ItZGV2ZWxvcG1lbnQ=";

    public Uri Provider { get; } = new("http://localhost:5080/");
    public Uri Merchant { get; } = new("http://localhost:5090/");

    /// <summary>Where the provider hands its mails to the demo.</summary>
    public static Uri Postbox { get; } = new("smtp://localhost:5025/");

    public string ProviderFolder => Path.Combine(Root, "src", "FletsCollect.Server");
    public string ProviderAssembly => Path.Combine(ProviderFolder, Output, "FletsCollect.Server.dll");
    public string MerchantFolder => Path.Combine(Root, "samples", "BlogHost");
    public string MerchantAssembly => Path.Combine(MerchantFolder, Output, "BlogHost.dll");

    public static Places Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FletsCollect.sln")))
            folder = folder.Parent;
        if (folder is null)
            throw new InvalidOperationException("FletsCollect.sln is in no folder above the demo. Run it from a clone of the repository.");

        // The three projects are built together, so their outputs lie alike: bin/<configuration>/<framework>/<runtime>.
        return new Places(folder.FullName, Path.GetRelativePath(Path.Combine(folder.FullName, "samples", "Demo"), AppContext.BaseDirectory));
    }

    /// <summary>Back to an empty database and a shop without orders.</summary>
    public void DeleteData()
    {
        // Deleting a file in a folder that does not exist yet is an error, deleting a file that does not is none.
        foreach (var folder in (string[])[ProviderFolder, MerchantFolder])
            Directory.CreateDirectory(Path.Combine(folder, "data"));
        foreach (var suffix in (string[])["", "-shm", "-wal"])
            File.Delete(Path.Combine(ProviderFolder, "data", "fletscollect.db" + suffix));
        foreach (var file in (string[])["orders.json", "subscriptions.json", "events.jsonl"])
            File.Delete(Path.Combine(MerchantFolder, "data", file));
    }
}
