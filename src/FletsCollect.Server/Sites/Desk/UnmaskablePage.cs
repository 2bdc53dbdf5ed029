using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.Sites.Subscriber;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>
/// A page that hides numbers, dates of birth and addresses until somebody says why they are needed. Then the answer to that very form shows them,
/// once; the reason is in the audit trail, and in the history that the subscriber reads.
/// </summary>
public abstract class UnmaskablePage(FletsCollectDbContext db, UnitOfWork unitOfWork, TimeProvider clock) : DeskPage(db, clock)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 200;

    [BindProperty]
    public string? Reason { get; set; }

    public string? ReasonError { get; private set; }

    public Line Line { get; protected set; } = null!;

    /// <summary>True in the one answer that hides nothing.</summary>
    public bool Whole { get; private set; }

    public string LineNumber => Whole ? Line.Number.Value : Line.Number.Masked;

    public string CustomerNumber => Whole ? Line.CustomerNumber : Masked.Tail(Line.CustomerNumber);

    /// <summary>The contractor's date of birth; null while it is hidden.</summary>
    public DateOnly? ContractorBornOn => Whole ? Line.ContractorBornOn : null;

    /// <summary>Notes the reason against each of these IDs, or against the masked line when it has none, and hides nothing from here on.</summary>
    protected async Task UnmaskAsync(IReadOnlyList<string> userNames, CancellationToken cancellationToken)
    {
        if (TypedText.Read(Reason, LongestReason) is not { } reason)
        {
            ReasonError = DeskWords.ReasonMissing(LongestReason);
            return;
        }
        var (actor, now) = (Me.Actor, Now);
        AuditEntry[] notes = userNames.Count == 0
            ? [AuditEntry.Of("line.unmasked", actor, Line.Number.Masked, now, new { reason })]
            : [.. userNames.Select(name => AuditEntry.Of("credential.unmasked", actor, name, now, new { reason }))];
        await unitOfWork.CommitAsync(
            (unit, _) =>
            {
                unit.AddRange(notes);
                return Task.FromResult(notes.Length);
            },
            cancellationToken);
        Whole = true;
        Reason = null;
    }
}
