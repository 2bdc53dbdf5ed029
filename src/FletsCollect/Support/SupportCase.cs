using FletsCollect.Lines;
using FletsCollect.Subscribers;

namespace FletsCollect.Support;

/// <summary>Something that a subscriber and the support desk talk about (domain.md R19), with the way it came in by and who has it.</summary>
public sealed class SupportCase
{
    /// <summary>The longest subject.</summary>
    public const int LongestSubject = 100;

    /// <summary>The most that one ID has open at a time.</summary>
    public const int MostOpen = 20;

    private SupportCase() { }

    /// <param name="credential">Whose case it is.</param>
    /// <param name="channel">How it came in.</param>
    /// <param name="subject">What it is about, 1 to 100 characters.</param>
    /// <param name="formToken">Of the form that was sent: sent twice, it opens one case.</param>
    /// <param name="now">When.</param>
    public SupportCase(Credential credential, SupportChannel channel, string subject, Guid formToken, DateTime now)
        : this(credential.Id, credential.Line, channel, subject, formToken, now) { }

    /// <param name="line">The line that it is about, which has no ID.</param>
    /// <param name="channel">How it came in.</param>
    /// <param name="subject">What it is about, 1 to 100 characters.</param>
    /// <param name="formToken">Of the form that was sent: sent twice, it opens one case.</param>
    /// <param name="now">When.</param>
    public SupportCase(LineNumber line, SupportChannel channel, string subject, Guid formToken, DateTime now)
        : this(credentialId: null, line, channel, subject, formToken, now) { }

    private SupportCase(Guid? credentialId, LineNumber line, SupportChannel channel, string subject, Guid formToken, DateTime now)
    {
        Id = Guid.CreateVersion7();
        CredentialId = credentialId;
        Line = line;
        Channel = channel;
        Subject = subject;
        FormToken = formToken;
        OpenedAt = now;
        LastMessageAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>Whose it is; null while its line had no ID: then nobody reads it but the desk, which calls or writes a letter.</summary>
    public Guid? CredentialId { get; private set; }

    public LineNumber Line { get; private set; }

    public SupportChannel Channel { get; private set; }

    public string Subject { get; private set; } = "";

    /// <summary>Unique within the ID, or within the line where there is none.</summary>
    public Guid FormToken { get; private set; }

    public CaseStatus Status { get; private set; }

    /// <summary>Who at the desk has it; null while nobody does.</summary>
    public string? AssignedTo { get; private set; }

    public DateTime OpenedAt { get; private set; }

    public DateTime LastMessageAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.SupportCase, Id);

    /// <summary>The subscriber writes: it waits for the desk, also when it was closed.</summary>
    /// <param name="author">The ID; the masked line where there is none.</param>
    /// <param name="text">1 to 2,000 characters.</param>
    /// <param name="formToken">Of the form that was sent.</param>
    /// <param name="now">When.</param>
    public SupportMessage Write(string author, string text, Guid formToken, DateTime now)
    {
        Move(CaseMove.Write, now);
        return new SupportMessage(this, SupportAuthor.Subscriber, author, text, formToken, now);
    }

    /// <summary>The desk answers, and whoever does has the case.</summary>
    public SupportMessage Answer(string person, string text, Guid formToken, DateTime now)
    {
        Move(CaseMove.Answer, now);
        AssignedTo = person;
        return new SupportMessage(this, SupportAuthor.Desk, person, text, formToken, now);
    }

    /// <summary>Somebody at the desk writes something down for the desk alone; whose turn it is stays.</summary>
    public SupportMessage NoteInternally(string person, string text, Guid formToken, DateTime now) => new(this, SupportAuthor.DeskNote, person, text, formToken, now);

    /// <summary>Somebody at the desk takes it.</summary>
    public void Assign(string person)
    {
        AssignedTo = person;
        Version++;
    }

    /// <summary>Nothing is left to do; a message opens it again.</summary>
    public void Close(DateTime now) => Move(CaseMove.Close, now);

    private void Move(CaseMove move, DateTime now)
    {
        Status = CaseTransitions.Next(Status, move) ?? throw new InvalidOperationException($"A case that is {Status} has no edge for {move}.");
        LastMessageAt = now;
        Version++;
    }
}

/// <summary>How a case came in.</summary>
public enum SupportChannel
{
    Web,
    Phone,
    Mail,

    /// <summary>A purchase was disputed.</summary>
    Dispute,
}

/// <summary>Whose turn it is in a case.</summary>
public enum CaseStatus
{
    /// <summary>It waits for the desk.</summary>
    Open,

    /// <summary>It waits for the subscriber, who need not say more.</summary>
    Answered,
    Closed,
}

/// <summary>What happens to a case.</summary>
public enum CaseMove
{
    /// <summary>The subscriber writes.</summary>
    Write,

    /// <summary>The desk answers.</summary>
    Answer,
    Close,
}

/// <summary>The legal moves of a case: the one table that code, tests and documentation share.</summary>
public static class CaseTransitions
{
    public static readonly IReadOnlyList<(CaseStatus From, CaseMove Move, CaseStatus To)> Edges =
    [
        (CaseStatus.Open, CaseMove.Write, CaseStatus.Open),
        (CaseStatus.Open, CaseMove.Answer, CaseStatus.Answered),
        (CaseStatus.Open, CaseMove.Close, CaseStatus.Closed),
        (CaseStatus.Answered, CaseMove.Write, CaseStatus.Open),
        (CaseStatus.Answered, CaseMove.Answer, CaseStatus.Answered),
        (CaseStatus.Answered, CaseMove.Close, CaseStatus.Closed),
        (CaseStatus.Closed, CaseMove.Write, CaseStatus.Open),
        (CaseStatus.Closed, CaseMove.Answer, CaseStatus.Answered),
    ];

    /// <summary>Where a move leads from a status, or null when there is no such edge.</summary>
    public static CaseStatus? Next(CaseStatus from, CaseMove move)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Move == move)
                return edge.To;
        }
        return null;
    }
}

/// <summary>One message of a case, append only.</summary>
public sealed class SupportMessage
{
    /// <summary>The longest message.</summary>
    public const int LongestText = 2_000;

    private SupportMessage() { }

    internal SupportMessage(SupportCase supportCase, SupportAuthor author, string name, string text, Guid formToken, DateTime now)
    {
        Id = Guid.CreateVersion7();
        CaseId = supportCase.Id;
        Author = author;
        AuthorName = name;
        Text = text;
        FormToken = formToken;
        WrittenAt = now;
    }

    public Guid Id { get; private set; }

    public Guid CaseId { get; private set; }

    public SupportAuthor Author { get; private set; }

    /// <summary>The ID, the masked line, or the person at the desk.</summary>
    public string AuthorName { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>Of the form that was sent; unique within the case, so that what is sent twice stands once.</summary>
    public Guid FormToken { get; private set; }

    public DateTime WrittenAt { get; private set; }
}

/// <summary>Who wrote a message.</summary>
public enum SupportAuthor
{
    Subscriber,
    Desk,

    /// <summary>The desk, for itself: no subscriber reads it.</summary>
    DeskNote,
}
