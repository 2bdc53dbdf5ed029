using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Jobs;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>What a member of the household buys by itself, and what waits for the contractor.</summary>
public sealed class PurchaseApprovalTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Member_buys_up_to_what_the_contractor_allows_and_asks_above(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 500);

        Assert.True((await home.ApproveAsync(Household.Order(500), by: child)).Succeeded(out _, out _));
        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(await home.ApproveAsync(Household.Order(501), by: child)));
        Assert.True((await home.ApproveAsync(Household.Order(501))).Succeeded(out _, out _));

        Assert.Equal("approval.requested", await database.ReadAsync(db => db.OutboxMessages.Select(message => message.Type).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Yes_lets_exactly_that_purchase_through_and_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        var order = Household.Order(800);
        await home.ApproveAsync(order, by: child);

        Assert.Null(await DecideAsync(database, home, approved: true));
        Assert.True((await home.ApproveAsync(order, by: child)).Succeeded(out var grant, out _));

        var approval = await database.ReadAsync(db => db.PurchaseApprovals.SingleAsync());
        Assert.Equal((PurchaseApprovalStatus.Used, (Guid?)grant.Id), (approval.Status, approval.GrantId));
        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(await home.ApproveAsync(Household.Order(800), by: child)));
    }

    [Theory, EveryDatabase]
    public async Task Yes_to_one_price_is_none_to_another(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        await home.ApproveAsync(Household.Order(800, "order-x"), by: child);
        await DecideAsync(database, home, approved: true);

        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(await home.ApproveAsync(Household.Order(900, "order-x"), by: child)));
        Assert.Equal(
            [PurchaseApprovalStatus.Expired, PurchaseApprovalStatus.Waiting],
            await database.ReadAsync(db => db.PurchaseApprovals.OrderBy(approval => approval.Amount).Select(approval => approval.Status).ToListAsync()));
    }

    [Theory, EveryDatabase]
    public async Task No_is_told_to_the_member_until_it_may_ask_again(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        var order = Household.Order(800);
        await home.ApproveAsync(order, by: child);

        Assert.Null(await DecideAsync(database, home, approved: false));
        Assert.Equal(ApprovalRefusal.DeniedByContractor, Refusal(await home.ApproveAsync(order, by: child)));
        database.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(await home.ApproveAsync(order, by: child)));
    }

    [Theory, EveryDatabase]
    public async Task Nobody_decides_what_has_waited_too_long_and_the_merchant_hears_of_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        await home.ApproveAsync(Household.Order(800), by: child);
        database.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(PurchaseDecisionRefusal.NotWaiting, await DecideAsync(database, home, approved: true));
        var run = await database.RunAsync<JobLeases, JobRun?>(leases => leases.TryTakeAsync("expire", TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal(1, await database.RunAsync<ExpirePurchaseApprovals, int>(expire => expire.ExecuteAsync(run!, CancellationToken.None)));

        Assert.Contains("approval.expired", await database.ReadAsync(db => db.OutboxMessages.Select(message => message.Type).ToListAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Member_and_neighbour_decide_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        var neighbour = await Household.AddAsync(database);
        await home.ApproveAsync(Household.Order(800), by: child);

        Assert.Equal(PurchaseDecisionRefusal.NotFound, await DecideAsync(database, home, approved: true, by: child));
        Assert.Equal(PurchaseDecisionRefusal.NotFound, await DecideAsync(database, home, approved: true, by: neighbour.Credential));
    }

    [Theory, EveryDatabase]
    public async Task Two_tabs_ask_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        var order = Household.Order(800);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => home.ApproveAsync(order, by: child))));

        Assert.All(answers, answer => Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(answer)));
        Assert.Equal(1, await database.ReadAsync(db => db.PurchaseApprovals.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Purchase_above_the_cap_of_its_ID_waits_and_a_yes_lets_that_one_through(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithCappedChildAsync(database, 1_000);

        Assert.True((await home.ApproveAsync(Household.Order(1_000), by: child)).Succeeded(out _, out _));
        var grant = await home.GrantWithYesAsync(Household.Order(5_000), child);

        Assert.Equal(201, (await home.ConfirmAsync(home.Charge(grant))).Answer.Status);
        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(await home.ApproveAsync(Household.Order(1), by: child)));
        Assert.Equal(new Yen(5_000), await database.ReadAsync(db => db.CredentialSpendings.Select(row => row.Posted).SingleAsync()));
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Yes_above_the_cap_holds_for_what_is_held_first_and_for_every_renewal(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithCappedChildAsync(database, 1_000);
        var held = await home.GrantWithYesAsync((OnceDetails)Household.Order(3_000) with { CaptureBy = database.Now.AddDays(7) }, child);
        var monthly = await home.GrantWithYesAsync(new RecurringDetails("monthly-above", "動画プラン", new Yen(2_000), Monthly.Calendar(BusinessDate.At(database.Now))), child);

        Assert.Equal(201, (await home.ConfirmAsync(home.Charge(held))).Answer.Status);
        var subscription = Monthly.Done(await home.TryStartAsync(database, monthly));
        database.MoveTo(new DateOnly(2026, 12, 1));

        Assert.Equal(new RenewalRun(1, 0, 0), await database.RenewAsync());
        Assert.Equal(2, (await database.ChargedAsync(subscription)).Count);
        await database.AssertBooksAsync();
    }

    [Theory, EveryDatabase]
    public async Task Yes_that_was_asked_for_below_the_cap_is_none_to_passing_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 0);
        var order = Household.Order(800);
        await home.ApproveAsync(order, by: child);
        Assert.Null(await DecideAsync(database, home, approved: true));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, Yen.Zero)));

        Assert.Equal(ApprovalRefusal.WaitsForContractor, Refusal(await home.ApproveAsync(order, by: child)));

        Assert.Equal(
            [(PurchaseApprovalStatus.Expired, false), (PurchaseApprovalStatus.Waiting, true)],
            (await database.ReadAsync(db => db.PurchaseApprovals.OrderBy(row => row.PassesCap).ToListAsync())).Select(row => (row.Status, row.PassesCap)));
    }

    [Theory, EveryDatabase]
    public async Task Yes_passes_no_limit_but_the_cap_of_the_ID(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithCappedChildAsync(database, 1_000);
        var grant = await home.GrantWithYesAsync(Household.Order(5_000), child);

        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapLine(new Yen(4_000))));

        Assert.Equal(ApprovalRefusal.OverLimit, Refusal(await home.ApproveAsync(Household.Order(4_001), by: child)));
        Assert.Equal(nameof(ChargeRefusal.LimitExceeded), (await home.ConfirmAsync(home.Charge(grant))).Answer.Body);
    }

    [Theory, EveryDatabase]
    public async Task Contractors_own_cap_has_nobody_to_ask(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(home.Credential.Id, new Yen(1_000))));

        Assert.Equal(ApprovalRefusal.OverCredentialLimit, Refusal(await home.ApproveAsync(Household.Order(1_001))));
    }

    [Theory, EveryDatabase]
    public async Task Industry_that_the_contractor_did_not_choose_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: null, ["コンテンツ配信"]);

        Assert.Equal(ApprovalRefusal.IndustryNotAllowed, Refusal(await home.ApproveAsync(Household.Order(100), by: child)));
        await SetAsync(database, home, child, null, [home.Merchant.Industry]);
        Assert.True((await home.ApproveAsync(Household.Order(100), by: child)).Succeeded(out _, out _));
    }

    [Theory, EveryDatabase]
    public async Task Rule_is_the_contractors_to_set_for_the_other_IDs_of_the_line(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, child) = await WithChildAsync(database, askAbove: 500);
        var neighbour = await Household.AddAsync(database);

        Assert.Equal(MemberRuleRefusal.NotYours, await SetAsync(database, child.Id, child.Id, 10_000));
        Assert.Equal(MemberRuleRefusal.NotYours, await SetAsync(database, neighbour.Credential.Id, child.Id, 10_000));
        Assert.Equal(MemberRuleRefusal.NotYours, await SetAsync(database, home.Credential.Id, home.Credential.Id, 10_000));
        Assert.Equal(MemberRuleRefusal.AmountOutOfRange, await SetAsync(database, home.Credential.Id, child.Id, -1));
    }

    private static ApprovalRefusal? Refusal(Result<ChargeGrant, ApprovalRefusal> outcome) => outcome.Succeeded(out _, out var refusal) ? null : refusal;

    private static async Task<(Household Home, Credential Child)> WithCappedChildAsync(TestDatabase database, long cap)
    {
        var (home, child) = await WithChildAsync(database, askAbove: null);
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, new Yen(cap))));
        return (home, child);
    }

    private static async Task<(Household Home, Credential Child)> WithChildAsync(TestDatabase database, long? askAbove, IReadOnlyList<string>? industries = null)
    {
        var home = await Household.AddAsync(database);
        var child = Household.CredentialOf(home.Line, database.Now, CredentialRole.Member);
        await database.AddAsync(child);
        await SetAsync(database, home, child, askAbove, industries);
        return (home, child);
    }

    private static Task<Result<MemberRule, MemberRuleRefusal>> SetAsync(TestDatabase database, Household home, Credential child, long? askAbove, IReadOnlyList<string>? industries) =>
        database.RunAsync<SetMemberRule, Result<MemberRule, MemberRuleRefusal>>(rule => rule.ExecuteAsync(home.Credential.Id, child.Id, askAbove, industries, CancellationToken.None));

    private static async Task<MemberRuleRefusal?> SetAsync(TestDatabase database, Guid by, Guid child, long askAbove) =>
        (await database.RunAsync<SetMemberRule, Result<MemberRule, MemberRuleRefusal>>(rule => rule.ExecuteAsync(by, child, askAbove, null, CancellationToken.None))).Succeeded(out _, out var refusal) ? null : refusal;

    private static async Task<PurchaseDecisionRefusal?> DecideAsync(TestDatabase database, Household home, bool approved, Credential? by = null)
    {
        var id = await database.ReadAsync(db => db.PurchaseApprovals.Select(approval => approval.Id).SingleAsync());
        var outcome = await database.RunAsync<DecidePurchaseApproval, Result<PurchaseApproval, PurchaseDecisionRefusal>>(
            decide => decide.ExecuteAsync((by ?? home.Credential).Id, id, approved, CancellationToken.None));
        return outcome.Succeeded(out _, out var refusal) ? null : refusal;
    }
}
