namespace FletsCollect.Settlement;

/// <summary>The bank that carries payouts: the seam at which an interface of a bank takes its place. Without one, people carry the files.</summary>
public interface IBankChannel
{
    /// <summary>False when this installation has no connection to a bank; then nothing is handed over by itself.</summary>
    bool IsConnected { get; }

    /// <summary>Hands a file over. The same file may come again after a crash: the bank knows it by its batch number and carries it out once.</summary>
    Task SubmitAsync(BankFile file, CancellationToken cancellationToken);

    /// <summary>What the bank says of a transfer that was handed over, or null when it has not answered yet.</summary>
    Task<BankAnswer?> FindAnswerAsync(PayoutTransfer transfer, CancellationToken cancellationToken);
}

/// <summary>An approved transfer file.</summary>
/// <param name="BatchNumber">Our number for it, which every transfer in it carries.</param>
/// <param name="Content">The bytes that were approved.</param>
/// <param name="Hash">Their SHA-256.</param>
public sealed record BankFile(long BatchNumber, byte[] Content, string Hash);

/// <summary>What became of a transfer.</summary>
public enum BankOutcome
{
    /// <summary>The merchant has the money.</summary>
    Arrived,

    /// <summary>The money came back (組戻し): there is no such account, or its holder is another.</summary>
    Returned,
}

/// <summary>The bank's word on a transfer.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reference">The bank's own name for the answer; the same answer keeps it however often it is given.</param>
/// <param name="Reason">Why the money came back, when it did.</param>
public sealed record BankAnswer(BankOutcome Outcome, string Reference, string? Reason = null);

/// <summary>No bank: files are written for people to carry.</summary>
public sealed class UnconnectedBank : IBankChannel
{
    public bool IsConnected => false;

    public Task SubmitAsync(BankFile file, CancellationToken cancellationToken) => throw NotConnected();

    public Task<BankAnswer?> FindAnswerAsync(PayoutTransfer transfer, CancellationToken cancellationToken) => throw NotConnected();

    private static InvalidOperationException NotConnected() => new("No bank is connected.");
}

/// <summary>
/// Plays the bank on a developer's machine: takes every file and says at once that each transfer arrived. Moves no money and keeps nothing;
/// only the Development environment may use it.
/// </summary>
public sealed class SimulatedBank : IBankChannel
{
    /// <summary>An account of the provider that no bank has.</summary>
    public static TransferSender Sender => new()
    {
        ClientCode = "1",
        BankCode = "9999",
        BankName = "ﾃﾞﾓ",
        BranchCode = "001",
        BranchName = "ﾎﾝﾃﾝ",
        AccountNumber = "1",
        ClientName = "ﾌﾚﾂﾂｺﾚｸﾄ",
    };

    public bool IsConnected => true;

    public Task SubmitAsync(BankFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<BankAnswer?> FindAnswerAsync(PayoutTransfer transfer, CancellationToken cancellationToken) =>
        Task.FromResult<BankAnswer?>(new BankAnswer(BankOutcome.Arrived, $"simulated-{PublicId.Format(PublicId.Payout, transfer.PayoutId)}"));
}
