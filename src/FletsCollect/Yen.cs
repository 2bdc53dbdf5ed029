using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect;

/// <summary>
/// An amount of money in whole Japanese yen; the yen has no minor unit. Arithmetic is checked: an overflow throws, it never wraps.
/// A price is always tax included unless a name says otherwise.
/// </summary>
public readonly record struct Yen(long Amount) : IComparable<Yen>
{
    public static Yen Zero => default;

    public bool IsPositive => Amount > 0;

    public static Yen operator +(Yen left, Yen right) => new(checked(left.Amount + right.Amount));

    public static Yen operator -(Yen left, Yen right) => new(checked(left.Amount - right.Amount));

    public static Yen operator -(Yen value) => new(checked(-value.Amount));

    public static bool operator <(Yen left, Yen right) => left.Amount < right.Amount;

    public static bool operator >(Yen left, Yen right) => left.Amount > right.Amount;

    public static bool operator <=(Yen left, Yen right) => left.Amount <= right.Amount;

    public static bool operator >=(Yen left, Yen right) => left.Amount >= right.Amount;

    /// <summary>The bare number. EF Core translates this cast, so sums run in the database: <c>Sum(t =&gt; (long)t.Amount)</c>.</summary>
    public static explicit operator long(Yen value) => value.Amount;

    public int CompareTo(Yen other) => Amount.CompareTo(other.Amount);

    /// <summary>
    /// The consumption tax inside a tax-included amount, rounded down once: 315 yen at 10 % contain 28.
    /// </summary>
    /// <param name="ratePercent">The consumption tax rate in whole percent.</param>
    public Yen TaxIncluded(int ratePercent) => new(checked(Amount * ratePercent) / (100 + ratePercent));

    /// <summary>Grouped digits without a currency sign, "1,234": the yen sign of ja-JP is U+FFE5, so each page adds its own 円.</summary>
    public override string ToString() => Amount.ToString("#,0", CultureInfo.InvariantCulture);
}

/// <summary>Stores <see cref="Yen"/> as a 64-bit integer on every database.</summary>
public sealed class YenConverter() : ValueConverter<Yen, long>(yen => yen.Amount, amount => new Yen(amount));
