using FletsCollect.Charges;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect;

/// <summary>
/// Orders what is searched from its beginning by its bytes. Then all texts with one beginning lie together in an index, in every database and
/// whatever language it was made for; in the order of a language they need not.
/// </summary>
public static class ByteOrder
{
    /// <summary>Follows every text that a reference may go on with.</summary>
    public const string Last = "\uFFFF";

    internal static void Apply(ModelBuilder builder, string? provider)
    {
        var collation = provider switch
        {
            "Npgsql.EntityFrameworkCore.PostgreSQL" => "C",
            "Microsoft.EntityFrameworkCore.SqlServer" => "Latin1_General_BIN2",
            // SQLite has no other order unless asked.
            _ => null,
        };
        if (collation is null)
            return;
        builder.Entity<Charge>().Property(row => row.MerchantReference).UseCollation(collation);
        builder.Entity<Subscription>().Property(row => row.MerchantReference).UseCollation(collation);
    }
}
