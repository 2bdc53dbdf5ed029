using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>The four-eyes queue. Everybody who looks after the books sees it; who may decide does so on the page of each.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class ApprovalsModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public const int PageSize = 50;

    /// <summary>Where the page begins.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next { get; private set; }

    public IReadOnlyList<WaitingDecision> Waiting { get; private set; } = [];

    public People People { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Waiting, Next) = await WaitingDecisions.PageAsync(Db, After, PageSize, cancellationToken);
        People = await People.AmongAsync(Db, Waiting.Select(waiting => waiting.By), cancellationToken);
    }
}
