using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FletsCollect.Server.Provider.Device;

/// <summary>Says that it is the television's turn again.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class DeviceDoneModel : PageModel
{
    public bool Approved { get; private set; }

    public void OnGet(string outcome) => Approved = outcome is "approved";
}
