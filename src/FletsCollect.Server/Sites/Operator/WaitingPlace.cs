using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The tables of the four-eyes queue, in the order in which it shows what was proposed at one instant.</summary>
internal enum WaitingTable
{
    Tariffs,
    Contracts,
    Batches,
    ReceiptMoves,
    GiveUps,
    LargestCharges,
    Refunds,
}

/// <summary>The last row of a page of the queue, in an address: <c>4-</c> and a <see cref="ListPlace"/>, the table before it.</summary>
internal sealed record WaitingPlace(WaitingTable Table, DateTime At, Guid Key)
{
    public static string Of(WaitingTable table, DateTime at, Guid key) => string.Create(CultureInfo.InvariantCulture, $"{(int)table}-{ListPlace.Of(at, key)}");

    /// <summary>Reads a place; null for none, and for an address that was tampered with, which then shows the first page.</summary>
    public static WaitingPlace? Parse(string? text) =>
        text?.Split('-') is [var number, var rest]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var table)
        && Enum.IsDefined((WaitingTable)table)
        && ListPlace.ParseInstant(rest) is var (at, key)
            ? new WaitingPlace((WaitingTable)table, at, key)
            : null;

    /// <summary>The rows of one table that come after a place, the oldest first.</summary>
    /// <param name="place">Null for all.</param>
    /// <param name="table">The rows' table.</param>
    /// <param name="rows">What of it waits.</param>
    /// <param name="proposed">The property that says since when.</param>
    public static IQueryable<T> After<T>(WaitingPlace? place, WaitingTable table, IQueryable<T> rows, string proposed)
        where T : class
    {
        if (place is var (last, at, key))
        {
            rows = table < last ? rows.Where(row => EF.Property<DateTime>(row, proposed) > at)
                : table > last ? rows.Where(row => EF.Property<DateTime>(row, proposed) >= at)
                : rows.Where(row => EF.Property<DateTime>(row, proposed) >= at && (EF.Property<DateTime>(row, proposed) > at || EF.Property<Guid>(row, "Id").CompareTo(key) > 0));
        }
        return rows.OrderBy(row => EF.Property<DateTime>(row, proposed)).ThenBy(row => EF.Property<Guid>(row, "Id"));
    }
}
