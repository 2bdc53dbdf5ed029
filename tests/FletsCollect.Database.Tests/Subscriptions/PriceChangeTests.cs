using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Database.Tests.Subscriptions;

/// <summary>A new price of a monthly purchase: by a new consent, from the next period on, and in no other way.</summary>
public sealed class PriceChangeTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task New_price_is_charged_from_the_next_period_on_on_the_same_days(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        database.MoveTo(Day("2026-08-31"), 12);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database, Anniversary(Day("2026-08-31")));
        database.MoveTo(Day("2026-09-30"));
        await database.RenewAsync();

        var successor = Done(await ReplaceAsync(database, home, subscription, 1_200));
        var changed = await database.NowAsync(subscription);
        foreach (var day in (string[])["2026-10-31", "2026-11-30", "2026-12-31"])
        {
            database.MoveTo(Day(day));
            await database.RenewAsync();
        }

        Assert.Equal((successor.Id, new Yen(1_200), Day("2026-10-31")), (changed.GrantId, changed.Amount, changed.NextChargeOn));
        Assert.Equal([Day("2026-08-31"), Day("2026-09-30"), Day("2026-10-31"), Day("2026-11-30"), Day("2026-12-31")], await database.ChargedAsync(subscription));
        Assert.Equal([990L, 990L, 1_200L, 1_200L, 1_200L], await AmountsAsync(database));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Old_grant_and_its_tokens_end_with_the_approval_and_the_merchant_is_told(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        var token = new OpenIddictEntityFrameworkCoreToken<Guid>
        {
            Id = Guid.CreateVersion7(),
            Status = Statuses.Valid,
            Authorization = new OpenIddictEntityFrameworkCoreAuthorization<Guid> { Id = subscription.GrantId, Status = Statuses.Valid },
        };
        await database.AddAsync(token);

        var successor = Done(await ReplaceAsync(database, home, subscription, 1_200));

        var old = await database.ReadAsync(db => db.ChargeGrants.AsNoTracking().SingleAsync(grant => grant.Id == subscription.GrantId));
        Assert.Equal((ChargeGrantStatus.Replaced, null), (old.Status, old.LiveReference));
        Assert.Equal((ChargeGrantStatus.Active, old.Id, old.MerchantReference), (successor.Status, successor.ReplacesGrantId, successor.LiveReference));
        Assert.Equal((Statuses.Revoked, Statuses.Revoked), await database.ReadAsync(db => db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>().Select(row => new ValueTuple<string?, string?>(row.Status, row.Authorization!.Status)).SingleAsync()));
        Assert.Equal(ChargeRefusal.GrantEnded, Refused(await home.TryStartAsync(database, old)));
        Assert.Equal("subscription.price_changed", (await database.EventsAsync(subscription))[^1]);
        Assert.Equal(1, await database.ReadAsync(db => db.OutboxMessages.CountAsync(message => message.Type == "grant.replaced" && message.Subject == old.PublicId)));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Approving_twice_is_approving_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        var command = await CommandAsync(database, home, subscription, 1_200);

        var approvals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => home.ApproveAsync(command))));

        Assert.Single(approvals.Select(approval => Done(approval).Id).Distinct());
        Assert.Equal(2, await database.ReadAsync(db => db.ChargeGrants.CountAsync()));
        database.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await home.ApproveAsync(command)));
    }

    [Theory, EveryDatabase]
    public async Task Price_of_a_subscription_that_does_not_go_on_stays(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var (cancelled, suspended, ended, due) = (await home.SubscribeAsync(database), await home.SubscribeAsync(database), await home.SubscribeAsync(database), await home.SubscribeAsync(database));
        Done(await home.CancelAsync(database, cancelled));
        await database.ChangeAsync(db => db.Subscriptions.Single(row => row.Id == suspended.Id).Suspend());
        await database.RunAsync<RevokeGrant>(revoke => revoke.ExecuteAsync(RevokeGrantCommand.ByOperator(ended.GrantId, "suzuki", "test"), CancellationToken.None));

        foreach (var subscription in (Subscription[])[cancelled, suspended, ended])
            Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await ReplaceAsync(database, home, subscription, 1_200)));

        // The charge that is due belongs to the old price; once it is made, the new one may be agreed to.
        database.MoveTo(Day("2026-12-01"));
        Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await ReplaceAsync(database, home, due, 1_200)));
        await database.RenewAsync();
        Done(await ReplaceAsync(database, home, due, 1_200));
    }

    [Theory, EveryDatabase]
    public async Task Another_persons_and_another_merchants_grant_is_not_replaced(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, elsewhere) = (await Household.AddAsync(database), await Household.AddAsync(database));
        var child = await home.AddMemberAsync();
        var (own, foreign) = (await home.SubscribeAsync(database), await elsewhere.SubscribeAsync(database));

        Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await ReplaceAsync(database, home, own, 1_200, by: child)));
        Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await ReplaceAsync(database, home, foreign, 1_200)));
        var never = await CommandAsync(database, home, own, 1_200);
        Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await home.ApproveAsync(never with { Replaces = Guid.CreateVersion7() })));
        Assert.Equal(new Yen(990), (await database.NowAsync(own)).Amount);
    }

    [Theory, EveryDatabase]
    public async Task Nothing_but_price_text_and_plan_may_change(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        var command = await CommandAsync(database, home, subscription, 1_200);
        var details = (RecurringDetails)command.Details;
        ChargeDetails[] others =
        [
            details with { MerchantReference = "another" },
            details with { Schedule = details.Schedule with { Months = 3 } },
            details with { Schedule = details.Schedule with { Align = CycleAlignment.Anniversary } },
            details with { Schedule = details.Schedule with { Start = details.Schedule.Start.AddDays(1) } },
            new OnceDetails(details.MerchantReference, details.Description, details.Amount),
        ];

        foreach (var other in others)
            Assert.Equal(ApprovalRefusal.NotReplaceable, Refused(await home.ApproveAsync(command with { Details = other })));

        Done(await home.ApproveAsync(command with { Details = details with { Description = "動画プラン プレミアム", Plan = "premium" } }));
        var changed = await database.NowAsync(subscription);
        Assert.Equal(("動画プラン プレミアム", "premium"), (changed.Description, changed.Plan));
    }

    [Theory, EveryDatabase]
    public async Task New_price_is_held_against_the_limit_of_its_own_month(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        await home.BuyAsync(49_000);
        await home.BuyAsync(49_000);

        Done(await ReplaceAsync(database, home, subscription, 5_000));

        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(new Yen(5_000))));
        Assert.Equal(ApprovalRefusal.OverLimit, Refused(await ReplaceAsync(database, home, await database.NowAsync(subscription), 5_001)));
    }

    [Theory, EveryDatabase]
    public async Task Renewal_and_approval_at_once_charge_each_period_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var subscription = await home.SubscribeAsync(database);
        database.MoveTo(Day("2026-12-01"));
        var command = await CommandAsync(database, home, subscription, 1_200);

        var renewal = Task.Run(() => database.RenewAsync());
        var approvals = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => home.ApproveAsync(command))));
        await renewal;

        Assert.Equal([990L, 990L], await AmountsAsync(database));
        Assert.All(approvals, approval => Assert.True(approval.Succeeded(out _, out var refusal) || refusal == ApprovalRefusal.NotReplaceable));
        await database.AssertBooksAsync();
    }

    private static async Task<Result<ChargeGrant, ApprovalRefusal>> ReplaceAsync(TestDatabase database, Household home, Subscription subscription, long amount, Credential? by = null) =>
        await home.ApproveAsync(await CommandAsync(database, home, subscription, amount, by));

    private static async Task<ApproveChargeCommand> CommandAsync(TestDatabase database, Household home, Subscription subscription, long amount, Credential? by = null)
    {
        var present = await database.ReadAsync(db => db.ChargeGrants.AsNoTracking().SingleAsync(grant => grant.Id == subscription.GrantId));
        var details = (RecurringDetails)present.Details with { Amount = new Yen(amount) };
        var consent = home.ConsentTo(details, by);
        return new ApproveChargeCommand(home.Merchant.Code, (by ?? home.Credential).Id, home.Address, details, consent, consent.Hash(), Replaces: present.Id);
    }

    private static Task<List<long>> AmountsAsync(TestDatabase database) =>
        database.ReadAsync(db => db.Charges.OrderBy(charge => charge.Id).Select(charge => (long)charge.Amount).ToListAsync());
}
