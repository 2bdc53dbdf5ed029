using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>The page that the <c>type</c> of a problem points at.</summary>
public sealed class ErrorCodeModel : PageModel
{
    public ProblemEntry Problem { get; private set; } = new("", 0, "", "");

    public IActionResult OnGet(string code)
    {
        if (Problems.Catalogue().FirstOrDefault(problem => problem.Code == code) is not { } found)
            return NotFound();
        Problem = found;
        return Page();
    }
}
