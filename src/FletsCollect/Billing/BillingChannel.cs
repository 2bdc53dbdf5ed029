using FletsCollect.Calendars;
using FletsCollect.Lines;

namespace FletsCollect.Billing;

/// <summary>
/// The telco's billing system, which puts our items on the line's bill and collects them with it (domain.md §5): the seam at which
/// hand-off and result files, or an interface, take their place.
/// </summary>
public interface IBillingChannel
{
    /// <summary>False when this installation has no billing system; then nothing is handed off.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Hands invoices off and gives the answers that are there; the others are asked for again by the same call. The same invoice may
    /// come again after a crash: the telco knows it by its reference and bills it once.
    /// </summary>
    Task<IReadOnlyList<HandOffAnswer>> HandOffAsync(IReadOnlyList<InvoiceHandOff> invoices, CancellationToken cancellationToken);

    /// <summary>What was collected or not for these invoices; those without a result yet are left out.</summary>
    Task<IReadOnlyList<CollectionNotice>> CollectionsAsync(IReadOnlyList<InvoiceHandOff> invoices, CancellationToken cancellationToken);
}

/// <summary>An invoice as the telco's billing gets it.</summary>
/// <param name="InvoiceId">Its key.</param>
/// <param name="Reference">Its name to the telco.</param>
/// <param name="Line">Who pays.</param>
/// <param name="Month">For which month.</param>
/// <param name="Total">What is outstanding of it.</param>
public sealed record InvoiceHandOff(Guid InvoiceId, string Reference, LineNumber Line, BillingMonth Month, Yen Total);

/// <summary>The telco's answer to an invoice: accepted, or rejected with a reason.</summary>
public sealed record HandOffAnswer(Guid InvoiceId, string? RejectionReason)
{
    public bool Accepted => RejectionReason is null;
}

/// <summary>The telco's word on the collection of an invoice.</summary>
/// <param name="Reference">The telco's own name for this result; the same result keeps it however often it is sent.</param>
/// <param name="InvoiceId">The invoice.</param>
/// <param name="Outcome">What the attempt brought.</param>
/// <param name="Amount">What was paid, the telco's own fees and collected items together; zero when nothing was.</param>
public sealed record CollectionNotice(string Reference, Guid InvoiceId, CollectionOutcome Outcome, Yen Amount);

/// <summary>No billing system: invoices are not handed off until an installation connects one.</summary>
public sealed class UnconnectedBilling : IBillingChannel
{
    public bool IsConnected => false;

    public Task<IReadOnlyList<HandOffAnswer>> HandOffAsync(IReadOnlyList<InvoiceHandOff> invoices, CancellationToken cancellationToken) => throw NotConnected();

    public Task<IReadOnlyList<CollectionNotice>> CollectionsAsync(IReadOnlyList<InvoiceHandOff> invoices, CancellationToken cancellationToken) => throw NotConnected();

    private static InvalidOperationException NotConnected() => new("No billing system is connected.");
}

/// <summary>
/// Plays the telco's billing on a developer's machine: acknowledges every invoice at once and says that every line paid in full. Bills
/// nobody and keeps nothing; only the Development environment may use it.
/// </summary>
public sealed class SimulatedBilling : IBillingChannel
{
    public bool IsConnected => true;

    public Task<IReadOnlyList<HandOffAnswer>> HandOffAsync(IReadOnlyList<InvoiceHandOff> invoices, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HandOffAnswer>>([.. invoices.Select(invoice => new HandOffAnswer(invoice.InvoiceId, RejectionReason: null))]);

    public Task<IReadOnlyList<CollectionNotice>> CollectionsAsync(IReadOnlyList<InvoiceHandOff> invoices, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CollectionNotice>>(
            [.. invoices.Select(invoice => new CollectionNotice($"simulated-{invoice.Reference}", invoice.InvoiceId, CollectionOutcome.Paid, invoice.Total))]);
}
