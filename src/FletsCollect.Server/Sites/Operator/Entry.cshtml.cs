using System.Globalization;
using FletsCollect.Ledger;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Operator;

/// <summary>One journal entry: its transfers, the batch that seals them, and the charge behind it where there is one.</summary>
[StaffMay(StaffPermission.ViewBooks)]
public sealed class EntryModel(FletsCollectDbContext db) : OperatorPage(db)
{
    private const int Most = 200;

    public IReadOnlyList<Transfer> Transfers { get; private set; } = [];

    public LedgerBatch Batch { get; private set; } = null!;

    /// <summary>The charge's public id; null when the entry is of an invoice, a statement or a payout.</summary>
    public string? Charge { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, string batch, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "N", out var entry) || !long.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return NotFound();
        // By its batch, which is indexed; an entry lies in one batch whole.
        Transfers = await Db.Transfers.AsNoTracking().Where(transfer => transfer.BatchNumber == number && transfer.EntryId == entry).OrderBy(transfer => transfer.Sequence).Take(Most).ToListAsync(cancellationToken);
        if (Transfers.Count == 0)
            return NotFound();
        Batch = await Db.LedgerBatches.AsNoTracking().SingleAsync(row => row.Number == number, cancellationToken);
        var source = Transfers[0].SourceId;
        var charge = await Db.ChargeEvents.Where(row => row.Id == source).Select(row => (Guid?)row.ChargeId).SingleOrDefaultAsync(cancellationToken)
            ?? await Db.Refunds.Where(row => row.Id == source).Select(row => (Guid?)row.ChargeId).SingleOrDefaultAsync(cancellationToken);
        Charge = charge is { } key ? PublicId.Format(PublicId.Charge, key) : null;
        return Page();
    }
}
