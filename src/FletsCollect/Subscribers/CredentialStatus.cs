namespace FletsCollect.Subscribers;

/// <summary>The life of a credential (domain.md §3).</summary>
public enum CredentialStatus
{
    /// <summary>Asked for; never stored.</summary>
    Requested,

    /// <summary>The line was proved and its contract confirmed; never stored.</summary>
    LineProved,

    /// <summary>It has its ID and password, and was not signed in with yet.</summary>
    Issued,
    Active,

    /// <summary>
    /// Guessed at from very many places. Never stored: it ends by itself, is not asked of the credential's own line, and does not stop what
    /// was approved before, or strangers could stop a household's purchases.
    /// </summary>
    Locked,

    /// <summary>The line moved or changed its type; it must be proved again.</summary>
    ReproofRequired,

    /// <summary>Stopped by its holder, by the household's contractor or by the operator.</summary>
    Frozen,

    /// <summary>Stopped, and its line has to be proved again besides: whoever lets it go on leaves that to do.</summary>
    FrozenUnproved,

    /// <summary>Over: given up, or the line ended or was transferred.</summary>
    Revoked,
}

/// <summary>What happens to a credential.</summary>
public enum CredentialMove
{
    ProveLine,
    Issue,
    SignIn,
    Lock,
    Unlock,
    RequireReproof,
    Reprove,
    Freeze,
    Thaw,
    Revoke,
}

/// <summary>Who stopped a credential. Only the same, or somebody who stands above, may let it go on.</summary>
public enum CredentialStopper
{
    Holder,
    Contractor,
    Operator,
}

/// <summary>The legal moves of a credential: the one table that code, tests and documentation share.</summary>
public static class CredentialTransitions
{
    public static readonly IReadOnlyList<(CredentialStatus From, CredentialMove Move, CredentialStatus To)> Edges =
    [
        (CredentialStatus.Requested, CredentialMove.ProveLine, CredentialStatus.LineProved),
        (CredentialStatus.LineProved, CredentialMove.Issue, CredentialStatus.Issued),
        (CredentialStatus.Issued, CredentialMove.SignIn, CredentialStatus.Active),
        (CredentialStatus.Active, CredentialMove.Lock, CredentialStatus.Locked),
        (CredentialStatus.Locked, CredentialMove.Unlock, CredentialStatus.Active),
        (CredentialStatus.Issued, CredentialMove.RequireReproof, CredentialStatus.ReproofRequired),
        (CredentialStatus.Active, CredentialMove.RequireReproof, CredentialStatus.ReproofRequired),
        (CredentialStatus.Locked, CredentialMove.RequireReproof, CredentialStatus.ReproofRequired),
        (CredentialStatus.ReproofRequired, CredentialMove.Reprove, CredentialStatus.Active),
        (CredentialStatus.Issued, CredentialMove.Freeze, CredentialStatus.Frozen),
        (CredentialStatus.Active, CredentialMove.Freeze, CredentialStatus.Frozen),
        (CredentialStatus.Locked, CredentialMove.Freeze, CredentialStatus.Frozen),
        (CredentialStatus.ReproofRequired, CredentialMove.Freeze, CredentialStatus.FrozenUnproved),
        (CredentialStatus.Frozen, CredentialMove.RequireReproof, CredentialStatus.FrozenUnproved),
        (CredentialStatus.Frozen, CredentialMove.Thaw, CredentialStatus.Active),
        (CredentialStatus.FrozenUnproved, CredentialMove.Thaw, CredentialStatus.ReproofRequired),
        (CredentialStatus.Issued, CredentialMove.Revoke, CredentialStatus.Revoked),
        (CredentialStatus.Active, CredentialMove.Revoke, CredentialStatus.Revoked),
        (CredentialStatus.Locked, CredentialMove.Revoke, CredentialStatus.Revoked),
        (CredentialStatus.ReproofRequired, CredentialMove.Revoke, CredentialStatus.Revoked),
        (CredentialStatus.Frozen, CredentialMove.Revoke, CredentialStatus.Revoked),
        (CredentialStatus.FrozenUnproved, CredentialMove.Revoke, CredentialStatus.Revoked),
    ];

    /// <summary>Where a move leads from a status, or null when there is no such edge.</summary>
    public static CredentialStatus? Next(CredentialStatus from, CredentialMove move)
    {
        foreach (var edge in Edges)
        {
            if (edge.From == from && edge.Move == move)
                return edge.To;
        }
        return null;
    }
}
