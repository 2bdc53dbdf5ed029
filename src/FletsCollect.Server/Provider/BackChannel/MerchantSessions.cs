using FletsCollect.Calendars;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace FletsCollect.Server.Provider.BackChannel;

/// <summary>Remembers which merchants have to be told of a sign-out: those that registered where.</summary>
public sealed class MerchantSessions(IOpenIddictApplicationManager applications, UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>Setting of an application: the https address for logout tokens (Back-Channel Logout 1.0 §2.2).</summary>
    public const string LogoutUriSetting = "backchannel_logout_uri";

    /// <summary>Notes that a merchant is answered about a sign-in.</summary>
    public async Task RememberAsync(string clientId, SignedIn person, CancellationToken cancellationToken)
    {
        if (await LogoutUriAsync(clientId, cancellationToken) is null)
            return;
        // The key itself refuses a repeat, so only an attempt that met one looks.
        var met = false;
        await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                if (met && await db.MerchantSessions.AnyAsync(session => session.SessionId == person.SessionId && session.ClientId == clientId, token))
                    return true;
                met = true;
                db.Add(new MerchantSession(person.SessionId, clientId, person.CredentialId, clock.Instant()));
                return true;
            },
            cancellationToken);
    }

    /// <summary>Notes for the subscriber's own page that a merchant was signed in to; a purchase leaves its grant instead.</summary>
    public Task RememberSignInAsync(string clientId, Guid credentialId, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var merchant = await db.Merchants.Where(row => row.Code == clientId).Select(row => row.Id).SingleAsync(token);
            await MerchantSignIn.RememberAsync(db, credentialId, merchant, clock.Instant(), token);
            return true;
        },
        cancellationToken);

    /// <summary>Where a merchant is told; null when it does not want to know, or is no client any more.</summary>
    public async Task<Uri?> LogoutUriAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await applications.FindByClientIdAsync(clientId, cancellationToken) is not { } application)
            return null;
        var settings = await applications.GetSettingsAsync(application, cancellationToken);
        return settings.TryGetValue(LogoutUriSetting, out var address) && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
    }
}
