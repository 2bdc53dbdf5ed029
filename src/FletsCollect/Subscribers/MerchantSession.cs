using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// A merchant that one sign-in of a subscriber was used at, and that wants to know when the subscriber signs out (OpenID Connect
/// Back-Channel Logout 1.0). The row is the queue as well: after the sign-out it stands until the merchant has been told.
/// </summary>
public sealed class MerchantSession
{
    /// <summary>The waits after the first, second … attempt. A merchant that is away for hours ends its sessions by itself.</summary>
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    private MerchantSession() { }

    /// <param name="sessionId">The sign-in, as the browser's cookie names it.</param>
    /// <param name="clientId">The merchant's client.</param>
    /// <param name="credentialId">Who signed in.</param>
    /// <param name="now">When the merchant was answered.</param>
    public MerchantSession(Guid sessionId, string clientId, Guid credentialId, DateTime now)
    {
        SessionId = sessionId;
        ClientId = clientId;
        CredentialId = credentialId;
        StartedAt = now;
    }

    public Guid SessionId { get; private set; }

    public string ClientId { get; private set; } = "";

    public Guid CredentialId { get; private set; }

    public DateTime StartedAt { get; private set; }

    /// <summary>When the merchant is to be told next; null while the subscriber is signed in.</summary>
    public DateTime? TellAt { get; private set; }

    /// <summary>Attempts to tell so far.</summary>
    public int Tries { get; private set; }

    /// <summary>True when there is no further attempt after the one that is under way.</summary>
    public bool IsLastTry => Tries > Waits.Length;

    /// <summary>Ends a sign-in: every merchant of it is to be told.</summary>
    public static Task<int> EndAsync(FletsCollectDbContext db, Guid sessionId, DateTime now, CancellationToken cancellationToken)
    {
        DateTime? at = now;
        return db.MerchantSessions
            .Where(session => session.SessionId == sessionId && session.TellAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.TellAt, at), cancellationToken);
    }

    /// <summary>Ends every sign-in of a credential.</summary>
    public static Task<int> EndAllAsync(FletsCollectDbContext db, Guid credentialId, DateTime now, CancellationToken cancellationToken)
    {
        DateTime? at = now;
        return db.MerchantSessions
            .Where(session => session.CredentialId == credentialId && session.TellAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.TellAt, at), cancellationToken);
    }

    /// <summary>Ends every sign-in of a credential at one merchant.</summary>
    public static Task<int> EndAtAsync(FletsCollectDbContext db, Guid credentialId, string clientId, DateTime now, CancellationToken cancellationToken)
    {
        DateTime? at = now;
        return db.MerchantSessions
            .Where(session => session.CredentialId == credentialId && session.ClientId == clientId && session.TellAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.TellAt, at), cancellationToken);
    }

    /// <summary>Counts an attempt before it is made: if it comes to nothing, for whatever reason, the next one is due.</summary>
    public void Try(DateTime now) => TellAt = now + Waits[Math.Min(Tries++, Waits.Length - 1)];
}
