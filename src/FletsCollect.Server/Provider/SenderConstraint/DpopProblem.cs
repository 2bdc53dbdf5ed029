namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>Why a DPoP proof is not taken.</summary>
/// <param name="Error">The error code (RFC 9449 §5, §8): <c>invalid_dpop_proof</c>, or <c>use_dpop_nonce</c> for a good proof that lacks a nonce in force.</param>
/// <param name="Sentence">What is wrong, for the merchant's engineer.</param>
internal sealed record DpopProblem(string Error, string Sentence)
{
    public const string InvalidProof = "invalid_dpop_proof";

    public const string UseNonce = "use_dpop_nonce";

    /// <summary>What the answer's header DPoP-Nonce gives is missing from the proof, or no longer in force.</summary>
    public static DpopProblem NonceWanted { get; } = new(UseNonce, "Put the nonce of the header DPoP-Nonce into a new DPoP proof, and send the request again.");

    public static DpopProblem Invalid(string sentence) => new(InvalidProof, sentence);
}
