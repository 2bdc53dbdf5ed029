using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// Issues an ID to whoever is on an eligible line and knows its customer number (domain.md §3). The line is proved from the address of
/// the very request that asks; the customer number keeps a guest on the household's network from getting an ID.
/// </summary>
public sealed class IssueCredential(UnitOfWork unitOfWork, ILineDirectory lines, IPasswordHasher<Credential> passwords, ILookupNormalizer normalizer, CredentialRules rules, TimeProvider clock)
{
    /// <summary>
    /// Gives the new credential, or the reason why there is none. The password must already meet the password rules; it is stored only
    /// as a hash.
    /// </summary>
    public async Task<Result<Credential, LineRefusal>> ExecuteAsync(IPAddress? address, string customerNumber, string password, CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return await unitOfWork.CommitAsync<Result<Credential, LineRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var decision = recognition.Succeeded(out var recognised, out var refusal)
                    ? await DecideAsync(db, recognised, customerNumber, password, now, token)
                    : refusal;
                if (decision.Succeeded(out var credential, out refusal))
                    db.Add(AuditEntry.Of("credential.issued", AuditActor.Anonymous, credential.UserName!, now, new { line = credential.Line.Masked, role = credential.Role.ToString() }));
                else
                    db.Add(AuditEntry.Of("credential.refused", AuditActor.Anonymous, recognised?.Line.Number.Masked ?? "unknown line", now, new { reason = refusal.ToString() }));
                return decision;
            },
            cancellationToken);
    }

    private async Task<Result<Credential, LineRefusal>> DecideAsync(
        FletsCollectDbContext db, RecognisedLine recognised, string customerNumber, string password, DateTime now, CancellationToken cancellationToken)
    {
        var line = recognised.Line;
        var formId = Guid.CreateVersion7().ToString();
        if (!LineProof.Prove(recognised, LineProofPurpose.Issuance, formId, now).Succeeded(out var proof, out var refusal))
            return refusal;
        var secret = $"customer-number:{line.Number.Value}";
        if (await FailedAttempt.CountAsync(db, secret, "", FailedAttempt.MostFromOnePlace, now, cancellationToken) is null)
            return LineRefusal.TooManyAttempts;
        if (!CryptographicOperations.FixedTimeEquals(Digits(customerNumber), Digits(line.CustomerNumber)))
            return LineRefusal.CustomerNumberMismatch;
        // The count may be new in this very transaction, and then is not in the database yet.
        await db.SaveChangesAsync(cancellationToken);
        await FailedAttempt.ForgetAsync(db, secret, "", cancellationToken);

        // Counting and inserting must not race: the line's row is locked by touching it first.
        await db.Lines.Where(row => row.Number == line.Number).ExecuteUpdateAsync(set => set.SetProperty(row => row.CustomerNumber, row => row.CustomerNumber), cancellationToken);
        var roles = await db.Users.Where(other => other.Line == line.Number && other.Status != CredentialStatus.Revoked).Select(other => other.Role).ToListAsync(cancellationToken);
        if (roles.Count >= rules.MostPerLine)
            return LineRefusal.TooManyCredentials;

        // Every ID of the line was revoked, as when another contractor takes it over: the rules of those before are nobody's.
        if (roles.Count == 0)
            await HouseholdRules.BeginAnewAsync(db, line.Number, cancellationToken);
        var role = roles.Contains(CredentialRole.Contractor) ? CredentialRole.Member : CredentialRole.Contractor;
        var credential = Credential.Issue(NewUserName(), line.Number, role, now);
        credential.NormalizedUserName = normalizer.NormalizeName(credential.UserName);
        credential.SecurityStamp = NewSecurityStamp();
        credential.PasswordHash = passwords.HashPassword(credential, password);
        proof.Use(line.Number, LineProofPurpose.Issuance, formId, now);
        db.AddRange(proof, credential);
        return credential;
    }

    internal static string NewSecurityStamp() => Guid.CreateVersion7().ToString("N") + RandomNumberGenerator.GetHexString(16);

    /// <summary>"fc" and ten random digits: easy to type on any keyboard and to say on the phone, and no guide to other IDs.</summary>
    private static string NewUserName() =>
        "fc" + string.Create(CultureInfo.InvariantCulture, $"{RandomNumberGenerator.GetInt32(100_000)}").PadLeft(5, '0')
             + string.Create(CultureInfo.InvariantCulture, $"{RandomNumberGenerator.GetInt32(100_000)}").PadLeft(5, '0');

    /// <summary>The ASCII digits of what was typed: full width, spaces and hyphens of any kind are how people write numbers.</summary>
    internal static byte[] Digits(string text) =>
        [.. OneForm.Of(text).Where(char.IsAsciiDigit).Select(digit => (byte)digit)];
}
