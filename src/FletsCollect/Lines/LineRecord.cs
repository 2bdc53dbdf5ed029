namespace FletsCollect.Lines;

/// <summary>What the telco's register says of one line from one day on: all of it, whatever has changed.</summary>
/// <param name="Number">The line.</param>
/// <param name="ServiceType">Its service.</param>
/// <param name="Status">Its contract's status.</param>
/// <param name="CustomerNumber">The number on the contractor's bill. Another number is another contractor.</param>
/// <param name="ContractedOn">Start of the contract.</param>
/// <param name="ContractorBornOn">The contractor's birthday.</param>
/// <param name="Site">The register's code for the place; null where it has none. Another code is another place.</param>
public sealed record LineRecord(
    LineNumber Number, LineServiceType ServiceType, LineStatus Status, string CustomerNumber, DateOnly ContractedOn, DateOnly ContractorBornOn, string? Site)
{
    /// <summary>
    /// What must have happened to a line that it is now as the record says, in an order in which it can have happened; nothing when the
    /// line is so already. Of a contract that is over nothing matters but that.
    /// </summary>
    /// <param name="line">The line as it was known.</param>
    /// <param name="reproofBy">For a line that moved or changed its type: until when it must be proved again.</param>
    public IEnumerable<LineFact> Since(Line line, DateOnly reproofBy)
    {
        if (Status == LineStatus.Terminated)
        {
            if (line.Status != LineStatus.Terminated)
                yield return new LineTerminated();
            yield break;
        }
        var status = line.Status;
        if (status == LineStatus.Terminated)
        {
            yield return new LineReinstated();
            status = LineStatus.Active;
        }
        var isTransferred = !string.Equals(line.CustomerNumber, CustomerNumber, StringComparison.Ordinal);
        if (isTransferred)
            yield return new LineTransferred(CustomerNumber, ContractedOn, ContractorBornOn);
        // Where the register had named no place, the line need not have moved.
        var isPlaced = line.Site is null && Site is not null;
        if (isPlaced || (!isTransferred && (line.ContractedOn, line.ContractorBornOn) != (ContractedOn, ContractorBornOn)))
            yield return new LineCorrected(ContractedOn, ContractorBornOn, Site);
        if (line.ServiceType != ServiceType)
            yield return new LineTypeChanged(ServiceType, reproofBy);
        if (!isPlaced && Site is not null && line.Site != Site)
            yield return new LineMoved(Site, reproofBy);
        if (status != Status)
            yield return Reaching(status);
    }

    private LineFact Reaching(LineStatus from) => Status switch
    {
        LineStatus.Suspended => new LineSuspended(),
        LineStatus.InArrears => new LineFellIntoArrears(),
        LineStatus.Active => from == LineStatus.Suspended ? new LineResumed() : new LineArrearsPaid(),
        LineStatus.Terminated => new LineTerminated(),
        _ => throw new InvalidOperationException($"No event leads to {Status}."),
    };
}
