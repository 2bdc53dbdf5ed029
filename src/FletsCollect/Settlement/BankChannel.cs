namespace FletsCollect.Settlement;

/// <summary>The bank that carries payouts: the seam at which a bank file or an interface of a bank takes its place.</summary>
public interface IBankChannel
{
    /// <summary>False when this installation has no bank; then nothing is submitted.</summary>
    bool IsConnected { get; }

    /// <summary>Hands an order over. The same order may come again after a crash: the bank knows it by its reference and pays it once.</summary>
    Task SubmitAsync(PayoutOrder order, CancellationToken cancellationToken);

    /// <summary>What the bank says of an order that was handed over, or null when it has not answered yet.</summary>
    Task<BankConfirmation?> FindConfirmationAsync(PayoutOrder order, CancellationToken cancellationToken);
}

/// <summary>An order to pay a merchant.</summary>
/// <param name="Reference">Our name for it, the payout's public id.</param>
/// <param name="MerchantCode">Who is paid.</param>
/// <param name="Amount">How much.</param>
public sealed record PayoutOrder(string Reference, string MerchantCode, Yen Amount);

/// <summary>The bank's word that an order arrived, under its own name for the transfer.</summary>
public sealed record BankConfirmation(string BankReference);

/// <summary>No bank: payouts are refused until an installation connects one.</summary>
public sealed class UnconnectedBank : IBankChannel
{
    public bool IsConnected => false;

    public Task SubmitAsync(PayoutOrder order, CancellationToken cancellationToken) => throw NotConnected();

    public Task<BankConfirmation?> FindConfirmationAsync(PayoutOrder order, CancellationToken cancellationToken) => throw NotConnected();

    private static InvalidOperationException NotConnected() => new("No bank is connected.");
}

/// <summary>
/// Plays the bank on a developer's machine: takes every order and says at once that it arrived. Moves no money and keeps nothing; only the
/// Development environment may use it.
/// </summary>
public sealed class SimulatedBank : IBankChannel
{
    public bool IsConnected => true;

    public Task SubmitAsync(PayoutOrder order, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<BankConfirmation?> FindConfirmationAsync(PayoutOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<BankConfirmation?>(new BankConfirmation($"simulated-{order.Reference}"));
}
