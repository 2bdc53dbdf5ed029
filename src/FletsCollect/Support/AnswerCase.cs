using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

/// <summary>Why the desk's step on a case was not taken.</summary>
public enum AnswerCaseRefusal
{
    CaseNotFound,

    /// <summary>There is no such ID, or it was revoked.</summary>
    CredentialNotFound,

    /// <summary>There is no such line.</summary>
    LineNotFound,

    /// <summary>The line has an ID, whose case it is: its holder reads it.</summary>
    LineHasAnId,

    /// <summary>It is closed.</summary>
    CaseClosed,
}

/// <summary>What the desk does about a case, each step in a person's own name.</summary>
public sealed class AnswerCase(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>
    /// Notes a call or a letter about a line that has no ID. Nobody but the desk reads such a case, so a line with an ID has none. What was noted
    /// once under a token stands once.
    /// </summary>
    public Task<Result<SupportCase, AnswerCaseRefusal>> NoteOnLineAsync(LineNumber line, SupportChannel channel, string subject, string text, string person, Guid formToken, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<SupportCase, AnswerCaseRefusal>>(
            async (db, token) =>
            {
                if (await db.SupportCases.SingleOrDefaultAsync(row => row.CredentialId == null && row.Line == line && row.FormToken == formToken, token) is { } noted)
                    return noted;
                if (!await db.Lines.AnyAsync(row => row.Number == line, token))
                    return AnswerCaseRefusal.LineNotFound;
                if (await db.Users.AnyAsync(row => row.Line == line && row.Status != CredentialStatus.Revoked, token))
                    return AnswerCaseRefusal.LineHasAnId;
                var now = clock.Instant();
                var supportCase = new SupportCase(line, channel, subject, formToken, now);
                supportCase.Assign(person);
                db.AddRange(
                    supportCase, supportCase.Write(line.Masked, text, formToken, now),
                    AuditEntry.Of("case.opened", AuditActor.Person(person), supportCase.PublicId, now, new { channel = channel.ToString(), line = line.Masked }));
                return supportCase;
            },
            cancellationToken);

    /// <summary>Notes a call or a letter as a case of an ID. What was noted once under a token stands once.</summary>
    public Task<Result<SupportCase, AnswerCaseRefusal>> NoteAsync(string userName, SupportChannel channel, string subject, string text, string person, Guid formToken, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<SupportCase, AnswerCaseRefusal>>(
            async (db, token) =>
            {
                var normalized = userName.ToUpperInvariant();
                if (await db.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == normalized && row.Status != CredentialStatus.Revoked, token) is not { } credential)
                    return AnswerCaseRefusal.CredentialNotFound;
                if (await db.SupportCases.SingleOrDefaultAsync(row => row.CredentialId == credential.Id && row.FormToken == formToken, token) is { } noted)
                    return noted;
                var now = clock.Instant();
                var supportCase = new SupportCase(credential, channel, subject, formToken, now);
                supportCase.Assign(person);
                db.AddRange(
                    supportCase, supportCase.Write(credential.UserName ?? "", text, formToken, now),
                    AuditEntry.Of("case.opened", AuditActor.Person(person), supportCase.PublicId, now, new { channel = channel.ToString(), id = credential.UserName }));
                return supportCase;
            },
            cancellationToken);

    /// <summary>Answers; whoever answers has the case from then on.</summary>
    public Task<Result<SupportCase, AnswerCaseRefusal>> ExecuteAsync(Guid caseId, string text, string person, Guid formToken, CancellationToken cancellationToken) =>
        ChangeAsync(
            caseId,
            async (db, supportCase, now, token) =>
            {
                if (await db.SupportMessages.AnyAsync(row => row.CaseId == caseId && row.FormToken == formToken, token))
                    return null;
                db.AddRange(supportCase.Answer(person, text, formToken, now), AuditEntry.Of("case.answered", AuditActor.Person(person), supportCase.PublicId, now));
                return null;
            },
            cancellationToken);

    /// <summary>Keeps a note that only the desk reads; it moves nothing, so a closed case stays closed.</summary>
    public Task<Result<SupportCase, AnswerCaseRefusal>> NoteInternallyAsync(Guid caseId, string text, string person, Guid formToken, CancellationToken cancellationToken) =>
        ChangeAsync(
            caseId,
            async (db, supportCase, now, token) =>
            {
                if (!await db.SupportMessages.AnyAsync(row => row.CaseId == caseId && row.FormToken == formToken, token))
                    db.AddRange(supportCase.NoteInternally(person, text, formToken, now), AuditEntry.Of("case.noted", AuditActor.Person(person), supportCase.PublicId, now));
                return null;
            },
            cancellationToken);

    /// <summary>Closes it; a message from the subscriber opens it again.</summary>
    public Task<Result<SupportCase, AnswerCaseRefusal>> CloseAsync(Guid caseId, string person, CancellationToken cancellationToken) =>
        ChangeAsync(
            caseId,
            (db, supportCase, now, _) =>
            {
                if (CaseTransitions.Next(supportCase.Status, CaseMove.Close) is null)
                    return Task.FromResult<AnswerCaseRefusal?>(AnswerCaseRefusal.CaseClosed);
                supportCase.Close(now);
                db.Add(AuditEntry.Of("case.closed", AuditActor.Person(person), supportCase.PublicId, now));
                return Task.FromResult<AnswerCaseRefusal?>(null);
            },
            cancellationToken);

    private Task<Result<SupportCase, AnswerCaseRefusal>> ChangeAsync(
        Guid caseId, Func<FletsCollectDbContext, SupportCase, DateTime, CancellationToken, Task<AnswerCaseRefusal?>> change, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<SupportCase, AnswerCaseRefusal>>(
            async (db, token) =>
            {
                if (await db.SupportCases.SingleOrDefaultAsync(row => row.Id == caseId, token) is not { } supportCase)
                    return AnswerCaseRefusal.CaseNotFound;
                return await change(db, supportCase, clock.Instant(), token) is { } refusal ? refusal : supportCase;
            },
            cancellationToken);
}
