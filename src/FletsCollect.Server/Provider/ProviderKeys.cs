using System.Security.Cryptography;
using FletsCollect.Calendars;
using FletsCollect.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace FletsCollect.Server.Provider;

/// <summary>The provider's keys: made on the first start on an empty database, then read by every server that shares it.</summary>
public sealed class ProviderKeys(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider clock)
{
    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.ProviderKeys.v1");
    private Dictionary<ProviderKeyUse, byte[]>? keys;

    /// <summary>Makes the keys that are missing and reads all. Called once before the server takes requests.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var unitOfWork = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        // Protecting may write a new ring key on a connection of its own, which an open transaction would keep waiting on SQLite.
        var made = Enum.GetValues<ProviderKeyUse>().ToDictionary(use => use, use => WebEncoders.Base64UrlEncode(protector.Protect(Make(use))));
        var stored = await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var found = await db.ProviderKeys.ToListAsync(token);
                var missing = made.Where(key => found.TrueForAll(other => other.Use != key.Key)).Select(key => new ProviderKey(key.Key, key.Value, clock.Instant())).ToList();
                db.AddRange(missing);
                return found.Concat(missing).ToList();
            },
            cancellationToken);
        keys = stored.ToDictionary(key => key.Use, key => protector.Unprotect(WebEncoders.Base64UrlDecode(key.ProtectedMaterial)));
    }

    public byte[] Of(ProviderKeyUse use) =>
        keys?[use] ?? throw new InvalidOperationException("The provider's keys are not loaded; LoadAsync runs before the first request.");

    private static byte[] Make(ProviderKeyUse use)
    {
        if (use != ProviderKeyUse.Signing)
            return RandomNumberGenerator.GetBytes(32);
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return signing.ExportPkcs8PrivateKey();
    }
}

/// <summary>Hands the keys to OpenIddict.</summary>
internal sealed class ConfigureProviderKeys(ProviderKeys keys) : IConfigureOptions<OpenIddictServerOptions>
{
    public void Configure(OpenIddictServerOptions options)
    {
        // OpenIddict keeps the key for the life of the process, so nothing disposes it.
        var signing = ECDsa.Create();
        signing.ImportPkcs8PrivateKey(keys.Of(ProviderKeyUse.Signing), out _);
        var key = new ECDsaSecurityKey(signing);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        options.SigningCredentials.Add(new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256));
        options.EncryptionCredentials.Add(new EncryptingCredentials(
            new SymmetricSecurityKey(keys.Of(ProviderKeyUse.Encryption)), SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
    }
}
