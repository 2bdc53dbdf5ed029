using FletsCollect.Server.Localization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites;

/// <summary>Every code that a page may show a subscriber, made from the texts that the pages show.</summary>
public sealed class HelpModel : PageModel
{
    public IReadOnlyList<(string Code, string Reason, string Remedy)> Codes { get; } = [.. SupportCodes.All().OrderBy(code => code.Code, StringComparer.Ordinal)];
}
