using System.Globalization;

namespace FletsCollect.Server.Sites;

/// <summary>The last row of a page, in an address: the next page begins after it, whatever was added meanwhile.</summary>
/// <param name="Order">What the list is ordered by: a batch's number, or an instant in ticks.</param>
/// <param name="Id">The row's key, which orders rows of one number.</param>
public sealed record ListPlace(long Order, Guid Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Order}.{Id:N}");

    /// <summary>The place of a row in a list by instants.</summary>
    public static ListPlace Of(DateTime at, Guid id) => new(at.Ticks, id);

    /// <summary>Reads a place in a list by instants; null as <see cref="Parse"/> gives it, and for what is no instant.</summary>
    public static (DateTime At, Guid Id)? ParseInstant(string? text) =>
        Parse(text) is var (ticks, id) && ticks <= DateTime.MaxValue.Ticks ? (new DateTime(ticks, DateTimeKind.Utc), id) : null;

    /// <summary>Reads a place; null for none, and for an address that was tampered with, which then shows the first page.</summary>
    public static ListPlace? Parse(string? text) =>
        text?.Split('.') is [var number, var key] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var order) && Guid.TryParseExact(key, "N", out var id)
            ? new ListPlace(order, id)
            : null;
}
