using FletsCollect.Server.Sites.Subscriber;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>
/// A page that does something for a subscriber: only with a reason, which stays in the audit trail under the name of who is signed in, and
/// with the case that it belongs to, which gets a note, where there is one.
/// </summary>
public abstract class OnBehalfPage(FletsCollectDbContext db, AnswerCase answers, TimeProvider clock) : DeskPage(db, clock)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 200;

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The case's public id; empty for none.</summary>
    [BindProperty]
    public string? Case { get; set; }

    /// <summary>Names this form, so that sending it twice does it once.</summary>
    [BindProperty]
    public Guid FormToken { get; set; }

    /// <summary>The cases of the subscriber that are not closed, from which one may be named.</summary>
    public IReadOnlyList<SupportCase> OpenCases { get; private set; } = [];

    public string? ReasonError { get; private set; }

    /// <summary>Why it was not done.</summary>
    public string? Failure { get; protected set; }

    /// <summary>The reason as the audit trail keeps it: with the case.</summary>
    protected string Ground => NamedCase is { } named ? $"{TypedReason} ({named.PublicId})" : TypedReason;

    protected string TypedReason => TypedText.Read(Reason, LongestReason) ?? throw new InvalidOperationException("Nothing is done without a reason.");

    private SupportCase? NamedCase => OpenCases.FirstOrDefault(row => row.PublicId == Case);

    /// <summary>A new form for one of the ID's cases.</summary>
    protected void Begin()
    {
        FormToken = Guid.CreateVersion7();
        Case ??= OpenCases is [var only] ? only.PublicId : null;
    }

    protected async Task ReadCasesAsync(Guid credentialId, CancellationToken cancellationToken) =>
        OpenCases = await Db.SupportCases.AsNoTracking().Where(row => row.CredentialId == credentialId && row.Status != CaseStatus.Closed)
            .OrderByDescending(row => row.Id).Take(SupportCase.MostOpen).ToListAsync(cancellationToken);

    /// <summary>True when there is a reason that can be kept.</summary>
    protected bool HasGround()
    {
        if (TypedText.Read(Reason, LongestReason) is null)
            ReasonError = DeskWords.ReasonMissing(LongestReason);
        return ReasonError is null;
    }

    /// <summary>
    /// Writes what was done into the case, for the desk alone. After the deed: should this be cut off, the deed and its reason are in the audit
    /// trail all the same, with the case's number.
    /// </summary>
    protected async Task NoteInCaseAsync(string done, CancellationToken cancellationToken)
    {
        if (NamedCase is { } named)
            await answers.NoteInternallyAsync(named.Id, $"{done}\n{TypedReason}", Me.PublicId, FormToken, cancellationToken);
    }
}
