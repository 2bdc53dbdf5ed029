using System.Text;
using FletsCollect.Server.Localization;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>One thing that the desk does about an ID, with its effect in words before it is done.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class IdStepModel(
    FletsCollectDbContext db, AnswerCase answers, UnlockCredential unlock, ChangeHousehold household, RevokeCredential revoke, PostResetCode post, TimeProvider clock) : OnBehalfPage(db, answers, clock)
{
    public Credential Id { get; private set; } = null!;

    public IdStep Step { get; private set; }

    public bool IsOpen => IdSteps.IsOpenTo(Step, Id, Now);

    public async Task<IActionResult> OnGetAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, step, cancellationToken))
            return NotFound();
        Begin();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, step, cancellationToken))
            return NotFound();
        if (FormToken == Guid.Empty)
            return BadRequest();
        if (!HasGround())
            return Page();
        var userName = Id.UserName ?? "";
        if (Step == IdStep.PostCode)
            return await PostCodeAsync(userName, cancellationToken);
        if (await FailureAsync(userName, cancellationToken) is { } failure)
        {
            Failure = failure;
            return Page();
        }
        await NoteInCaseAsync(IdSteps.Done(Step, userName), cancellationToken);
        Tell(IdSteps.Done(Step, userName));
        return Redirect(IdDetailModel.AddressOf(Id.Id));
    }

    /// <summary>The answer is the letter itself, so that the code is on no page.</summary>
    private async Task<IActionResult> PostCodeAsync(string userName, CancellationToken cancellationToken)
    {
        if (await post.ExecuteAsync(userName, Me.PublicId, Ground, cancellationToken) is not { } posted)
        {
            Failure = T("このIDは停止または廃止されているため、コードを作れません。", "The ID is stopped or given up, so there is no code for it.");
            return Page();
        }
        await NoteInCaseAsync(IdSteps.Done(Step, userName), cancellationToken);
        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(ResetLetter.Of(posted))).ToArray(), "text/plain; charset=utf-8", $"letter-{userName}.txt");
    }

    /// <summary>Does it; null when it is done, else why not.</summary>
    private async Task<string?> FailureAsync(string userName, CancellationToken cancellationToken)
    {
        switch (Step)
        {
            case IdStep.Unlock:
                return (await unlock.ExecuteAsync(Id.Id, Me.PublicId, Ground, cancellationToken)).Succeeded(out _, out var refusal) ? null : refusal switch
                {
                    UnlockCredentialRefusal.NotLocked => T("一時停止はすでに終わっています。", "It is not paused any more."),
                    UnlockCredentialRefusal.NotFound => T("見つかりません。", "There is no such ID."),
                    _ => throw new InvalidOperationException($"Nothing says what {refusal} leads to."),
                };
            case IdStep.Freeze or IdStep.Unfreeze:
                return await household.ByDeskAsync(userName, Step == IdStep.Freeze, Me.PublicId, Ground, cancellationToken) is null ? T("このIDは廃止されています。", "The ID was given up.") : null;
            case IdStep.Revoke:
                return (await revoke.ExecuteAsync(RevokeCredentialCommand.ByOperator(userName, Me.PublicId, Ground), cancellationToken)).Succeeded(out _, out var notRevoked) ? null : CredentialTexts.Of(notRevoked).Reason;
            default:
                throw new InvalidOperationException($"Nothing does {Step}.");
        }
    }

    private async Task<bool> FindAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (IdSteps.Parse(step) is not { } parsed || !PublicId.TryParse(PublicId.Credential, id, out var key)
            || await Db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        (Step, Id) = (parsed, found);
        await ReadCasesAsync(key, cancellationToken);
        return true;
    }
}
