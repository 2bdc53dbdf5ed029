using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.SignIn;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Provider;

/// <summary>What a subscriber has that can stand in for the proof of a line (domain.md §3).</summary>
/// <param name="HasPin">A PIN, which is typed on the page itself.</param>
/// <param name="HasPasskey">A passkey, with which one signs in again.</param>
/// <param name="HasApp">An authenticator app, whose code one signs in again with.</param>
/// <param name="Wrong">Why what was typed was not taken.</param>
public sealed record SecondFactorChoice(bool HasPin, bool HasPasskey, bool HasApp, SecondFactorRefusal? Wrong)
{
    public static async Task<SecondFactorChoice> OfAsync(FletsCollectDbContext db, Guid credentialId, SecondFactorRefusal? wrong, CancellationToken cancellationToken) => new(
        await db.PurchasePins.AnyAsync(pin => pin.CredentialId == credentialId, cancellationToken),
        await db.UserPasskeys.AnyAsync(passkey => passkey.UserId == credentialId, cancellationToken),
        await db.Users.AnyAsync(credential => credential.Id == credentialId && credential.TwoFactorEnabled, cancellationToken),
        wrong);

    /// <summary>What is given with an approval: what the sign-in was made with, or the PIN that was typed. Nothing where the line proves itself.</summary>
    public static async Task<(SecondFactor? Factor, SecondFactorRefusal? Refusal)> TakeAsync(
        KeepPurchasePin pins, SignedIn person, ChargePayer payer, string? typedPin, CancellationToken cancellationToken)
    {
        if (payer.Line.ServiceType.ProvesLineAtPurchase())
            return (null, null);
        if (person.SecondFactor is not null || string.IsNullOrWhiteSpace(typedPin))
            return (person.SecondFactor, null);
        return await pins.CheckAsync(person.CredentialId, person.UserName, typedPin, cancellationToken) is { } refusal ? (null, refusal) : (SecondFactor.Pin, null);
    }
}

/// <summary>The part of a form that asks for it.</summary>
/// <param name="Factors">What there is; null where nothing is asked for.</param>
/// <param name="Address">Where to come back to after another sign-in.</param>
public sealed record SecondFactorField(SecondFactorChoice? Factors, string Address);
