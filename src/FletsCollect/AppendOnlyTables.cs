using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FletsCollect;

/// <summary>
/// Marks the tables whose rows are evidence: once written, the database itself refuses to change or remove them, whoever asks. The
/// triggers are made by each database's <c>AppendOnly</c> migration; a test walks the marked tables and tries.
/// </summary>
internal static class AppendOnlyTables
{
    /// <summary>The end of a trigger's name; the table's name comes before it.</summary>
    public const string TriggerSuffix = "_append_only";

    /// <summary>Says that the table has its trigger. EF Core must know on SQL Server, where OUTPUT without INTO fails beside a trigger.</summary>
    public static void IsAppendOnly<T>(this TableBuilder<T> table)
        where T : class =>
        table.HasTrigger(table.Name + TriggerSuffix);
}
