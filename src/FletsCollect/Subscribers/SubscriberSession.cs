using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// One sign-in of a credential in one browser. The browser's cookie is good only while this row is open, so a sign-in can be ended from
/// elsewhere, and at once on all servers.
/// </summary>
public sealed class SubscriberSession
{
    /// <summary>A sign-in ends by itself after this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>How exactly it is noted when a sign-in was last used: a write for every page would be dear.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private SubscriberSession() { }

    public SubscriberSession(Guid id, Guid credentialId, SignInPlace place, DateTime now)
    {
        Id = id;
        CredentialId = credentialId;
        StartedAt = SeenAt = now;
        Device = place.Device;
        Address = place.Address;
        OnOwnLine = place.OnOwnLine;
    }

    public Guid Id { get; private set; }

    public Guid CredentialId { get; private set; }

    public DateTime StartedAt { get; private set; }

    /// <summary>When it was last used, to within <see cref="SeenEvery"/>.</summary>
    public DateTime SeenAt { get; private set; }

    /// <summary>The kind of browser and system, for its holder to recognise.</summary>
    public string Device { get; private set; } = "";

    public string Address { get; private set; } = "";

    public bool OnOwnLine { get; private set; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>True while the sign-in may be used; notes now and then that it was.</summary>
    public static async Task<bool> IsOpenAsync(FletsCollectDbContext db, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        var open = await db.SubscriberSessions.AsNoTracking().Where(session => session.Id == id && session.EndedAt == null)
            .Select(session => new { session.StartedAt, session.SeenAt }).SingleOrDefaultAsync(cancellationToken);
        if (open is null || open.StartedAt + Longest < now)
            return false;
        if (open.SeenAt + SeenEvery < now)
            await db.SubscriberSessions.Where(session => session.Id == id).ExecuteUpdateAsync(set => set.SetProperty(session => session.SeenAt, now), cancellationToken);
        return true;
    }

    /// <summary>Ends one sign-in of a credential; every merchant that it was used at will be told. The number of merchants.</summary>
    public static async Task<int> EndAsync(FletsCollectDbContext db, Guid credentialId, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        DateTime? at = now;
        var ended = await db.SubscriberSessions.Where(session => session.Id == id && session.CredentialId == credentialId && session.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, at), cancellationToken);
        return ended == 0 ? 0 : await MerchantSession.EndAsync(db, id, now, cancellationToken);
    }

    /// <summary>Ends every sign-in of a credential but the one that is kept; every merchant will be told. The number of sign-ins.</summary>
    public static async Task<int> EndAllAsync(FletsCollectDbContext db, Guid credentialId, Guid? kept, DateTime now, CancellationToken cancellationToken)
    {
        DateTime? at = now;
        await db.MerchantSessions.Where(session => session.CredentialId == credentialId && session.TellAt == null && session.SessionId != kept)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.TellAt, at), cancellationToken);
        return await db.SubscriberSessions.Where(session => session.CredentialId == credentialId && session.EndedAt == null && session.Id != kept)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, at), cancellationToken);
    }
}

/// <summary>Where somebody signs in: browser, address, and whether that is the credential's own line.</summary>
public sealed record SignInPlace(string Device, string Address, bool OnOwnLine);
