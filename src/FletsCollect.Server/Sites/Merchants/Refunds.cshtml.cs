using FletsCollect.Charges;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The merchant's refunds, the newest first.</summary>
[StaffMay(StaffPermission.ViewSales)]
public sealed class RefundsModel(FletsCollectDbContext db, TimeProvider clock) : MerchantListPage(db, clock)
{
    public IReadOnlyList<Refund> Rows { get; private set; } = [];

    /// <summary>The references of the charges on this page, by the charge.</summary>
    public IReadOnlyDictionary<Guid, string> References { get; private set; } = new Dictionary<Guid, string>();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Rows = await ReadPageAsync(Own<Refund>(), row => (row.CreatedAt, row.Id), cancellationToken);
        var charges = Rows.Select(row => row.ChargeId).Distinct().ToArray();
        References = await Own<Charge>().Where(charge => charges.Contains(charge.Id)).ToDictionaryAsync(charge => charge.Id, charge => charge.MerchantReference, cancellationToken);
    }
}
