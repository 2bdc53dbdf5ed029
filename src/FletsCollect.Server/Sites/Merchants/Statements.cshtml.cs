using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>The merchant's fee statements, one for each month, with what became of the money.</summary>
[StaffMay(StaffPermission.ViewMoney)]
public sealed class StatementsModel(FletsCollectDbContext db, TimeProvider clock) : MerchantPage(db, clock)
{
    /// <summary>Ten years of months.</summary>
    private const int Most = 120;

    public sealed record Row(FeeStatement Statement, Payout Payout);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var merchant = Merchant.Id;
        var rows = await (
            from statement in Db.FeeStatements.AsNoTracking()
            where statement.MerchantId == merchant
            join payout in Db.Payouts.AsNoTracking() on statement.Id equals payout.StatementId
            orderby statement.Month descending
            select new { statement, payout }).Take(Most).ToListAsync(cancellationToken);
        Rows = [.. rows.Select(row => new Row(row.statement, row.payout))];
    }
}
