using FletsCollect.Lines;
using FletsCollect.Subscribers;

namespace FletsCollect.Tests.Subscribers;

/// <summary>Every pair of status and move (domain.md §3).</summary>
public sealed class CredentialTransitionsTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    /// <summary>The table once more, by hand: what it says was decided, not derived.</summary>
    private static readonly Dictionary<(CredentialStatus, CredentialMove), CredentialStatus> Allowed = new()
    {
        [(CredentialStatus.Requested, CredentialMove.ProveLine)] = CredentialStatus.LineProved,
        [(CredentialStatus.LineProved, CredentialMove.Issue)] = CredentialStatus.Issued,
        [(CredentialStatus.Issued, CredentialMove.SignIn)] = CredentialStatus.Active,
        [(CredentialStatus.Issued, CredentialMove.RequireReproof)] = CredentialStatus.ReproofRequired,
        [(CredentialStatus.Issued, CredentialMove.Freeze)] = CredentialStatus.Frozen,
        [(CredentialStatus.Issued, CredentialMove.Revoke)] = CredentialStatus.Revoked,
        [(CredentialStatus.Active, CredentialMove.Lock)] = CredentialStatus.Locked,
        [(CredentialStatus.Active, CredentialMove.RequireReproof)] = CredentialStatus.ReproofRequired,
        [(CredentialStatus.Active, CredentialMove.Freeze)] = CredentialStatus.Frozen,
        [(CredentialStatus.Active, CredentialMove.Revoke)] = CredentialStatus.Revoked,
        [(CredentialStatus.Locked, CredentialMove.Unlock)] = CredentialStatus.Active,
        [(CredentialStatus.Locked, CredentialMove.RequireReproof)] = CredentialStatus.ReproofRequired,
        [(CredentialStatus.Locked, CredentialMove.Freeze)] = CredentialStatus.Frozen,
        [(CredentialStatus.Locked, CredentialMove.Revoke)] = CredentialStatus.Revoked,
        [(CredentialStatus.ReproofRequired, CredentialMove.Reprove)] = CredentialStatus.Active,
        [(CredentialStatus.ReproofRequired, CredentialMove.Revoke)] = CredentialStatus.Revoked,
        [(CredentialStatus.ReproofRequired, CredentialMove.Freeze)] = CredentialStatus.FrozenUnproved,
        [(CredentialStatus.Frozen, CredentialMove.RequireReproof)] = CredentialStatus.FrozenUnproved,
        [(CredentialStatus.Frozen, CredentialMove.Thaw)] = CredentialStatus.Active,
        [(CredentialStatus.Frozen, CredentialMove.Revoke)] = CredentialStatus.Revoked,
        [(CredentialStatus.FrozenUnproved, CredentialMove.Thaw)] = CredentialStatus.ReproofRequired,
        [(CredentialStatus.FrozenUnproved, CredentialMove.Revoke)] = CredentialStatus.Revoked,
    };

    [Fact]
    public void Table_has_exactly_the_edges_that_were_decided()
    {
        foreach (var from in Enum.GetValues<CredentialStatus>())
        {
            foreach (var move in Enum.GetValues<CredentialMove>())
                Assert.Equal(Allowed.TryGetValue((from, move), out var to) ? to : null, CredentialTransitions.Next(from, move));
        }
    }

    [Fact]
    public void New_credential_is_issued_and_becomes_active_with_its_first_sign_in()
    {
        var credential = Issued();
        Assert.Equal(CredentialStatus.Issued, credential.Status);

        credential.Move(CredentialMove.SignIn, Now);

        Assert.Equal(CredentialStatus.Active, credential.Status);
    }

    [Fact]
    public void Move_that_the_table_does_not_have_is_a_defect()
    {
        var credential = Issued();
        credential.Move(CredentialMove.Revoke, Now);

        Assert.False(credential.CanMove(CredentialMove.Thaw, Now));
        Assert.Throws<InvalidOperationException>(() => credential.Move(CredentialMove.Thaw, Now));
    }

    [Fact]
    public void Lock_out_ends_by_itself_and_is_never_the_stored_status()
    {
        var credential = Issued();
        credential.Move(CredentialMove.SignIn, Now);

        credential.Move(CredentialMove.Lock, Now);

        Assert.Equal((CredentialStatus.Locked, CredentialStatus.Active), (credential.StateAt(Now), credential.Status));
        Assert.Equal(CredentialStatus.Active, credential.StateAt(Now + FailedAttempt.Window));
    }

    [Theory]
    [InlineData(CredentialStopper.Holder, CredentialStopper.Holder, true)]
    [InlineData(CredentialStopper.Holder, CredentialStopper.Contractor, true)]
    [InlineData(CredentialStopper.Contractor, CredentialStopper.Holder, false)]
    [InlineData(CredentialStopper.Operator, CredentialStopper.Holder, false)]
    [InlineData(CredentialStopper.Operator, CredentialStopper.Contractor, false)]
    [InlineData(CredentialStopper.Operator, CredentialStopper.Operator, true)]
    public void Frozen_credential_is_thawed_by_who_froze_it_or_stands_above(CredentialStopper by, CredentialStopper who, bool may)
    {
        var credential = Issued();
        credential.Freeze(by, Now);

        Assert.Equal(may, credential.MayBeThawedBy(who));
    }

    [Theory]
    [InlineData(CredentialMove.Freeze, CredentialMove.RequireReproof)]
    [InlineData(CredentialMove.RequireReproof, CredentialMove.Freeze)]
    public void Credential_that_is_stopped_and_has_to_be_proved_again_keeps_both_until_each_is_ended(CredentialMove first, CredentialMove second)
    {
        var credential = Issued();
        foreach (var move in (CredentialMove[])[first, second])
        {
            if (move == CredentialMove.Freeze)
                credential.Freeze(CredentialStopper.Contractor, Now);
            else
                credential.Move(move, Now);
        }
        Assert.True(credential.IsFrozen);
        Assert.False(credential.MayBeThawedBy(CredentialStopper.Holder));
        Assert.False(credential.CanMove(CredentialMove.Reprove, Now));

        credential.Move(CredentialMove.Thaw, Now);
        Assert.Equal((CredentialStatus.ReproofRequired, null), (credential.Status, credential.StoppedBy));
        credential.Move(CredentialMove.Reprove, Now);
        Assert.Equal(CredentialStatus.Active, credential.Status);
    }

    private static Credential Issued() => Credential.Issue("fc0000000001", new LineNumber("CAF0000000001"), CredentialRole.Contractor, Now);
}
