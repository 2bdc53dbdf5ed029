using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// Credentials after their line (domain.md §3): one that moved or changed its type has to be proved again, one that ended or belongs to
/// somebody else now is over, and so are the rules that its contractor made. What the line may still spend follows its new type and its
/// new contractor at once.
/// </summary>
internal sealed class CredentialsFollowLine(SpendingLimits limits) : ILineFollower
{
    private static readonly AuditActor Actor = new("line");

    public async Task FollowAsync(FletsCollectDbContext db, LineStep step, CancellationToken cancellationToken)
    {
        var line = step.Line.Number;
        var credentials = await db.Users.Where(row => row.Line == line && row.Status != CredentialStatus.Revoked).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        if (credentials.Count == 0)
            return;
        switch (step.Fact.Kind)
        {
            case LineEventKind.Moved or LineEventKind.TypeChanged:
                RequireReproof(db, step, credentials);
                break;
            case LineEventKind.Transferred or LineEventKind.Terminated:
                await RevokeAsync(db, step, credentials, cancellationToken);
                break;
            case LineEventKind.Opened or LineEventKind.Suspended or LineEventKind.Resumed or LineEventKind.FellIntoArrears or LineEventKind.ArrearsPaid or LineEventKind.Reinstated or LineEventKind.Corrected:
                break;
            default:
                throw new InvalidOperationException($"No rule for {step.Fact.Kind}.");
        }
        var isSomebodyElses = step.Fact is LineTransferred;
        if (isSomebodyElses)
            await db.MerchantBlocks.Where(block => block.Line == line).ExecuteDeleteAsync(cancellationToken);
        // A new version of the rules, whatever happened: a charge that was decided on the line as it was is decided again.
        await HouseholdRules.ChangeAsync(
            db, step.Line, limits, step.Now,
            rules =>
            {
                if (isSomebodyElses)
                    rules.Forget();
            },
            cancellationToken);
        if (step.Fact is LineTypeChanged or LineTransferred or LineCorrected)
            await LineLimit.FollowAsync(db, step.Line, BillingMonth.At(step.Now), limits, cancellationToken);
    }

    private static void RequireReproof(FletsCollectDbContext db, LineStep step, List<Credential> credentials)
    {
        foreach (var credential in credentials.Where(credential => credential.CanMove(CredentialMove.RequireReproof, step.Now)))
        {
            credential.Move(CredentialMove.RequireReproof, step.Now);
            Note(db, step, credential, "credential.reproof-required");
        }
    }

    private static async Task RevokeAsync(FletsCollectDbContext db, LineStep step, List<Credential> credentials, CancellationToken cancellationToken)
    {
        foreach (var credential in credentials)
        {
            credential.Move(CredentialMove.Revoke, step.Now);
            await SubscriberSession.EndAllAsync(db, credential.Id, kept: null, step.Now, cancellationToken);
            Note(db, step, credential, "credential.revoked");
        }
    }

    private static void Note(FletsCollectDbContext db, LineStep step, Credential credential, string action) =>
        db.Add(AuditEntry.Of(action, Actor, credential.UserName!, step.Now, new { reason = $"{step.Fact.Kind}" }));
}
