using FletsCollect.Charges;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The merchant's charges, the newest first.</summary>
[StaffMay(StaffPermission.ViewSales)]
public sealed class ChargesModel(FletsCollectDbContext db, TimeProvider clock) : MerchantListPage(db, clock)
{
    [BindProperty(SupportsGet = true), FromQuery]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true), FromQuery]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true), FromQuery]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true), FromQuery]
    public string? To { get; set; }

    public SalesFilter Filter => new(Search, Status, From, To);

    public IReadOnlyList<Charge> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (Filter.Faults.Count > 0)
            return;
        var rows = Filter.Apply(Own<Charge>());
        Rows = await (Filter.IsSearch ? ReadPageByReferenceAsync(rows, PlaceOf, cancellationToken) : ReadPageAsync(rows, PlaceOf, cancellationToken));
    }

    private static (DateTime At, Guid Id) PlaceOf(Charge row) => (row.CreatedAt, row.Id);
}
