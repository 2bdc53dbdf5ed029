using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>An ID: where it stands, what locks it, what it did, and what the desk may do for its holder.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class IdDetailModel(FletsCollectDbContext db, LinePlaces places, UnitOfWork unitOfWork, TimeProvider clock) : UnmaskablePage(db, unitOfWork, clock)
{
    public Credential Id { get; private set; } = null!;

    public string LineAddress => places.AddressOf(Line.Number);

    /// <summary>Its PIN for purchases from lines that cannot be proved; null when it has none.</summary>
    public PurchasePin? Pin { get; private set; }

    /// <summary>The code that was posted and not used yet; null when there is none that counts.</summary>
    public ResetCode? Posted { get; private set; }

    public int OpenSignIns { get; private set; }

    public DeskLists Lists { get; private set; } = null!;

    /// <summary>What may be done now.</summary>
    public IEnumerable<IdStep> Steps => IdSteps.OpenTo(Id, Now);

    public static string AddressOf(Guid id) => $"/desk/ids/{PublicId.Format(PublicId.Credential, id)}";

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostUnmaskAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        await UnmaskAsync([Id.UserName ?? ""], cancellationToken);
        Lists = Lists with { Whole = Whole };
        return Page();
    }

    private async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse(PublicId.Credential, id, out var key) || await Db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, cancellationToken) is not { } found)
            return false;
        Id = found;
        Line = await Db.Lines.AsNoTracking().SingleAsync(row => row.Number == found.Line, cancellationToken);
        Lists = await DeskLists.ReadAsync(Db, found.Line, [found], Now, cancellationToken);
        Pin = await Db.PurchasePins.AsNoTracking().SingleOrDefaultAsync(row => row.CredentialId == key, cancellationToken);
        var (now, earliest) = (Now, Now - SubscriberSession.Longest);
        Posted = await Db.ResetCodes.AsNoTracking().SingleOrDefaultAsync(row => row.CredentialId == key && row.UsedAt == null && row.ExpiresAt > now, cancellationToken);
        OpenSignIns = await Db.SubscriberSessions.CountAsync(row => row.CredentialId == key && row.EndedAt == null && row.StartedAt > earliest, cancellationToken);
        return true;
    }
}
