using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Outbox;

namespace FletsCollect.Charges;

/// <summary>A charge that waits to be committed together with others.</summary>
/// <param name="Command">What the merchant asks for.</param>
/// <param name="TokenId">The access token's entry. Its signature was checked; whether it was revoked is read in the charge's own transaction.</param>
/// <param name="Proof">The DPoP proof's id, to be used up in the charge's own transaction; null where a certificate stands for it.</param>
/// <param name="Render">Puts the outcome into the words of the interface; what it returns is what a repeat of the request gets.</param>
public sealed record PendingCharge(
    CreateChargeCommand Command, Guid TokenId, UsedTokenId? Proof, Func<Result<Charge, ChargeRefusal>, StoredAnswer> Render)
{
    /// <summary>The trace of the request, which is not at hand any more when the charge is committed.</summary>
    public string? TraceParent { get; } = OutboxMessage.PresentTrace;
}

/// <summary>Why a token that is well signed is not accepted all the same. Nothing was charged, and nothing is kept under the idempotency key.</summary>
public enum TokenRefusal
{
    /// <summary>The token, or the authorization that it came from, was revoked.</summary>
    TokenEnded,

    /// <summary>The DPoP proof was shown before.</summary>
    ProofUsed,
}
