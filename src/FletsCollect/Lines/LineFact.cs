namespace FletsCollect.Lines;

/// <summary>Something that happened to a line, with what is new: one for each edge of <see cref="LineTransitions"/>.</summary>
public abstract record LineFact(LineEventKind Kind);

/// <param name="Site">The register's code for the place.</param>
/// <param name="ReproofBy">The last day on which what was agreed before goes on without the line being proved again.</param>
public sealed record LineMoved(string Site, DateOnly ReproofBy) : LineFact(LineEventKind.Moved);

/// <param name="ServiceType">The new service.</param>
/// <param name="ReproofBy">The last day on which what was agreed before goes on without the line being proved again.</param>
public sealed record LineTypeChanged(LineServiceType ServiceType, DateOnly ReproofBy) : LineFact(LineEventKind.TypeChanged);

public sealed record LineSuspended() : LineFact(LineEventKind.Suspended);

public sealed record LineResumed() : LineFact(LineEventKind.Resumed);

public sealed record LineFellIntoArrears() : LineFact(LineEventKind.FellIntoArrears);

public sealed record LineArrearsPaid() : LineFact(LineEventKind.ArrearsPaid);

/// <param name="CustomerNumber">The new contractor's.</param>
/// <param name="ContractedOn">When the new contract began.</param>
/// <param name="ContractorBornOn">The new contractor's birthday.</param>
public sealed record LineTransferred(string CustomerNumber, DateOnly ContractedOn, DateOnly ContractorBornOn) : LineFact(LineEventKind.Transferred);

public sealed record LineTerminated() : LineFact(LineEventKind.Terminated);

public sealed record LineReinstated() : LineFact(LineEventKind.Reinstated);

/// <param name="ContractedOn">When the contract really began.</param>
/// <param name="ContractorBornOn">The contractor's real birthday.</param>
/// <param name="Site">The place, where the register had named none before.</param>
public sealed record LineCorrected(DateOnly ContractedOn, DateOnly ContractorBornOn, string? Site) : LineFact(LineEventKind.Corrected);

/// <summary>A fact that a line has just taken up, for those who follow it.</summary>
/// <param name="Line">The line as it is now.</param>
/// <param name="Fact">What happened.</param>
/// <param name="RefusalBefore">Why it could not pay before; null when it could.</param>
/// <param name="Now">The present instant, UTC.</param>
public sealed record LineStep(Line Line, LineFact Fact, LineRefusal? RefusalBefore, DateTime Now)
{
    /// <summary>True when the line could pay before and cannot now.</summary>
    public bool StoppedPaying => RefusalBefore is null && Line.Refusal() is not null;

    /// <summary>True when the line could not pay before and can now.</summary>
    public bool MayPayAgain => RefusalBefore is not null && Line.Refusal() is null;
}

/// <summary>What hangs on a line and follows what happens to it, in the transaction in which it happens.</summary>
public interface ILineFollower
{
    Task FollowAsync(FletsCollectDbContext db, LineStep step, CancellationToken cancellationToken);
}
