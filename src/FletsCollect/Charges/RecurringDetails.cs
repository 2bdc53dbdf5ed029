using System.Text.Json.Serialization;
using FletsCollect.Calendars;

namespace FletsCollect.Charges;

/// <summary>
/// A charge of the same amount for every period of a schedule, until it is cancelled or its term is over (domain.md §4, "Monthly").
/// </summary>
/// <param name="MerchantReference">The merchant's own name of the contract.</param>
/// <param name="Description">What is bought.</param>
/// <param name="Amount">The tax-included price of one period.</param>
/// <param name="Schedule">When it is charged.</param>
/// <param name="Plan">The merchant's plan that this is, by its code; null when the price stands for itself.</param>
public sealed record RecurringDetails(string MerchantReference, string Description, Yen Amount, RecurringSchedule Schedule, string? Plan = null)
    : ChargeDetails(MerchantReference, Description, Amount)
{
    public const string TypeName = "urn:fletscollect:charge-recurring:v1";

    [JsonIgnore]
    public override string Type => TypeName;

    [JsonIgnore]
    public override bool GoesOn => true;

    public override DateTime? ExpiryOf(DateTime authorisedAt) => Schedule.End is { } end ? BusinessDate.StartOf(end.AddDays(1)) : null;

    public override DateOnly FirstChargeOn(DateOnly today) => Schedule.Start > today ? Schedule.Start : today;
}
