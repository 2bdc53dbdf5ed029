using System.ComponentModel.DataAnnotations;
using System.Net;

namespace FletsCollect.Server.Network;

/// <summary>What the server believes of the network around it; configuration section <c>Network</c>.</summary>
public sealed class NetworkOptions : IValidatableObject
{
    public const string Section = "Network";

    /// <summary>
    /// The keys with which the AAA authenticates itself at the session directory; several while one is being replaced. None by default:
    /// without a key and a certificate the directory takes no records.
    /// </summary>
    public IReadOnlyList<AccountingKey> AccountingKeys { get; init; } = [];

    /// <summary>TLS client certificates of the AAA, which count as a key does.</summary>
    public IReadOnlyList<AccountingCertificate> AccountingCertificates { get; init; } = [];

    /// <summary>
    /// Addresses or prefixes of the reverse proxies in front of this server. Forwarded headers count only from these; none by default, and
    /// then they are ignored.
    /// </summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Which header those proxies write; the other is ignored even from them. Default <c>XForwardedFor</c>.</summary>
    public ForwardedBy ForwardedHeader { get; init; } = ForwardedBy.XForwardedFor;

    /// <summary>
    /// The header in which those proxies pass the TLS certificate of their client, such as <c>Client-Cert</c> (RFC 9440). None by default:
    /// then a certificate counts only on a connection that ends here.
    /// </summary>
    public string? ClientCertificateHeader { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in AccountingCredentialRules.ProblemsOf(AccountingKeys, AccountingCertificates))
            yield return problem;
        if (ClientCertificateHeader is { Length: > 0 } && Proxies.Count == 0)
            yield return new ValidationResult("Network:ClientCertificateHeader counts only from proxies; name them in Network:Proxies, or leave the header out.");
        foreach (var proxy in Proxies)
        {
            if (!IPAddress.TryParse(proxy, out _) && !System.Net.IPNetwork.TryParse(proxy, out _))
                yield return new ValidationResult($"Network:Proxies holds '{proxy}', which is neither an address nor a prefix such as 192.0.2.0/24.");
        }
    }
}
