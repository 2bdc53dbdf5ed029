using System.Collections.Concurrent;
using System.Data.Common;

namespace FletsCollect.Server.Database.Sets;

/// <summary>A look-up as a query: the same on every database but for the source of its keys.</summary>
internal sealed class LookUpPlan
{
    private static readonly ConcurrentDictionary<LookUp, LookUpPlan> Known = new();

    private readonly string columns;
    private readonly string joins;
    private readonly Dictionary<Type, Part> parts = [];

    private LookUpPlan(FletsCollectDbContext db, LookUp lookUp)
    {
        List<string> selected = ["k.n"];
        foreach (var looked in lookUp.Tables)
        {
            var table = SetTable.Of(db, looked.Type);
            IReadOnlyList<SetColumn> read = looked.IsRead ? table.ColumnsWithout(looked.Without) : [];
            parts.Add(looked.Type, new Part(selected.Count, looked.IsRead ? table.CompileRead(read) : null));
            // The first tells whether there is a row at all.
            selected.Add(Column(looked, table.KeyColumn));
            selected.AddRange(read.Select(column => Column(looked, column.Name)));
        }
        columns = string.Join(", ", selected);
        joins = string.Concat(lookUp.Tables.Select(looked => $"\nLEFT JOIN \"{SetTable.Of(db, looked.Type).Name}\" AS {looked.Alias} ON {looked.Condition}"));
    }

    public static LookUpPlan Of(FletsCollectDbContext db, LookUp lookUp) => Known.GetOrAdd(lookUp, static (asked, db) => new LookUpPlan(db, asked), db);

    /// <param name="keys">What stands for the keys, with the columns <c>n</c> (their position) and <c>c0</c>, <c>c1</c> … .</param>
    public string Text(string keys) => $"SELECT {columns}\nFROM {keys}{joins}";

    /// <summary>What belongs to a key, in the present row of a reader.</summary>
    public IFoundRows Rows(DbDataReader reader) => new FoundRows(this, reader);

    private static string Column(LookedUpTable looked, string name) => $"{looked.Alias}.\"{name}\"";

    /// <param name="Position">The position of its key column, after which the columns come that are read.</param>
    /// <param name="Read">Makes an entity of them, given the position of the first; null when only the presence is asked.</param>
    private sealed record Part(int Position, Func<DbDataReader, int, object>? Read);

    private sealed class FoundRows(LookUpPlan plan, DbDataReader reader) : IFoundRows
    {
        public bool Has<T>()
            where T : class => !reader.IsDBNull(plan.parts[typeof(T)].Position);

        public T? Row<T>()
            where T : class
        {
            var part = plan.parts[typeof(T)];
            var read = part.Read ?? throw new InvalidOperationException($"Only the presence of {typeof(T).Name} was looked up.");
            return reader.IsDBNull(part.Position) ? null : (T)read(reader, part.Position + 1);
        }
    }
}
