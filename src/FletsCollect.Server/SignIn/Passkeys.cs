using System.Net;
using System.Text;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.SignIn;

/// <summary>Passkeys of credentials (WebAuthn), by ASP.NET Core Identity. One is added from the credential's own line alone.</summary>
public sealed class Passkeys(SignInManager<Credential> signIn, ILineDirectory lines, UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>More than anybody has devices.</summary>
    public const int Most = 10;

    public const int LongestName = 40;

    /// <summary>What the browser is to make a passkey for; null when there are as many as there may be.</summary>
    public async Task<string?> CreationOptionsAsync(Credential credential) => (await ListAsync(credential)).Count >= Most
        ? null
        : await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = credential.Id.ToString(), Name = credential.UserName!, DisplayName = credential.UserName! });

    /// <summary>What the browser is to ask its passkeys; it finds out by itself whose they are.</summary>
    public Task<string> RequestOptionsAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(Credential credential) => [.. await signIn.UserManager.GetPasskeysAsync(credential)];

    /// <summary>Adds what the browser made; null when it is added.</summary>
    public async Task<SecondFactorRefusal?> AddAsync(Credential credential, IPAddress? address, string answer, string? name, CancellationToken cancellationToken)
    {
        var attestation = await signIn.PerformPasskeyAttestationAsync(answer);
        if (!attestation.Succeeded || attestation.UserEntity.Id != credential.Id.ToString())
            return SecondFactorRefusal.Wrong;
        var passkey = attestation.Passkey;
        var given = (name ?? "").Normalize(NormalizationForm.FormC).Trim();
        passkey.Name = given.Length == 0 ? "1" : given[..Math.Min(given.Length, LongestName)];
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return await unitOfWork.CommitAsync<SecondFactorRefusal?>(
            async (db, token) =>
            {
                if (await db.UserPasskeys.CountAsync(row => row.UserId == credential.Id, token) >= Most || await db.UserPasskeys.AnyAsync(row => row.CredentialId == passkey.CredentialId, token))
                    return SecondFactorRefusal.Wrong;
                var now = clock.Instant();
                if (!OwnLineProof.TryAdd(db, recognition, credential, now))
                    return SecondFactorRefusal.NotOnOwnLine;
                db.AddRange(RowOf(credential, passkey), Entry("credential.passkey-added", credential, passkey.Name, now));
                return null;
            },
            cancellationToken);
    }

    public Task RemoveAsync(Credential credential, byte[] passkeyId, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            if (await db.UserPasskeys.SingleOrDefaultAsync(row => row.UserId == credential.Id && row.CredentialId == passkeyId, token) is { } passkey)
            {
                db.Remove(passkey);
                db.Add(Entry("credential.passkey-removed", credential, passkey.Data.Name, clock.Instant()));
            }
            return true;
        },
        cancellationToken);

    /// <summary>
    /// The row as Identity's own store makes it, which saves by itself and writes the whole credential with it: here the passkey, its proof of
    /// the line and its line of the audit commit together.
    /// </summary>
    private static IdentityUserPasskey<Guid> RowOf(Credential credential, UserPasskeyInfo passkey) => new()
    {
        UserId = credential.Id,
        CredentialId = passkey.CredentialId,
        Data = new IdentityPasskeyData
        {
            PublicKey = passkey.PublicKey,
            Name = passkey.Name,
            CreatedAt = passkey.CreatedAt,
            Transports = passkey.Transports,
            SignCount = passkey.SignCount,
            IsUserVerified = passkey.IsUserVerified,
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject,
            ClientDataJson = passkey.ClientDataJson,
        },
    };

    private static AuditEntry Entry(string action, Credential credential, string? name, DateTime now) =>
        AuditEntry.Of(action, AuditActor.Credential(credential.UserName!), credential.UserName!, now, new { name });
}
