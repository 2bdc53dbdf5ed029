using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Keys;

/// <summary>
/// The <c>jti</c> of a token that is good once: a client assertion (RFC 7523 §3) or a DPoP proof (RFC 9449 §11.1). In the database, so a
/// token that was shown to one server is used up on all of them. Kept until the token would have run out.
/// </summary>
public sealed class UsedTokenId
{
    /// <summary>The longest <c>jti</c> that is taken.</summary>
    public const int LongestId = 255;

    private UsedTokenId() { }

    /// <summary>An id that is to be used up together with the work that it is shown for; whoever inserts it learns of a repeat by the key.</summary>
    public UsedTokenId(string issuedBy, string tokenId, DateTime expiresAt)
    {
        IssuedBy = issuedBy;
        TokenId = tokenId;
        ExpiresAt = expiresAt;
    }

    /// <summary>Whose ids these are: a client, or the key of a proof.</summary>
    public string IssuedBy { get; private set; } = "";

    public string TokenId { get; private set; } = "";

    public DateTime ExpiresAt { get; private set; }

    /// <summary>True for the first of all requests, on all servers, that bring this id.</summary>
    public static Task<bool> TryUseAsync(UnitOfWork unitOfWork, string issuedBy, string tokenId, DateTime expiresAt, CancellationToken cancellationToken)
    {
        // The key itself refuses a repeat, so only an attempt that met somebody looks who that was.
        var met = false;
        return unitOfWork.CommitAsync(
            async (db, token) =>
            {
                if (met && await db.UsedTokenIds.AnyAsync(used => used.IssuedBy == issuedBy && used.TokenId == tokenId, token))
                    return false;
                met = true;
                db.Add(new UsedTokenId(issuedBy, tokenId, expiresAt));
                return true;
            },
            cancellationToken);
    }
}
