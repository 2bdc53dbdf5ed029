using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>Makes a code for the desk to post, after it has identified the contractor by phone. The code goes into the letter and nowhere else.</summary>
public sealed class PostResetCode(UnitOfWork unitOfWork, ILookupNormalizer normalizer, CredentialRules rules, TimeProvider clock)
{
    /// <summary>The letter's code and until when it is good; null when there is no such ID, or none that a code could help.</summary>
    /// <param name="userName">The ID.</param>
    /// <param name="person">Who at the desk.</param>
    /// <param name="reason">Why, where a reason was given.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public Task<PostedCode?> ExecuteAsync(string userName, string person, string? reason, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var now = clock.Instant();
            var name = normalizer.NormalizeName(userName);
            var credential = await db.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == name, token);
            if (credential is null || credential.Status == CredentialStatus.Revoked || credential.IsFrozen)
                return null;
            var (code, row) = ResetCode.Create(credential.Id, now, rules.ResetCodeLifetime);
            if (await db.ResetCodes.SingleOrDefaultAsync(present => present.CredentialId == credential.Id, token) is { } present)
                present.Replace(row);
            else
                db.Add(row);
            db.Add(AuditEntry.Of("credential.reset-code-posted", AuditActor.Person(person), credential.UserName!, now, new { until = row.ExpiresAt, reason }));
            return new PostedCode(credential.UserName!, code, row.ExpiresAt);
        },
        cancellationToken);
}

/// <summary>What the letter says.</summary>
public sealed record PostedCode(string UserName, string Code, DateTime ExpiresAt);
