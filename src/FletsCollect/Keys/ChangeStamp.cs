namespace FletsCollect.Keys;

/// <summary>
/// A mark that is another one after each change of something that servers remember between requests. It changes in the transaction of the
/// change, so a server that finds the mark it knows may go on believing what it remembers.
/// </summary>
public sealed class ChangeStamp
{
    /// <summary>The mark of the merchants' registrations as clients of the provider.</summary>
    public const string Clients = "clients";

    private ChangeStamp() { }

    /// <summary>What the mark is of.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Compared only; of two changes at once, whichever is the later one stands.</summary>
    public Guid Mark { get; private set; }

    public void Change() => Mark = Guid.CreateVersion7();
}
