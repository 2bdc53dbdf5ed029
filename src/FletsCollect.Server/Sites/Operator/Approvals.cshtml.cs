using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The four-eyes queue. Everybody who looks after the books sees it; who may decide does so on the page of each.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class ApprovalsModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public IReadOnlyList<WaitingDecision> Waiting { get; private set; } = [];

    public People People { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Waiting = await WaitingDecisions.ListAsync(Db, cancellationToken);
        People = await People.AmongAsync(Db, Waiting.Select(waiting => waiting.By), cancellationToken);
    }
}
