using System.Text.Json;
using System.Text.Json.Nodes;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>The discovery document says what the provider does, and no more.</summary>
public class DiscoveryTests(RunningServer server)
{
    [Fact]
    public async Task Document_is_the_one_that_was_reviewed()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri(".well-known/openid-configuration", UriKind.Relative)))!;
        var shown = document.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
            .Replace(server.Issuer.AbsoluteUri, "https://issuer.example/", StringComparison.Ordinal)
            .Replace(server.MutualTlsAddress!.AbsoluteUri, "https://mtls.issuer.example/", StringComparison.Ordinal);

        var reviewed = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Provider", "openid-configuration.json"));

        Assert.Equal(reviewed.ReplaceLineEndings("\n").Trim(), shown.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Keys_are_public_halves_only()
    {
        using var http = new HttpClient { BaseAddress = server.Issuer };
        var keys = JsonNode.Parse(await http.GetStringAsync(new Uri(".well-known/jwks", UriKind.Relative)))!["keys"]!.AsArray();

        Assert.All(keys, key => Assert.False(key!.AsObject().ContainsKey("d")));
        Assert.Contains(keys, key => key!["kty"]!.GetValue<string>() == "EC" && key["alg"]!.GetValue<string>() == "ES256");
    }
}
