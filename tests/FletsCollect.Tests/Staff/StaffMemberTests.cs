using FletsCollect.Mail;
using FletsCollect.Staff;

namespace FletsCollect.Tests.Staff;

public sealed class StaffMemberTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    public static TheoryData<StaffStatus, StaffMove> EveryMove => new(
        from status in Enum.GetValues<StaffStatus>() from move in Enum.GetValues<StaffMove>() select (status, move));

    [Theory]
    [MemberData(nameof(EveryMove))]
    public void Member_moves_along_the_table_and_no_other_way(StaffStatus from, StaffMove move)
    {
        var member = MemberWho(from);
        var stamp = member.SecurityStamp;
        void Do()
        {
            switch (move)
            {
                case StaffMove.Join:
                    member.Join("hash", Now);
                    break;
                case StaffMove.Suspend:
                    member.Suspend();
                    break;
                case StaffMove.InviteAgain:
                    member.InviteAgain(Now);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(move));
            }
        }

        if (StaffTransitions.Next(from, move) is { } to)
        {
            Do();
            Assert.Equal(to, member.Status);
            Assert.NotEqual(stamp, member.SecurityStamp);
        }
        else
        {
            Assert.Throws<InvalidOperationException>(Do);
            Assert.Equal((from, stamp), (member.Status, member.SecurityStamp));
        }
    }

    [Fact]
    public void Only_an_invitation_of_its_own_and_in_its_time_counts()
    {
        var (member, token) = StaffMember.Invite("a@staff.example", "a", StaffRole.Desk, null, Now);

        Assert.True(member.IsInvitedBy(token, Now + StaffMember.InvitationLifetime - TimeSpan.FromMilliseconds(1)));
        Assert.False(member.IsInvitedBy(token, Now + StaffMember.InvitationLifetime));
        Assert.False(member.IsInvitedBy(token + "x", Now));
        var newer = member.InviteAgain(Now);
        Assert.False(member.IsInvitedBy(token, Now));
        Assert.True(member.IsInvitedBy(newer, Now));
        member.Suspend();
        Assert.False(member.IsInvitedBy(newer, Now));
    }

    [Fact]
    public void Merchants_people_need_a_merchant_and_the_operators_have_none()
    {
        Assert.Throws<ArgumentException>(() => StaffMember.Invite("a@staff.example", "a", StaffRole.Owner, null, Now));
        Assert.Throws<ArgumentException>(() => StaffMember.Invite("a@staff.example", "a", StaffRole.Approver, Guid.CreateVersion7(), Now));
    }

    /// <summary>The whole table once more, by hand: who may open what is worth reading twice.</summary>
    [Theory]
    [InlineData(StaffRole.Operator, "OperateMonth,StopIds,ViewBooks,ReviewMerchants")]
    [InlineData(StaffRole.Approver, "Approve,StopIds,ViewBooks,ReviewMerchants,ManageStaff")]
    [InlineData(StaffRole.Desk, "ServeSubscribers")]
    [InlineData(StaffRole.Owner, "ViewSales,GiveBack,ViewMoney,ManageIntegration,ManageMerchantStaff")]
    [InlineData(StaffRole.Developer, "ViewSales,ManageIntegration")]
    [InlineData(StaffRole.Bookkeeper, "ViewSales,GiveBack,ViewMoney")]
    [InlineData(StaffRole.Viewer, "ViewSales")]
    public void Role_may_what_it_is_for_and_nothing_else(StaffRole role, string permissions) =>
        Assert.Equal(permissions, string.Join(',', Enum.GetValues<StaffPermission>().Where(permission => role.May(permission))));

    [Fact]
    public void Nobody_may_both_propose_and_approve() =>
        Assert.DoesNotContain(Enum.GetValues<StaffRole>(), role => role.May(StaffPermission.OperateMonth) && role.May(StaffPermission.Approve));

    [Theory]
    [InlineData("  Hanako＠Example.JP ", "hanako@example.jp")]
    [InlineData("a.b+c@sub.example.com", "a.b+c@sub.example.com")]
    [InlineData("花子@example.jp", "花子@example.jp")]
    [InlineData("", null)]
    [InlineData("no address", null)]
    [InlineData("a@b", null)]
    [InlineData("Name <a@b.example>", null)]
    [InlineData("a@b.example, c@d.example", null)]
    public void Mail_address_has_one_form(string typed, string? stored) => Assert.Equal(stored, MailAddresses.Of(typed));

    private static StaffMember MemberWho(StaffStatus status)
    {
        var (member, _) = StaffMember.Invite("a@staff.example", "a", StaffRole.Desk, null, Now);
        if (status != StaffStatus.Invited)
            member.Join("hash", Now);
        if (status == StaffStatus.Suspended)
            member.Suspend();
        return member;
    }
}
