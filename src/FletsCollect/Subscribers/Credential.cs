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

    internal Credential(string userName, LineNumber line, DateTime issuedAt, CredentialRole role = CredentialRole.Member)
    {
        Id = Guid.CreateVersion7();
        UserName = userName;
        Line = line;
        IssuedAt = issuedAt;
        Role = role;
        Status = CredentialStatus.Active;
        LockoutEnabled = true;
    }

    public LineNumber Line { get; private set; }

    public CredentialStatus Status { get; private set; }

    public DateTime IssuedAt { get; private set; }

    /// <summary>Whose it is in the household.</summary>
    public CredentialRole Role { get; private set; }

    /// <summary>What it may spend in a month at most; null for whatever the line has left.</summary>
    public Yen? MonthlyCap { get; private set; }

    public bool IsContractor => Role == CredentialRole.Contractor;

    public void Cap(Yen? cap)
    {
        MonthlyCap = cap;
        Touch();
    }

    /// <summary>Stopped; whoever holds it can neither sign in nor buy.</summary>
    public void Freeze()
    {
        if (Status is not (CredentialStatus.Active or CredentialStatus.ReproofRequired))
            throw new InvalidOperationException($"A credential that is {Status} cannot be frozen.");
        Status = CredentialStatus.Frozen;
        // What a cookie was issued for is over: the sign-in is asked for once more, and refused.
        SecurityStamp = Guid.CreateVersion7().ToString("N");
        Touch();
    }

    public void Unfreeze()
    {
        if (Status != CredentialStatus.Frozen)
            throw new InvalidOperationException($"A credential that is {Status} cannot be unfrozen.");
        Status = CredentialStatus.Active;
        Touch();
    }

    /// <summary>The line moved or changed its type.</summary>
    public void RequireReproof()
    {
        if (Status != CredentialStatus.Active)
            throw new InvalidOperationException($"A credential that is {Status} has nothing to prove again.");
        Status = CredentialStatus.ReproofRequired;
        Touch();
    }

    /// <summary>The line ended or belongs to somebody else; the ID is over.</summary>
    public void Revoke()
    {
        if (Status == CredentialStatus.Revoked)
            throw new InvalidOperationException("A credential that is revoked cannot be revoked again.");
        Status = CredentialStatus.Revoked;
        SecurityStamp = Guid.CreateVersion7().ToString("N");
        Touch();
    }

    /// <summary>Identity writes whole rows: one that it read before must not be written over this.</summary>
    private void Touch() => ConcurrencyStamp = Guid.CreateVersion7().ToString("N");
}

/// <summary>Whose a credential is. A line has at most one contractor's: the first that was issued on it, and the first one after that is revoked.</summary>
public enum CredentialRole
{
    /// <summary>Somebody of the household. Sees and stops what is its own.</summary>
    Member,

    /// <summary>The line's contractor, who pays. Sees every ID of the line and makes the household's rules.</summary>
    Contractor,
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
