using System.Globalization;

namespace FletsCollect.Server.Sites;

/// <summary>The last row of a page, in an address: the next page begins after it, whatever was added meanwhile.</summary>
/// <param name="Order">What the list is ordered by: a batch's number, or an instant in ticks.</param>
/// <param name="Id">The row's key, which orders rows of one number.</param>
public sealed record ListPlace(long Order, Guid Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Order}.{Id:N}");

    /// <summary>Reads a place; null for none, and for an address that was tampered with, which then shows the first page.</summary>
    public static ListPlace? Parse(string? text) =>
        text?.Split('.') is [var number, var key] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var order) && Guid.TryParseExact(key, "N", out var id)
            ? new ListPlace(order, id)
            : null;
}
