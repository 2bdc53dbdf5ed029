using System.Net;
using System.Text;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;

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
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        var isHome = await unitOfWork.CommitAsync((db, _) => Task.FromResult(OwnLineProof.TryAdd(db, recognition, credential, clock.Instant())), cancellationToken);
        if (!isHome)
            return SecondFactorRefusal.NotOnOwnLine;
        var given = (name ?? "").Normalize(NormalizationForm.FormC).Trim();
        attestation.Passkey.Name = given.Length == 0 ? "1" : given[..Math.Min(given.Length, LongestName)];
        if (!(await signIn.UserManager.AddOrUpdatePasskeyAsync(credential, attestation.Passkey)).Succeeded)
            return SecondFactorRefusal.Wrong;
        await NoteAsync(credential, "credential.passkey-added", attestation.Passkey.Name, cancellationToken);
        return null;
    }

    public async Task RemoveAsync(Credential credential, byte[] passkeyId, CancellationToken cancellationToken)
    {
        if ((await ListAsync(credential)).FirstOrDefault(one => one.CredentialId.AsSpan().SequenceEqual(passkeyId)) is not { } passkey)
            return;
        await signIn.UserManager.RemovePasskeyAsync(credential, passkeyId);
        await NoteAsync(credential, "credential.passkey-removed", passkey.Name, cancellationToken);
    }

    private async Task NoteAsync(Credential credential, string action, string? name, CancellationToken cancellationToken) => await unitOfWork.CommitAsync(
        (db, _) => Task.FromResult(db.Add(AuditEntry.Of(action, AuditActor.Credential(credential.UserName!), credential.UserName!, clock.Instant(), new { name }))), cancellationToken);
}
