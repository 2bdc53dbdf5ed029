using FletsCollect.Server.Database;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Desk;
using FletsCollect.Staff;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Support;

/// <summary>What the desk asks the database, on every kind of it.</summary>
public sealed class DeskQueriesTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Subscriber_is_found_by_each_of_its_numbers_and_shown_with_the_latest(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);
        var charge = await home.BuyAsync();
        await neighbour.BuyAsync();
        var reference = await database.ReadAsync(db => db.Charges.Where(row => row.Id == charge).Select(row => row.MerchantReference).SingleAsync());
        var member = new StaffIdentity(Guid.CreateVersion7(), "窓口", StaffRole.Desk, null, TestDatabase.Start);
        var places = new LinePlaces(new EphemeralDataProtectionProvider());
        Task<IReadOnlyList<Found>> FindAsync(string typed) => database.ReadAsync(db => database.RunAsync<UnitOfWork, IReadOnlyList<Found>>(unitOfWork =>
            new DeskSearch(db, unitOfWork, places, database.Clock).FindAsync(typed, member, CancellationToken.None)));

        foreach (var typed in (string[])[home.Credential.UserName!, home.Line.Number.Value, home.Line.CustomerNumber, PublicId.Format(PublicId.Charge, charge), reference])
            Assert.Single(await FindAsync(typed));
        Assert.Empty(await FindAsync("none"));
        var lists = await database.ReadAsync(db => DeskLists.ReadAsync(db, home.Line.Number, [home.Credential], database.Now, CancellationToken.None));

        Assert.Equal(charge, Assert.Single(lists.Charges).Charge.Id);
        Assert.Equal(home.Merchant.DisplayName, lists.Charges[0].Merchant);
        Assert.Equal(6, await database.ReadAsync(db => db.AuditEntries.CountAsync(entry => entry.Action == "desk.searched")));
        Assert.Equal(home.Line.Number, places.Read(places.AddressOf(home.Line.Number)["/desk/lines/".Length..]));
        Assert.Null(places.Read(home.Line.Number.Value));
    }
}
