using FletsCollect.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Server.Localization.Languages;

namespace FletsCollect.Server.SignIn.Staff;

/// <summary>Where a staff member arrives: who is signed in, and the sites that the role may open.</summary>
[Authorize(StaffAuthentication.AnyPolicy)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class StaffHomeModel(FletsCollectDbContext db, StaffSignIn signIn) : PageModel
{
    public StaffIdentity Me => StaffIdentity.Of(User) ?? throw new InvalidOperationException("The page was opened by nobody.");

    public string? MerchantName { get; private set; }

    /// <summary>Addresses and names of the sites for this role.</summary>
    public IReadOnlyList<(string Path, string Name)> Places =>
    [
        .. Me.May(StaffPermission.ViewSales) ? new[] { ("/merchant", T("販売事業者ページ", "Merchant site")) } : [],
        .. Me.May(StaffPermission.ServeSubscribers) ? new[] { ("/desk", T("サポートデスク", "Support desk")) } : [],
        .. Me.May(StaffPermission.ViewBooks) ? new[] { ("/operator", T("運用コンソール", "Operator console")) } : [],
    ];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        MerchantName = Me.MerchantId is { } id ? await db.Merchants.Where(merchant => merchant.Id == id).Select(merchant => merchant.DisplayName).SingleAsync(cancellationToken) : null;

    public async Task<IActionResult> OnPostSignOutAsync()
    {
        await signIn.EndAsync(HttpContext, Me);
        return RedirectToPage("/SignIn/Staff/SignIn");
    }
}
