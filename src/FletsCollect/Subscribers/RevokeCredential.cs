using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>Why an ID was not given up.</summary>
public enum RevokeCredentialRefusal
{
    /// <summary>No such ID, none of the household's, or given up before.</summary>
    NotFound,

    /// <summary>The contractor's own ID is given up by the operator only, or nobody would be left to look after the line's IDs.</summary>
    ContractorsOwn,
}

/// <summary>Who gives an ID up: the contractor one of the line's members, the operator any.</summary>
/// <param name="UserName">Which ID.</param>
/// <param name="Actor">For the audit trail.</param>
/// <param name="ContractorId">Set when a contractor asks: the credential that is signed in.</param>
/// <param name="Reason">Why, where a person gave a reason.</param>
public sealed record RevokeCredentialCommand(string UserName, AuditActor Actor, Guid? ContractorId, string? Reason)
{
    public static RevokeCredentialCommand ByContractor(string userName, Guid contractorId, string contractorName) => new(userName, AuditActor.Credential(contractorName), contractorId, null);

    public static RevokeCredentialCommand ByOperator(string userName, string person, string reason) => new(userName, AuditActor.Person(person), null, reason);
}

/// <summary>
/// Gives an ID up for good, so that its line may have another. Its sign-ins end, merchants are told as at a sign-out, and charges that are
/// being decided are decided again.
/// </summary>
public sealed class RevokeCredential(UnitOfWork unitOfWork, ILookupNormalizer normalizer, SpendingLimits limits, TimeProvider clock)
{
    public Task<Result<Credential, RevokeCredentialRefusal>> ExecuteAsync(RevokeCredentialCommand command, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Credential, RevokeCredentialRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var name = normalizer.NormalizeName(command.UserName);
                var credential = await db.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == name, token);
                if (credential is null || !credential.CanMove(CredentialMove.Revoke, now) || !await MayAskAsync(db, command, credential, token))
                    return RevokeCredentialRefusal.NotFound;
                if (command.ContractorId is not null && credential.IsContractor)
                    return RevokeCredentialRefusal.ContractorsOwn;
                var line = await db.Lines.SingleAsync(row => row.Number == credential.Line, token);
                await HouseholdRules.ChangeAsync(db, line, limits, now, _ => credential.Move(CredentialMove.Revoke, now), token);
                await SubscriberSession.EndAllAsync(db, credential.Id, kept: null, now, token);
                db.Add(AuditEntry.Of("credential.revoked", command.Actor, credential.UserName!, now, new { reason = command.Reason }));
                return credential;
            },
            cancellationToken);

    private static async Task<bool> MayAskAsync(FletsCollectDbContext db, RevokeCredentialCommand command, Credential credential, CancellationToken cancellationToken) =>
        command.ContractorId is not { } asker || await db.Users.AnyAsync(
            row => row.Id == asker && row.Line == credential.Line && row.Role == CredentialRole.Contractor && row.Status == CredentialStatus.Active, cancellationToken);
}
