namespace FletsCollect.Charges;

/// <summary>Narrows charges to one status by an index, also where that status is one in a million.</summary>
public static class ChargesOfStatus
{
    /// <summary>What the index of the others leaves out.</summary>
    internal const string NotConfirmed = "status <> 'Confirmed'";

    /// <summary>Databases take a filtered index only where the query says the filter too, word for word.</summary>
    public static IQueryable<Charge> OfStatus(this IQueryable<Charge> charges, ChargeStatus status) => status == ChargeStatus.Confirmed
        ? charges.Where(charge => charge.Status == ChargeStatus.Confirmed)
        : charges.Where(charge => charge.Status != ChargeStatus.Confirmed && charge.Status == status);
}
