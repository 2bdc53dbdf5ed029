using Microsoft.AspNetCore.Http;

namespace FletsCollect.Merchant;

/// <summary>A subscriber signed out at the provider. At least one of the two names is there.</summary>
/// <param name="SubscriberId">Who, as <see cref="ApprovedPurchase.SubscriberId"/> names it; null means whoever has the session.</param>
/// <param name="SessionId">Which sign-in ended, as <see cref="ApprovedPurchase.SessionId"/> names it; null means every one of the subscriber.</param>
public sealed record FletsSignOut(string? SubscriberId, string? SessionId)
{
    /// <summary>True when something that began with this subscriber and session is over.</summary>
    public bool Ends(string? subscriberId, string? sessionId) =>
        (SubscriberId is null || SubscriberId == subscriberId) && (SessionId is null || SessionId == sessionId);
}

/// <summary>
/// What the merchant does when a subscriber signed out at the provider: end what it began with that sign-in. Register one and map
/// <see cref="FletsPaySetup.MapFletsSignOut"/>. An exception means "not done"; the provider then tells again.
/// </summary>
public interface IFletsSignOutHandler
{
    /// <summary>Ends the sessions that <see cref="FletsSignOut.Ends"/> names. It may be asked more than once, and for sessions that are over.</summary>
    Task SignedOutAsync(FletsSignOut signOut, HttpContext context, CancellationToken cancellationToken);
}
