using System.ComponentModel.DataAnnotations;
using FletsCollect.Charges;

namespace FletsCollect.Support;

/// <summary>What the operator lets the desk decide alone; configuration section <c>Desk</c>.</summary>
public sealed class DeskRules
{
    public const string Section = "Desk";

    /// <summary>Up to how many yen of one charge may have been given back, by whomever, for the desk to give back more by itself; above it a second person approves. Default 10,000.</summary>
    [Range(0, 999_999_999, ErrorMessage = "Desk:MostRefunded must lie between 0 and 999999999 yen.")]
    public long MostRefunded { get; init; } = 10_000;

    /// <summary>True when the desk may give so much of the charge back; what went back before counts, so that many small refunds are no way around.</summary>
    public bool Allows(Charge charge, Yen amount) => charge.Refunded + amount <= new Yen(MostRefunded);
}
