using System.Net;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>What a household lets itself spend: by whom it is changed, from where, and which purchases it stops.</summary>
public sealed class ChangeHouseholdTests(Databases databases)
{
    private static readonly IPAddress Elsewhere = new([203, 0, 113, 9]);

    [Theory, EveryDatabase]
    public async Task Cap_is_lowered_from_anywhere_and_raised_only_on_the_line(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(new Yen(3_000)), from: Elsewhere));
        Assert.Equal(ApprovalRefusal.OverLimit, Refused(await home.ApproveAsync(Household.Order(3_001))));
        Assert.Equal(HouseholdRefusal.LineNotProved, await home.ChangeAsync(new HouseholdChange.CapLine(new Yen(4_000)), from: Elsewhere));
        Assert.Equal(HouseholdRefusal.LineNotProved, await home.ChangeAsync(new HouseholdChange.CapLine(null), from: Elsewhere));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(new Yen(4_000))));

        Done(await home.ApproveAsync(Household.Order(4_000)));
        Assert.Equal(ApprovalRefusal.OverLimit, Refused(await home.ApproveAsync(Household.Order(4_001))));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(null)));
        Done(await home.ApproveAsync(Household.Order(50_000)));
        var proofs = await database.ReadAsync(db => db.LineProofs.CountAsync(proof => proof.Purpose == LineProofPurpose.HouseholdChange && proof.UsedAt != null));
        Assert.Equal(2, proofs);
    }

    [Theory, EveryDatabase]
    public async Task Cap_below_what_is_spent_stops_the_next_charge_and_touches_no_earlier_one(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(5_000);
        var held = await home.ReserveAsync(2_000);
        var grant = await home.GrantAsync(1_000);

        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(Yen.Zero)));

        Assert.Equal(nameof(ChargeRefusal.LimitExceeded), (await home.ConfirmAsync(home.Charge(grant))).Answer.Body);
        Done(await home.ConfirmReservedAsync(held));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabaseWith(-1_000L), EveryDatabaseWith(1L), EveryDatabaseWith(1_500L), EveryDatabaseWith(101_000L)]
    public async Task Cap_that_is_no_step_is_refused(DatabaseKind kind, long yen)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        Assert.Equal(HouseholdRefusal.NotAStep, await home.ChangeAsync(new HouseholdChange.CapLine(new Yen(yen))));
        Assert.Equal(HouseholdRefusal.NotAStep, await home.ChangeAsync(new HouseholdChange.CapCredential(home.Credential.Id, new Yen(yen))));
        Assert.Equal(0, await database.ReadAsync(db => db.HouseholdRules.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Member_may_freeze_the_own_ID_and_nothing_else(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        HouseholdChange[] changes =
        [
            new HouseholdChange.CapLine(Yen.Zero), new HouseholdChange.CapCredential(child.Id, Yen.Zero), new HouseholdChange.StopPurchases(), new HouseholdChange.AllowPurchases(),
            new HouseholdChange.BlockMerchant(home.Merchant.Id), new HouseholdChange.UnblockMerchant(home.Merchant.Id),
            new HouseholdChange.FreezeCredential(home.Credential.Id), new HouseholdChange.UnfreezeCredential(child.Id),
        ];

        foreach (var change in changes)
            Assert.Equal(HouseholdRefusal.NotContractor, await home.ChangeAsync(change, by: child));

        Assert.Null(await home.ChangeAsync(new HouseholdChange.FreezeCredential(child.Id), by: child, from: Elsewhere));
        Assert.Equal(ApprovalRefusal.CredentialNotActive, Refused(await home.ApproveAsync(Household.Order(), by: child)));
        Done(await home.ApproveAsync(Household.Order()));
    }

    [Theory, EveryDatabase]
    public async Task ID_of_another_line_is_not_there(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, other) = (await Household.AddAsync(database), await Household.AddAsync(database));

        Assert.Equal(HouseholdRefusal.CredentialNotFound, await home.ChangeAsync(new HouseholdChange.CapCredential(other.Credential.Id, Yen.Zero)));
        Assert.Equal(HouseholdRefusal.CredentialNotFound, await home.ChangeAsync(new HouseholdChange.FreezeCredential(other.Credential.Id)));
        Assert.Equal(HouseholdRefusal.MerchantNotFound, await home.ChangeAsync(new HouseholdChange.BlockMerchant(Guid.CreateVersion7())));
    }

    [Theory, EveryDatabase]
    public async Task What_was_approved_before_is_refused_by_every_rule_at_the_charge(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        (HouseholdChange Change, HouseholdChange Back, ChargeRefusal Refusal, ApprovalRefusal Approval)[] rules =
        [
            (new HouseholdChange.CapLine(Yen.Zero), new HouseholdChange.CapLine(null), ChargeRefusal.LimitExceeded, ApprovalRefusal.OverLimit),
            (new HouseholdChange.CapCredential(child.Id, Yen.Zero), new HouseholdChange.CapCredential(child.Id, null), ChargeRefusal.CredentialLimitExceeded, ApprovalRefusal.WaitsForContractor),
            (new HouseholdChange.StopPurchases(), new HouseholdChange.AllowPurchases(), ChargeRefusal.PurchasesStopped, ApprovalRefusal.PurchasesStopped),
            (new HouseholdChange.BlockMerchant(home.Merchant.Id), new HouseholdChange.UnblockMerchant(home.Merchant.Id), ChargeRefusal.MerchantBlocked, ApprovalRefusal.MerchantBlocked),
            (new HouseholdChange.FreezeCredential(child.Id), new HouseholdChange.UnfreezeCredential(child.Id), ChargeRefusal.PayerUnavailable, ApprovalRefusal.CredentialNotActive),
        ];
        foreach (var rule in rules)
        {
            var grant = await home.GrantAsync(by: child);
            Assert.Null(await home.ChangeAsync(rule.Change));
            Assert.Null(await home.ChangeAsync(rule.Change));

            Assert.Equal(rule.Refusal.ToString(), (await home.ConfirmAsync(home.Charge(grant))).Answer.Body);
            Assert.Equal(rule.Approval, Refused(await home.ApproveAsync(Household.Order(), by: child)));

            Assert.Equal(HouseholdRefusal.LineNotProved, await home.ChangeAsync(rule.Back, from: Elsewhere));
            Assert.Null(await home.ChangeAsync(rule.Back));
            Assert.Equal(201, (await home.ConfirmAsync(home.Charge(grant))).Answer.Status);
        }
        // Each change is told once, however often it is asked for.
        Assert.Equal(10, await database.ReadAsync(db => db.HouseholdRules.Select(row => row.Version).SingleAsync()));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Renewal_is_refused_by_a_block_and_comes_when_that_is_lifted(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        Assert.Null(await home.ChangeAsync(new HouseholdChange.BlockMerchant(home.Merchant.Id)));
        database.MoveTo(Day("2026-12-01"));

        Assert.Equal(new RenewalRun(0, 1, 0), await database.RenewAsync());
        Assert.Null(await home.ChangeAsync(new HouseholdChange.UnblockMerchant(home.Merchant.Id)));
        database.MoveTo(Day("2026-12-02"));
        Assert.Equal(new RenewalRun(1, 0, 0), await database.RenewAsync());

        Assert.Equal([Day("2026-11-10"), Day("2026-12-01")], await database.ChargedAsync(subscription));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task What_is_given_back_is_given_back_to_the_ID_too(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, new Yen(1_000))));
        var answer = await home.ConfirmAsync(home.Charge(await home.GrantAsync(1_000, by: child)));
        Assert.True(PublicId.TryParse(PublicId.Charge, answer.Answer.Body, out var charge));
        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refused(await home.ApproveAsync(Household.Order(1), by: child)));

        Done(await home.RefundAsync(charge, 400));

        Assert.Equal(201, (await home.ConfirmAsync(home.Charge(await home.GrantAsync(400, by: child)))).Answer.Status);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Household_that_takes_a_line_over_begins_without_rules(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync();
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(Yen.Zero)));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.StopPurchases()));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.BlockMerchant(home.Merchant.Id)));
        await database.RunAsync<FletsCollectDbContext, int>(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, CredentialStatus.Revoked)));

        var successor = Done(await database.RunAsync<IssueCredential, Result<Credential, LineRefusal>>(
            issue => issue.ExecuteAsync(home.Address, home.Line.CustomerNumber, "correct horse battery", CancellationToken.None)));
        await database.ChangeAsync(db => db.Users.Single(row => row.Id == successor.Id).Move(CredentialMove.SignIn, database.Now));

        Assert.Equal(201, (await home.ConfirmAsync(home.Charge(await home.GrantAsync(by: successor)))).Answer.Status);
    }

    [Theory, EveryDatabase]
    public async Task First_ID_of_a_line_is_its_contractors(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var line = Household.LineOf(880_000 + (int)kind);
        var address = new IPAddress([10, 200, 0, (byte)kind]);
        await database.AddAsync(line);
        await home.ConnectAsync(line, address);

        var first = Done(await IssueAsync());
        var second = Done(await IssueAsync());

        Assert.Equal((CredentialRole.Contractor, CredentialRole.Member), (first.Role, second.Role));

        Task<Result<Credential, LineRefusal>> IssueAsync() => database.RunAsync<IssueCredential, Result<Credential, LineRefusal>>(
            issue => issue.ExecuteAsync(address, line.CustomerNumber, "correct horse battery", CancellationToken.None));
    }
}
