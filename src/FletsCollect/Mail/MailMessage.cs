namespace FletsCollect.Mail;

/// <summary>
/// A mail that is to be sent, written in the transaction in which its reason happened: what is committed is told, what is not committed never.
/// Its text is made when it is sent, from what it is about.
/// </summary>
public sealed class MailMessage
{
    /// <summary>The longest note of why an attempt failed.</summary>
    public const int LongestError = 300;

    /// <summary>How long a message is kept once it is made, for the desk to see whether it was sent.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    /// <summary>The waits after each failed attempt; after the last of them it is given up, about two days after the first.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(8), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    private MailMessage() { }

    /// <summary>Also what a receiver's system knows a repeat by.</summary>
    public Guid Id { get; private set; }

    /// <summary>The reason, as the audit trail names it: <c>credential.password-changed</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>What it is about: an ID, or the public id of a thing.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>What else the text needs, as a JSON object; emptied once it is sent.</summary>
    public string Detail { get; private set; } = "{}";

    /// <summary>What only the receiver may read, protected; null when there is none, and once it is sent.</summary>
    public string? Secret { get; private set; }

    public DateTime OccurredAt { get; private set; }

    /// <summary>The receiver's address.</summary>
    public string Receiver { get; private set; } = "";

    /// <summary><c>ja</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = "";

    public MailStatus Status { get; private set; }

    public int Attempts { get; private set; }

    public DateTime NextAttemptAt { get; private set; }

    public DateTime? SentAt { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>Counts the changes of this row: of two servers that take it at once one is refused.</summary>
    public int Version { get; private set; }

    /// <param name="kind">The reason.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="receiver">Whom to, and in which language.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="detail">A JSON object.</param>
    /// <param name="secret">As <see cref="MailSecrets.Protect"/> made it.</param>
    public static MailMessage To(MailReceiver receiver, string kind, string subject, DateTime now, string detail = "{}", string? secret = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = kind,
        Subject = subject,
        Detail = detail,
        Secret = secret,
        OccurredAt = now,
        Receiver = receiver.Address,
        Language = receiver.Language,
        NextAttemptAt = now,
    };

    /// <summary>Takes it for one attempt; whoever does and dies leaves it to be taken again, so it may arrive twice and is never lost.</summary>
    public void Claim(DateTime until)
    {
        NextAttemptAt = until;
        Version++;
    }

    public void Record(MailOutcome outcome, DateTime now)
    {
        Attempts++;
        Version++;
        LastError = outcome.Error;
        if (outcome.Error is null)
            (Status, SentAt) = (MailStatus.Sent, now);
        else if (outcome.IsFinal || Attempts > Waits.Count)
            Status = MailStatus.GivenUp;
        else
            NextAttemptAt = now + Waits[Attempts - 1];
        if (Status != MailStatus.Waiting)
            (Detail, Secret) = ("{}", null);
    }
}

/// <summary>Where a mail stands.</summary>
public enum MailStatus
{
    Waiting,

    /// <summary>The mail server took it.</summary>
    Sent,

    /// <summary>It was refused for good, or too often.</summary>
    GivenUp,
}

/// <summary>Whom a mail goes to.</summary>
/// <param name="Address">As <see cref="MailAddresses.Of"/> gives it.</param>
/// <param name="Language"><c>ja</c> or <c>en</c>.</param>
public sealed record MailReceiver(string Address, string Language)
{
    /// <summary>The language of whoever has shown none: invited or asked by a command, which has no page.</summary>
    public const string FirstLanguage = "ja";
}

/// <summary>How an attempt to send ended.</summary>
/// <param name="MessageId">Which mail.</param>
/// <param name="Version">As it was claimed; another one means that somebody else has it now.</param>
/// <param name="Error">Null when the mail server took it.</param>
/// <param name="IsFinal">True when no further attempt can help.</param>
public sealed record MailOutcome(Guid MessageId, int Version, string? Error, bool IsFinal = false);
