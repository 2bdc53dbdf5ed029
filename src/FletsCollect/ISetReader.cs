namespace FletsCollect;

/// <summary>
/// Looks up many things at once, for the charge path: one command for a whole group, however many tables it takes (operations.md, "Charge
/// path"). One for each database; all find the same rows, which one test suite checks.
/// </summary>
public interface ISetReader
{
    /// <summary>Looks up within the context's open transaction.</summary>
    /// <param name="db">The context.</param>
    /// <param name="lookUp">Which tables, and which of their rows belong to a key.</param>
    /// <param name="keys">The keys, all alike: <see cref="Guid"/> or <see cref="string"/>.</param>
    /// <param name="found">Takes what belongs to a key, once for each, in any order: its position among the keys, and the rows, which are there only during the call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReadAsync(FletsCollectDbContext db, LookUp lookUp, IReadOnlyList<object[]> keys, Action<int, IFoundRows> found, CancellationToken cancellationToken);
}

/// <summary>
/// The tables of a look-up, each by the condition that leads from the key, or from the tables before it, to at most one row: SQL that reads
/// the same on every database, over the key's parts <c>k.c0</c>, <c>k.c1</c> … and the tables' aliases.
/// </summary>
public sealed class LookUp
{
    private readonly List<LookedUpTable> tables = [];

    public IReadOnlyList<LookedUpTable> Tables => tables;

    /// <summary>A row that is read.</summary>
    /// <param name="alias">The table's name within the conditions.</param>
    /// <param name="condition">What holds for the row that is wanted.</param>
    /// <param name="without">Members that stay as a new entity has them: wide ones that nothing here decides by.</param>
    public LookUp Row<T>(string alias, string condition, params string[] without)
        where T : class
    {
        tables.Add(new LookedUpTable(typeof(T), alias, condition, IsRead: true) { Without = without });
        return this;
    }

    /// <summary>A row of which only its being there matters.</summary>
    public LookUp Presence<T>(string alias, string condition)
        where T : class
    {
        tables.Add(new LookedUpTable(typeof(T), alias, condition, IsRead: false));
        return this;
    }
}

/// <summary>One table of a look-up.</summary>
/// <param name="Type">The table, by its entity; each is looked up once.</param>
/// <param name="Alias">Its name within the conditions.</param>
/// <param name="Condition">What holds for the row that is wanted.</param>
/// <param name="IsRead">Whether its columns are read.</param>
public sealed record LookedUpTable(Type Type, string Alias, string Condition, bool IsRead)
{
    /// <summary>The members whose columns are left out.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}

/// <summary>What belongs to one key.</summary>
public interface IFoundRows
{
    /// <summary>True when there is such a row.</summary>
    bool Has<T>()
        where T : class;

    /// <summary>The row, as an entity that no context follows; null when there is none.</summary>
    T? Row<T>()
        where T : class;
}
