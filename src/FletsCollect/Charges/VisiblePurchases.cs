using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

/// <summary>
/// Which purchases an ID sees: its own, and for the contractor, who pays, those of everybody on the line since the contractor's ID was
/// issued. So nobody reads what the household bought that had the line before.
/// </summary>
public static class VisiblePurchases
{
    public static IQueryable<Charge> To(FletsCollectDbContext db, Credential credential)
    {
        var (id, line, since) = (credential.Id, credential.Line, credential.IssuedAt);
        var ofLine = db.Charges.AsNoTracking().Where(charge => charge.Line == line);
        return credential.IsContractor
            ? ofLine.Where(charge => charge.CredentialId == id || charge.CreatedAt >= since)
            : ofLine.Where(charge => charge.CredentialId == id);
    }
}
