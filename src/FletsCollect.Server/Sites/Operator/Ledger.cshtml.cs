using FletsCollect.Ledger;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>
/// The ledger: the trial balance, and the transfers of one account, the newest first. A page reads as many rows as it shows; only the
/// trial balance, which is asked for by itself, adds up all of them.
/// </summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class LedgerModel(FletsCollectDbContext db) : OperatorPage(db)
{
    public const int PageSize = 50;

    /// <summary>An account's code, such as <c>bank</c> or <c>merchant-payable.available/hatena-demo</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Account { get; set; }

    /// <summary>The batch and the key of the last row of the page before.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Balance { get; set; }

    public TrialBalance? Trial { get; private set; }

    public IReadOnlyList<Transfer> Transfers { get; private set; } = [];

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? Next { get; private set; }

    public long LastBatch { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        LastBatch = await Db.LedgerHeads.AsNoTracking().Select(head => head.BatchNumber).SingleAsync(cancellationToken);
        if (Account is { Length: > 0 } account)
        {
            var code = account.Trim();
            var rows = Db.Transfers.AsNoTracking();
            if (ListPlace.Parse(Before) is var (batch, id))
                rows = rows.Where(transfer => transfer.BatchNumber <= batch && (transfer.BatchNumber < batch || transfer.Id.CompareTo(id) < 0));
            // Each side from its own index, no more of it than a page: an account may have millions.
            var read = await Newest(Newest(rows.Where(transfer => transfer.DebitAccount == code)).Concat(Newest(rows.Where(transfer => transfer.CreditAccount == code)))).ToListAsync(cancellationToken);
            Transfers = [.. read.Take(PageSize)];
            Next = read.Count > PageSize ? new ListPlace(read[PageSize - 1].BatchNumber, read[PageSize - 1].Id).ToString() : null;
        }
        else if (Balance)
        {
            Trial = await TrialBalance.ByKindAsync(Db, cancellationToken);
        }
    }

    private static IQueryable<Transfer> Newest(IQueryable<Transfer> rows) =>
        rows.OrderByDescending(transfer => transfer.BatchNumber).ThenByDescending(transfer => transfer.Id).Take(PageSize + 1);
}
