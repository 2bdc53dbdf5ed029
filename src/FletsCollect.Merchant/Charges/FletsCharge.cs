using System.Text.Json;
using FletsCollect.Merchant.Protocol;

namespace FletsCollect.Merchant;

/// <summary>A charge as the provider answers it.</summary>
/// <param name="Id">The provider's id, <c>ch_…</c>: quote it to the support desk and print it on receipts.</param>
/// <param name="Status">The state of the charge; <c>confirmed</c> after a successful call.</param>
/// <param name="GrantId">The approval that was used.</param>
/// <param name="MerchantReference">The merchant's order reference.</param>
/// <param name="Description">What was bought.</param>
/// <param name="Amount">What was charged.</param>
/// <param name="BusinessDate">The date in Japan that decides the month in which the line bill shows it.</param>
/// <param name="ConfirmedAt">The instant of the charge.</param>
public sealed record FletsCharge(
    string Id, string Status, string GrantId, string MerchantReference, string Description, FletsAmount Amount,
    DateOnly BusinessDate, DateTimeOffset ConfirmedAt)
{
    /// <summary>The charge that an event <c>charge.confirmed</c> tells of, each month of a subscription too; null for any other event.</summary>
    public static FletsCharge? Of(FletsEvent happened) => happened.Type is "charge.confirmed"
        ? happened.Data.Deserialize(ApiJson.Default.FletsCharge)
        : null;
}

/// <summary>An amount as the provider writes it.</summary>
/// <param name="Currency">Always <c>JPY</c>.</param>
/// <param name="Value">Whole yen as a string of digits, tax included.</param>
public sealed record FletsAmount(string Currency, string Value);

/// <summary>How a charge ended.</summary>
public abstract record FletsChargeResult
{
    private FletsChargeResult() { }

    /// <summary>The charge took place.</summary>
    /// <param name="Charge">The charge.</param>
    /// <param name="Replayed">True if an earlier call with the same key had made it.</param>
    public sealed record Confirmed(FletsCharge Charge, bool Replayed) : FletsChargeResult;

    /// <summary>The provider said no, finally: nothing was charged by this call.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(FletsPayProblem Problem) : FletsChargeResult;
}

/// <summary>The outcome of a call is not known: of a charge, or of a change to a subscription. Calling again with the same idempotency key is safe and finds out.</summary>
public sealed class FletsPayUnavailableException : Exception
{
    /// <summary>Without a cause.</summary>
    public FletsPayUnavailableException(string message) : base(message) { }

    /// <summary>With the network error behind it.</summary>
    public FletsPayUnavailableException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>What the provider answered, if it answered.</summary>
    public FletsPayProblem? Problem { get; init; }
}
