using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace BlogHost.Pages;

// Re-executed with the method and body of the request that failed, so it must not ask for an antiforgery token again.
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class ErrorModel : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int Status { get; set; } = 500;

    public string Heading => Status switch
    {
        404 => Text.Of("ページが見つかりません", "Page not found"),
        400 => Text.Of("画面の有効期限が切れました", "This form has expired"),
        _ => Text.Of("エラーが起きました", "Something went wrong"),
    };
}
