using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Why an application was not moved. Nothing was changed.</summary>
public enum ScreenApplicationRefusal
{
    ApplicationNotFound,

    /// <summary>There is no such move from where it stands now.</summary>
    MoveNotAllowed,

    /// <summary>A question, an answer or a reason has 1 to 2000 characters.</summary>
    NoteUnfit,
}

/// <summary>The talk between operator and applicant: it is taken up, something is asked and answered, or it is rejected.</summary>
public sealed class ScreenApplication(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Takes it into screening.</summary>
    public Task<Result<MerchantApplication, ScreenApplicationRefusal>> TakeUpAsync(Guid id, AuditActor by, CancellationToken cancellationToken) =>
        MoveAsync(db => db.Where(row => row.Id == id), MerchantMove.Screen, by, note: null, cancellationToken);

    /// <summary>Asks the applicant, whose page shows the question.</summary>
    public Task<Result<MerchantApplication, ScreenApplicationRefusal>> AskAsync(Guid id, string question, AuditActor by, CancellationToken cancellationToken) =>
        MoveAsync(db => db.Where(row => row.Id == id), MerchantMove.Ask, by, question, cancellationToken);

    /// <summary>Takes the applicant's answer; who has the token is the applicant.</summary>
    public Task<Result<MerchantApplication, ScreenApplicationRefusal>> AnswerAsync(string token, string answer, CancellationToken cancellationToken)
    {
        var hash = MerchantApplication.HashOf(token);
        return MoveAsync(db => db.Where(row => row.TokenHash == hash), MerchantMove.Answer, AuditActor.Anonymous, answer, cancellationToken);
    }

    /// <summary>Ends it without a contract; the applicant's page shows the reason.</summary>
    public Task<Result<MerchantApplication, ScreenApplicationRefusal>> RejectAsync(Guid id, string reason, AuditActor by, CancellationToken cancellationToken) =>
        MoveAsync(db => db.Where(row => row.Id == id), MerchantMove.Reject, by, reason, cancellationToken);

    private Task<Result<MerchantApplication, ScreenApplicationRefusal>> MoveAsync(
        Func<IQueryable<MerchantApplication>, IQueryable<MerchantApplication>> which, MerchantMove move, AuditActor by, string? note, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<MerchantApplication, ScreenApplicationRefusal>>(
            async (db, token) =>
            {
                var text = OnboardingRules.NoteOf(note);
                if (note is not null && text is null)
                    return ScreenApplicationRefusal.NoteUnfit;
                if (await which(db.MerchantApplications).SingleOrDefaultAsync(token) is not { } application)
                    return ScreenApplicationRefusal.ApplicationNotFound;
                if (MerchantTransitions.Next(application.Status, move) is null)
                    return ScreenApplicationRefusal.MoveNotAllowed;
                var now = clock.Instant();
                var moved = application.Move(move, by, text ?? "", now);
                db.Add(moved);
                db.Add(AuditEntry.Of($"merchant-application.{Word(move)}", by, application.PublicId, now, new { from = moved.FromStatus.ToString(), to = moved.ToStatus.ToString() }));
                return application;
            },
            cancellationToken);

    private static string Word(MerchantMove move) => move switch
    {
        MerchantMove.Screen => "taken-up",
        MerchantMove.Ask => "asked",
        MerchantMove.Answer => "answered",
        MerchantMove.Reject => "rejected",
        _ => throw new ArgumentOutOfRangeException(nameof(move), move, "Not a move of the screening."),
    };
}
