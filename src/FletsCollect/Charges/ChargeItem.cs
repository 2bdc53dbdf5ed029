using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect.Charges;

/// <summary>One thing on a charge, for the receipt; a charge need not name any.</summary>
/// <param name="Description">What it is, 1 to 100 characters, shown as text.</param>
/// <param name="Amount">Its tax-included price in yen, for all of it.</param>
/// <param name="TaxPercent">Its rate of consumption tax in whole percent.</param>
public sealed record ChargeItem(string Description, long Amount, int TaxPercent)
{
    /// <summary>The most that one charge names.</summary>
    public const int Most = 50;

    /// <summary>Why these items cannot stand on a charge of this amount on this day; null when they can, and when there are none.</summary>
    public static ItemsFault? FaultOf(IReadOnlyList<ChargeItem> items, Yen amount, DateOnly day)
    {
        if (items.Count == 0)
            return null;
        if (items.Any(item => !ConsumptionTax.Allows(item.TaxPercent, day)))
            return ItemsFault.TaxRateNotAllowed;
        return items.Aggregate(Yen.Zero, (sum, item) => sum + new Yen(item.Amount)) == amount ? null : ItemsFault.SumDiffers;
    }
}

/// <summary>What can be wrong with the items of a charge.</summary>
public enum ItemsFault
{
    /// <summary>They do not add up to the charge.</summary>
    SumDiffers,

    /// <summary>One has a tax rate that was not in force on the day.</summary>
    TaxRateNotAllowed,
}

/// <summary>Stores a charge's items as one JSON text: they are shown together and never searched.</summary>
internal sealed class ChargeItemsConverter() : ValueConverter<IReadOnlyList<ChargeItem>, string>(
    items => JsonSerializer.Serialize(items, Json),
    text => JsonSerializer.Deserialize<ChargeItem[]>(text, Json)!)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}

/// <summary>Items are replaced as a whole and never changed, so the list itself tells whether they did.</summary>
internal sealed class ChargeItemsComparer() : ValueComparer<IReadOnlyList<ChargeItem>>(
    (left, right) => ReferenceEquals(left, right) || (left != null && right != null && left.SequenceEqual(right)),
    items => items.Count,
    items => items);
