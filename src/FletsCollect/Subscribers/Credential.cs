using FletsCollect.Lines;
using Microsoft.AspNetCore.Identity;

namespace FletsCollect.Subscribers;

/// <summary>
/// An ID/password that settles payments on one line (domain.md R14). It is issued only from the line itself, and its holder may be
/// anyone in the household; the line's contractor pays.
/// </summary>
public sealed class Credential : IdentityUser<Guid>
{
    private Credential() { }

    internal Credential(string userName, LineNumber line, DateTime issuedAt)
    {
        Id = Guid.CreateVersion7();
        UserName = userName;
        Line = line;
        IssuedAt = issuedAt;
        Status = CredentialStatus.Active;
        LockoutEnabled = true;
    }

    public LineNumber Line { get; private set; }

    public CredentialStatus Status { get; private set; }

    public DateTime IssuedAt { get; private set; }
}

/// <summary>The life of a credential after it was issued (domain.md §3). Lock-out after failed sign-ins is kept by Identity and ends by itself.</summary>
public enum CredentialStatus
{
    Active,

    /// <summary>The line moved or changed its type; it must be proved again.</summary>
    ReproofRequired,

    /// <summary>Stopped by its holder or by the operator.</summary>
    Frozen,

    /// <summary>The line ended or was transferred.</summary>
    Revoked,
}
