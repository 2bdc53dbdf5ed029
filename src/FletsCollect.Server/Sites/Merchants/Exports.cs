namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The addresses of a list as files.</summary>
public sealed record Exports(string Csv, string Json);
