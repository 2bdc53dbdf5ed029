using System.ComponentModel.DataAnnotations;
using FletsCollect.Calendars;

namespace FletsCollect.Settlement;

/// <summary>When merchants are paid (domain.md §6); configuration section <c>Payouts</c>.</summary>
public sealed class PayoutSchedule
{
    public const string Section = "Payouts";

    /// <summary>
    /// The day of the month, 1 to 31; a shorter month has its last day instead, and a day on which banks are closed the bank day before.
    /// Default: 31, which is the month's last bank day.
    /// </summary>
    [Range(1, 31, ErrorMessage = "Payouts:DayOfMonth must be from 1 to 31; 31 is the last day of every month.")]
    public int DayOfMonth { get; init; } = 31;

    /// <summary>The first day of payment after a statement was closed.</summary>
    public DateOnly FirstAfter(DateOnly closed)
    {
        for (var month = BillingMonth.Of(closed); ; month = month.Next)
        {
            var day = WorkingDays.Bank.OnOrBefore(month.FirstDay.AddDays(Math.Min(DayOfMonth, month.LastDay.Day) - 1));
            if (day > closed)
                return day;
        }
    }
}
