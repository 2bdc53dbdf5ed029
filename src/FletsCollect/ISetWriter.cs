using FletsCollect.Ledger;

namespace FletsCollect;

/// <summary>
/// Writes many rows in few commands: for the charge path, where one commit holds up to a few hundred charges (operations.md, "Charge
/// path"), and for the close of a month, whose rows the database makes itself. One for each database, because each has its own fast way;
/// all write the same rows, which one test suite checks.
/// </summary>
public interface ISetWriter
{
    /// <summary>Writes a set within the context's open transaction.</summary>
    /// <exception cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException">
    /// A conditional change found another state than the one that was read; the transaction must be rolled back.
    /// </exception>
    Task WriteAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken);

    /// <summary>
    /// The same, and then takes the next number of the ledger's chain, whose head stays locked until the transaction ends: in the same
    /// round trip, where the database lets one be saved.
    /// </summary>
    async Task<LedgerHead> WriteAndTakeNumberAsync(FletsCollectDbContext db, WriteSet set, CancellationToken cancellationToken)
    {
        await WriteAsync(db, set, cancellationToken);
        return await LedgerHead.TakeNumberAsync(db, cancellationToken);
    }

    /// <summary>SQL that is another key for each row that a statement selects: version 7, as <see cref="Guid.CreateVersion7()"/> makes them.</summary>
    /// <param name="now">The instant of the keys.</param>
    string NewKey(DateTime now);

    /// <summary>Prepares the open transaction for statements that go over very many rows: until it ends, the database spends memory on them.</summary>
    Task ExpectManyRowsAsync(FletsCollectDbContext db, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Tells the database how much a table holds that has just been filled, where it would go on planning for an empty one: then it looks
    /// up one by one what it should read at once.
    /// </summary>
    Task CountAnewAsync(FletsCollectDbContext db, Type table, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What all version 7 keys of an instant begin with: the milliseconds and the version. What follows is the same as in version 4.</summary>
    protected static string KeyHead(DateTime now) => Guid.CreateVersion7(new DateTimeOffset(now)).ToString()[..15];
}

/// <summary>Rows to insert and rows to change, together or not at all.</summary>
public sealed class WriteSet
{
    private readonly List<List<object>> inserts = [];
    private readonly List<ConditionalChange> changes = [];

    /// <summary>The rows to insert, by type, in the order in which the types were first added.</summary>
    public IReadOnlyList<IReadOnlyList<object>> Inserts => inserts;

    /// <summary>The changes, by table.</summary>
    public IReadOnlyList<ConditionalChange> Changes => changes;

    /// <summary>Adds a row to insert.</summary>
    public void Insert(object row)
    {
        var sameType = inserts.Find(rows => rows[0].GetType() == row.GetType());
        if (sameType is null)
            inserts.Add(sameType = []);
        sameType.Add(row);
    }

    public void Insert(IEnumerable<object> rows)
    {
        foreach (var row in rows)
            Insert(row);
    }

    /// <summary>Adds changes of one table; none may touch a row that another of them touches.</summary>
    public void Change(ConditionalChange change)
    {
        if (change.Rows.Count > 0)
            changes.Add(change);
    }
}

/// <summary>
/// A change of many rows of one table, each only if the row still is as the condition says.
/// </summary>
/// <param name="Table">The table, by its entity.</param>
/// <param name="Assignments">What is set, as SQL over the row <c>t</c> and the values <c>v.c0</c>, <c>v.c1</c> … .</param>
/// <param name="Condition">Which row a value set is for and what must hold, as SQL over the same.</param>
/// <param name="Rows">The values of each row, all rows alike: <see cref="Guid"/>, <see cref="string"/>, <see cref="long"/> or <see cref="int"/>.</param>
public sealed record ConditionalChange(Type Table, string Assignments, string Condition, IReadOnlyList<object[]> Rows);
