using FletsCollect.Billing;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>Received money that fits no invoice, the oldest first, with what is proposed to be done with it.</summary>
[StaffMay(StaffPermission.OperateMonth)]
public sealed class SuspenseModel(FletsCollectDbContext db) : OperatorPage(db)
{
    /// <summary>The most that are shown; what is moved makes room for the next.</summary>
    public const int Most = 100;

    public IReadOnlyList<SuspendedReceipt> Receipts { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Receipts = await SuspendedReceipts.ListAsync(Db, Most, cancellationToken);
}
