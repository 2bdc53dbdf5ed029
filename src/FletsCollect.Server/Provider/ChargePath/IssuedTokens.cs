using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FletsCollect.Server.Provider.ChargePath;

/// <summary>
/// The access tokens that this very server signed lately, by their hashes. A merchant shows its token within seconds, so the signature of
/// one that is known here, to its last character, need not be verified again, which is dearer than anything else about a charge.
/// What the token says is judged as ever; a token of another server, or one that was forgotten, has its signature verified.
/// </summary>
internal sealed class IssuedTokens : IDisposable
{
    /// <summary>So many are remembered; those of a burst beyond it are verified like another server's.</summary>
    private const int Most = 200_000;

    private readonly MemoryCache hashes = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <param name="token">The token as it goes to the merchant.</param>
    /// <param name="lifetime">How long it is good for; longer than that it is not remembered.</param>
    public void Add(string token, TimeSpan lifetime) =>
        hashes.Set(HashOf(token), true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lifetime });

    public bool Contains(string token) => hashes.TryGetValue(HashOf(token), out _);

    public void Dispose() => hashes.Dispose();

    private static string HashOf(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Tells <see cref="IssuedTokens"/> of every access token.</summary>
internal static class RememberIssued
{
    public static void Add(OpenIddictServerBuilder server) =>
        server.AddEventHandler<GenerateTokenContext>(handler => handler
            .UseSingletonHandler<Remember>()
            .SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order + 1));

    private sealed class Remember(IssuedTokens issued) : IOpenIddictServerHandler<GenerateTokenContext>
    {
        public ValueTask HandleAsync(GenerateTokenContext context)
        {
            if (context is { TokenType: TokenTypeIdentifiers.AccessToken, Token: { Length: > 0 } token } 
                && context.Principal.GetExpirationDate() - context.Principal.GetCreationDate() is { } lifetime)
            {
                issued.Add(token, lifetime);
            }
            return ValueTask.CompletedTask;
        }
    }
}
