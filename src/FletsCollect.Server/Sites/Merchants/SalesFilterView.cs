namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The filters above a list, and where an export of the same rows is.</summary>
/// <param name="Filter">What they are set to.</param>
/// <param name="Statuses">The statuses that may be chosen, by value and name.</param>
/// <param name="Export">The export's address without its form: <c>/merchant/charges</c>.</param>
/// <param name="Query">The filters as the query of an address.</param>
public sealed record SalesFilterView(SalesFilter Filter, IReadOnlyList<(string Value, string Name)> Statuses, string Export, string Query)
{
    public string ExportAddress(string form) => $"{Export}.{form}{(Query.Length > 0 ? "?" : "")}{Query}";
}
