using FletsCollect.Billing;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>What a list of a file's faults shows.</summary>
/// <param name="Faults">Those that are told.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Id">The list's name on the page, where there is one such list.</param>
public sealed record FileFaults(IReadOnlyList<FileFault> Faults, int Count, string? Id = null);
