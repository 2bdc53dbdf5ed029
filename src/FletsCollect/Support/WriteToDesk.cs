using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <summary>Why a subscriber's message was not taken.</summary>
public enum WriteToDeskRefusal
{
    /// <summary>No such case, or somebody else's.</summary>
    CaseNotFound,

    /// <summary>The ID has as many open cases as it may have.</summary>
    TooManyOpen,
}

/// <summary>
/// A subscriber asks the desk something, or goes on with what was asked. The form brings a token of its own, so what is sent twice stands once.
/// </summary>
public sealed class WriteToDesk(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Opens a case.</summary>
    public Task<Result<SupportCase, WriteToDeskRefusal>> OpenAsync(Guid credentialId, string subject, string text, Guid formToken, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<SupportCase, WriteToDeskRefusal>>(
            async (db, token) =>
            {
                if (await db.SupportCases.SingleOrDefaultAsync(row => row.CredentialId == credentialId && row.FormToken == formToken, token) is { } opened)
                    return opened;
                if (await db.SupportCases.CountAsync(row => row.CredentialId == credentialId && row.Status != CaseStatus.Closed, token) >= SupportCase.MostOpen)
                    return WriteToDeskRefusal.TooManyOpen;
                var now = clock.Instant();
                var credential = await db.Users.SingleAsync(row => row.Id == credentialId, token);
                var supportCase = new SupportCase(credential, SupportChannel.Web, subject, formToken, now);
                var actor = AuditActor.Credential(credential.UserName ?? "");
                db.AddRange(supportCase, supportCase.Write(credential.UserName ?? "", text, formToken, now), AuditEntry.Of("case.opened", actor, supportCase.PublicId, now, new { channel = supportCase.Channel.ToString() }));
                return supportCase;
            },
            cancellationToken);

    /// <summary>Writes one more message.</summary>
    public Task<Result<SupportCase, WriteToDeskRefusal>> ExecuteAsync(Guid credentialId, Guid caseId, string text, Guid formToken, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<SupportCase, WriteToDeskRefusal>>(
            async (db, token) =>
            {
                if (await db.SupportCases.SingleOrDefaultAsync(row => row.Id == caseId && row.CredentialId == credentialId, token) is not { } supportCase)
                    return WriteToDeskRefusal.CaseNotFound;
                if (await db.SupportMessages.AnyAsync(row => row.CaseId == caseId && row.FormToken == formToken, token))
                    return supportCase;
                var now = clock.Instant();
                var userName = await db.Users.Where(row => row.Id == credentialId).Select(row => row.UserName ?? "").SingleAsync(token);
                db.AddRange(supportCase.Write(userName, text, formToken, now), AuditEntry.Of("case.written", AuditActor.Credential(userName), supportCase.PublicId, now));
                return supportCase;
            },
            cancellationToken);
}
