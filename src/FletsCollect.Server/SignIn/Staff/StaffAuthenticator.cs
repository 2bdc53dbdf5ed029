using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Keys of staff members' authenticator apps (RFC 6238), which the database keeps encrypted.</summary>
public sealed class StaffAuthenticator(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int KeyBytes = 20;

    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.StaffAuthenticator");

    /// <summary>A new key as it is stored.</summary>
    public string NewKey() => Protect(RandomNumberGenerator.GetBytes(KeyBytes));

    public string Protect(byte[] key) => Convert.ToBase64String(protector.Protect(key));

    /// <summary>A stored key as apps take it.</summary>
    public string Show(string stored) => AuthenticatorCode.ToBase32(Read(stored));

    /// <summary>The step whose code was typed; null when the code does not count now.</summary>
    public long? StepOf(string stored, string typed) => AuthenticatorCode.StepOf(Read(stored), typed, clock.GetUtcNow());

    private byte[] Read(string stored) => protector.Unprotect(Convert.FromBase64String(stored));
}
