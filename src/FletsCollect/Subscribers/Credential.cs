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

    private Credential(string userName, LineNumber line, CredentialRole role, DateTime issuedAt)
    {
        Id = Guid.CreateVersion7();
        UserName = userName;
        Line = line;
        Role = role;
        IssuedAt = issuedAt;
        LockoutEnabled = true;
    }

    public LineNumber Line { get; private set; }

    public CredentialRole Role { get; private set; }

    /// <summary>What is stored; whether it is locked at the moment is known to <see cref="StateAt"/>.</summary>
    public CredentialStatus Status { get; private set; }

    /// <summary>Who stopped it, while it is frozen.</summary>
    public CredentialStopper? StoppedBy { get; private set; }

    public DateTime IssuedAt { get; private set; }

    /// <summary>What it may spend in a month at most; null for whatever the line has left.</summary>
    public Yen? MonthlyCap { get; private set; }

    /// <summary>True from when somebody stopped it until somebody who may lets it go on.</summary>
    public bool IsFrozen => Status is CredentialStatus.Frozen or CredentialStatus.FrozenUnproved;

    public bool IsContractor => Role == CredentialRole.Contractor;

    /// <summary>A new credential, right after the line was proved and its contract confirmed.</summary>
    public static Credential Issue(string userName, LineNumber line, CredentialRole role, DateTime now)
    {
        var credential = new Credential(userName, line, role, now);
        credential.Move(CredentialMove.ProveLine, now);
        credential.Move(CredentialMove.Issue, now);
        return credential;
    }

    /// <summary>Its status, with a lock-out that stands at the instant.</summary>
    public CredentialStatus StateAt(DateTime now) => Status == CredentialStatus.Active && LockoutEnd > new DateTimeOffset(now) ? CredentialStatus.Locked : Status;

    public bool CanMove(CredentialMove move, DateTime now) => CredentialTransitions.Next(StateAt(now), move) is not null;

    /// <summary>Goes along an edge of the table.</summary>
    /// <exception cref="InvalidOperationException">There is no such edge; ask <see cref="CanMove"/> first where that may be.</exception>
    public void Move(CredentialMove move, DateTime now)
    {
        var next = CredentialTransitions.Next(StateAt(now), move) ?? throw new InvalidOperationException($"A credential that is {StateAt(now)} cannot {move}.");
        Touch();
        if (next == CredentialStatus.Locked)
        {
            LockoutEnd = new DateTimeOffset(now + FailedAttempt.Window);
            return;
        }
        Status = next;
        LockoutEnd = null;
        if (!IsFrozen)
            StoppedBy = null;
    }

    /// <summary>Stops it until somebody who may lets it go on; whoever holds it can neither sign in nor buy.</summary>
    public void Freeze(CredentialStopper by, DateTime now)
    {
        Move(CredentialMove.Freeze, now);
        StoppedBy = by;
        // What a cookie was issued for is over: the sign-in is asked for once more, and refused.
        SecurityStamp = Guid.CreateVersion7().ToString("N");
    }

    /// <summary>True when whoever asks may let a frozen credential go on: who froze it, or somebody who stands above.</summary>
    public bool MayBeThawedBy(CredentialStopper who) => IsFrozen && StoppedBy <= who;

    /// <summary>Takes a new password, as a hash; every sign-in with the one before ends with it.</summary>
    public void ChangePassword(string hash, string securityStamp)
    {
        PasswordHash = hash;
        SecurityStamp = securityStamp;
        Touch();
    }

    public void Cap(Yen? cap)
    {
        MonthlyCap = cap;
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
