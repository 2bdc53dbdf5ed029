namespace FletsCollect.Keys;

/// <summary>
/// A client assertion that was taken: its <c>jti</c> is good once (RFC 7523 §3, point 7). Kept until the assertion would have run out.
/// </summary>
public sealed class UsedAssertion
{
    /// <summary>The longest <c>jti</c> that is taken.</summary>
    public const int LongestId = 255;

    private UsedAssertion() { }

    public UsedAssertion(string clientId, string assertionId, DateTime expiresAt)
    {
        ClientId = clientId;
        AssertionId = assertionId;
        ExpiresAt = expiresAt;
    }

    public string ClientId { get; private set; } = "";

    public string AssertionId { get; private set; } = "";

    public DateTime ExpiresAt { get; private set; }
}
