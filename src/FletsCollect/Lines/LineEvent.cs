namespace FletsCollect.Lines;

/// <summary>One thing that happened to a line, append only: the line's history.</summary>
public sealed class LineEvent
{
    private LineEvent() { }

    internal LineEvent(Line line, LineEventKind kind, LineChange change, int step, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Line = line.Number;
        Kind = kind;
        (ServiceType, Status) = (line.ServiceType, line.Status);
        EffectiveOn = change.EffectiveOn;
        Step = step;
        RecordedAt = now;
        ImportId = change.ImportId;
    }

    public Guid Id { get; private set; }

    public LineNumber Line { get; private set; }

    public LineEventKind Kind { get; private set; }

    /// <summary>The line's service after it.</summary>
    public LineServiceType ServiceType { get; private set; }

    /// <summary>The line's status after it.</summary>
    public LineStatus Status { get; private set; }

    /// <summary>From which day on, as the register has it.</summary>
    public DateOnly EffectiveOn { get; private set; }

    /// <summary>Its place among what happened to the line by one row of the register, from 0.</summary>
    public int Step { get; private set; }

    /// <summary>When it took effect here. History is read by this, then by the day, then by the step.</summary>
    public DateTime RecordedAt { get; private set; }

    /// <summary>The file that said so.</summary>
    public Guid ImportId { get; private set; }
}
