using FletsCollect.Lines;

namespace FletsCollect.Subscribers;

/// <summary>The proof that a change to a credential was asked for from its own line, kept as evidence with the change.</summary>
public static class OwnLineProof
{
    /// <summary>Adds the used-up proof; false, with nothing added, when the request came from anywhere else or the line may not pay.</summary>
    public static bool TryAdd(FletsCollectDbContext db, Result<RecognisedLine, LineRefusal> recognition, Credential credential, DateTime now)
    {
        var boundTo = credential.Id.ToString();
        if (!recognition.Succeeded(out var recognised, out _)
            || recognised.Line.Number != credential.Line
            || !LineProof.Prove(recognised, LineProofPurpose.CredentialChange, boundTo, now).Succeeded(out var proof, out _)
            || proof.Use(credential.Line, LineProofPurpose.CredentialChange, boundTo, now) is not null)
            return false;
        db.Add(proof);
        return true;
    }
}
