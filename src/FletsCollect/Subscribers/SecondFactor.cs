using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>What was given beside the password at a purchase from a line that cannot be proved then.</summary>
public enum SecondFactor
{
    Pin,
    Passkey,
    AuthenticatorApp,
}

/// <summary>Why a second factor was not taken.</summary>
public enum SecondFactorRefusal
{
    /// <summary>It is wrong; a PIN may be tried again.</summary>
    Wrong,

    /// <summary>It was wrong too often and must be set anew, or there is none.</summary>
    Locked,

    /// <summary>It may be used once, and was.</summary>
    UsedAlready,

    /// <summary>A new PIN is not made of 6 to 12 digits, or is one that is tried first.</summary>
    NotAPin,

    /// <summary>It can be set from the credential's own line only.</summary>
    NotOnOwnLine,
}

/// <summary>Sets and checks purchase PINs. One is set from the credential's own line alone: whoever learnt the password elsewhere cannot set another.</summary>
public sealed class KeepPurchasePin(UnitOfWork unitOfWork, ILineDirectory lines, IPasswordHasher<Credential> hasher, TimeProvider clock)
{
    /// <summary>Sets the PIN; null when it is set.</summary>
    public async Task<SecondFactorRefusal?> SetAsync(Guid credentialId, System.Net.IPAddress? address, string? typed, CancellationToken cancellationToken)
    {
        if (PurchasePin.Read(typed) is not { } digits)
            return SecondFactorRefusal.NotAPin;
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        var hash = hasher.HashPassword(null!, digits);
        return await unitOfWork.CommitAsync<SecondFactorRefusal?>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var credential = await db.Users.SingleAsync(row => row.Id == credentialId, token);
                if (!OwnLineProof.TryAdd(db, recognition, credential, now))
                    return SecondFactorRefusal.NotOnOwnLine;
                if (await db.PurchasePins.SingleOrDefaultAsync(pin => pin.CredentialId == credentialId, token) is { } present)
                    present.Replace(hash, now);
                else
                    db.Add(new PurchasePin(credentialId, hash, now));
                db.Add(AuditEntry.Of("credential.pin-set", AuditActor.Credential(credential.UserName!), credential.UserName!, now));
                return null;
            },
            cancellationToken);
    }

    /// <summary>Holds a typed PIN against the credential's; null when it is the one.</summary>
    public async Task<SecondFactorRefusal?> CheckAsync(Guid credentialId, string userName, string typed, CancellationToken cancellationToken)
    {
        var pin = await unitOfWork.CommitAsync((db, token) => PurchasePin.TryAsync(db, credentialId, token), cancellationToken);
        if (pin is null)
            return SecondFactorRefusal.Locked;
        var right = pin.Matches(hasher, typed);
        return await unitOfWork.CommitAsync<SecondFactorRefusal?>(
            async (db, token) =>
            {
                if (right)
                {
                    await PurchasePin.ForgiveAsync(db, credentialId, token);
                    return null;
                }
                db.Add(AuditEntry.Of(pin.IsLocked ? "credential.pin-locked" : "credential.pin-wrong", AuditActor.Credential(userName), userName, clock.Instant()));
                return pin.IsLocked ? SecondFactorRefusal.Locked : SecondFactorRefusal.Wrong;
            },
            cancellationToken);
    }
}
