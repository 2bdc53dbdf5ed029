using FletsCollect.Audit;
using FletsCollect.Server.Database;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Staff;

/// <summary>Who is invited to a staff, and who is suspended from it.</summary>
public sealed class StaffTests(Databases databases)
{
    private static readonly AuditActor Boss = AuditActor.Person("test");

    [Theory, EveryDatabase]
    public async Task One_address_is_one_member_of_one_staff(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var other = await Household.AddAsync(database);
        Assert.Null(await InviteAsync(database, "a@shop.example", StaffRole.Owner, home.Merchant.Code));

        Assert.Null(await InviteAsync(database, "A@shop.example ", StaffRole.Owner, home.Merchant.Code));
        Assert.Equal(InviteStaffRefusal.AddressTaken, await InviteAsync(database, "a@shop.example", StaffRole.Viewer, home.Merchant.Code));
        Assert.Equal(InviteStaffRefusal.AddressTaken, await InviteAsync(database, "a@shop.example", StaffRole.Owner, other.Merchant.Code));
        Assert.Equal(InviteStaffRefusal.AddressTaken, await InviteAsync(database, "a@shop.example", StaffRole.Desk));
        Assert.Equal(1, await database.ReadAsync(db => db.StaffMembers.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_invited_is_refused_and_leaves_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        Assert.Equal(InviteStaffRefusal.NotAMailAddress, await InviteAsync(database, "nowhere", StaffRole.Desk));
        Assert.Equal(InviteStaffRefusal.NotAName, await InviteAsync(database, "a@shop.example", StaffRole.Desk, name: " "));
        Assert.Equal(InviteStaffRefusal.MerchantNotFound, await InviteAsync(database, "a@shop.example", StaffRole.Owner, "nobody"));
        Assert.Equal(InviteStaffRefusal.RoleOfOthers, await InviteAsync(database, "a@shop.example", StaffRole.Owner));
        Assert.Equal(InviteStaffRefusal.RoleOfOthers, await InviteAsync(database, "a@shop.example", StaffRole.Desk, home.Merchant.Code));
        Assert.Equal(0, await database.ReadAsync(db => db.StaffMembers.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Two_who_invite_one_address_at_once_make_one_member(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);

        var refusals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => InviteAsync(database, "a@shop.example", StaffRole.Desk))));

        Assert.All(refusals, refusal => Assert.Null(refusal));
        Assert.Equal(1, await database.ReadAsync(db => db.StaffMembers.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Member_of_another_merchant_is_out_of_reach(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, other) = (await Household.AddAsync(database), await Household.AddAsync(database));
        var owner = await JoinAsync(database, "a@shop.example", StaffRole.Owner, home.Merchant.Code);

        Assert.Equal(SuspendStaffRefusal.MemberNotFound, await SuspendAsync(database, owner.Id, other.Merchant.Id));
        Assert.Equal(SuspendStaffRefusal.MemberNotFound, await SuspendAsync(database, owner.Id, null));
        Assert.False((await database.RunAsync<InviteStaff, Result<StaffInvitation, InviteStaffRefusal>>(invite => invite.AgainAsync(owner.Id, other.Merchant.Id, Boss, CancellationToken.None))).Succeeded(out _, out _));
        Assert.Equal(StaffStatus.Active, await database.ReadAsync(db => db.StaffMembers.Select(row => row.Status).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Last_owner_stays_also_when_two_suspend_one_another_at_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var first = await JoinAsync(database, "a@shop.example", StaffRole.Owner, home.Merchant.Code);
        var second = await JoinAsync(database, "b@shop.example", StaffRole.Owner, home.Merchant.Code);
        var viewer = await JoinAsync(database, "c@shop.example", StaffRole.Viewer, home.Merchant.Code);

        var refusals = await Task.WhenAll(new[] { first, second }.Select(member => Task.Run(() => SuspendAsync(database, member.Id, home.Merchant.Id))));

        Assert.Equal([null, SuspendStaffRefusal.LastInCharge], refusals.OrderBy(refusal => refusal.HasValue));
        Assert.Null(await SuspendAsync(database, viewer.Id, home.Merchant.Id));
        Assert.Equal(SuspendStaffRefusal.SuspendedAlready, await SuspendAsync(database, viewer.Id, home.Merchant.Id));
        Assert.Equal(1, await database.ReadAsync(db => db.StaffMembers.CountAsync(row => row.Status == StaffStatus.Active)));
    }

    private static async Task<InviteStaffRefusal?> InviteAsync(TestDatabase database, string mailAddress, StaffRole role, string? merchant = null, string name = "花子") =>
        (await database.RunAsync<InviteStaff, Result<StaffInvitation, InviteStaffRefusal>>(invite => invite.ExecuteAsync(new InviteStaffCommand(mailAddress, name, role, merchant, Boss), CancellationToken.None)))
            .Succeeded(out _, out var refusal) ? null : refusal;

    private static async Task<StaffMember> JoinAsync(TestDatabase database, string mailAddress, StaffRole role, string? merchant)
    {
        Assert.Null(await InviteAsync(database, mailAddress, role, merchant));
        return await database.RunAsync<UnitOfWork, StaffMember>(unitOfWork => unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var member = await db.StaffMembers.SingleAsync(row => row.MailAddress == mailAddress, token);
                member.Join("hash", database.Now);
                return member;
            },
            CancellationToken.None));
    }

    private static async Task<SuspendStaffRefusal?> SuspendAsync(TestDatabase database, Guid id, Guid? merchant) =>
        (await database.RunAsync<SuspendStaff, Result<StaffMember, SuspendStaffRefusal>>(suspend => suspend.ExecuteAsync(id, merchant, Boss, CancellationToken.None))).Succeeded(out _, out var refusal) ? null : refusal;
}
