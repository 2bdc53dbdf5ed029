using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Sites.Docs;

/// <summary>Where a merchant's developer begins.</summary>
public sealed class DocsModel : PageModel;
