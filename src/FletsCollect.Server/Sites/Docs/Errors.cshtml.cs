using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>The catalogue of what the API refuses, made from the code that refuses it.</summary>
public sealed class ErrorsModel : PageModel
{
    public IReadOnlyList<ProblemEntry> Problems { get; } = [.. Hosting.Problems.Catalogue().OrderBy(problem => problem.Code, StringComparer.Ordinal)];
}
