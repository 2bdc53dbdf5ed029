using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Each merchant knows a subscriber by a name of its own (OpenID Connect Core §8.1), so two merchants cannot find out that they have a
/// customer in common, and none learns an ID or a line (domain.md R15).
/// </summary>
public sealed class PairwiseSubjects(ProviderKeys keys)
{
    /// <summary>The <c>sub</c> of a credential for a client: always the same, and meaningless to anybody else.</summary>
    public string Of(string clientId, Guid credentialId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(keys.PairwiseSecret, Encoding.UTF8.GetBytes($"{clientId}|{credentialId:N}")));

    /// <summary>The <c>sid</c> of a sign-in for a client: two merchants that compared theirs would learn no more than from <c>sub</c>.</summary>
    public string SessionOf(string clientId, Guid sessionId) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(keys.PairwiseSecret, Encoding.UTF8.GetBytes($"session|{clientId}|{sessionId:N}")));
}
