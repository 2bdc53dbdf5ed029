using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Subscriptions.Monthly;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>Many requests of merchants at once, against what a subscriber agreed to and what the line may spend.</summary>
public sealed class CreateChargeRaceTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task One_consent_makes_one_charge_however_many_requests_ask_at_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        var answers = await AtOnceAsync(Enumerable.Range(0, 50).Select(_ => home.Charge(grant)), home.ConfirmAsync);

        Assert.Single(answers, answer => answer.Answer.Status == 201);
        Assert.Equal(49, answers.Count(answer => answer.Answer.Body == nameof(ChargeRefusal.GrantConsumed)));
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task One_key_makes_one_charge_and_every_repeat_gets_the_first_answer(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var command = home.Charge(await home.GrantAsync(), key: "order-1-attempt-1");

        var answers = await AtOnceAsync(Enumerable.Repeat(command, 20), home.ConfirmAsync);

        var first = Assert.Single(answers, answer => !answer.Replayed);
        Assert.Equal(201, first.Answer.Status);
        Assert.All(answers, answer => Assert.Equal(first.Answer, answer.Answer));
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Charges_at_once_never_pass_the_limit_of_their_line(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grants = new List<ChargeGrant>();
        for (var order = 0; order < 200; order++)
            grants.Add(await home.GrantAsync(amount: 900));

        var answers = await AtOnceAsync(grants.Select(grant => home.Charge(grant)), home.ConfirmAsync);

        // 111 charges of 900 yen are 99,900; one more would pass 100,000.
        Assert.Equal(111, answers.Count(answer => answer.Answer.Status == 201));
        Assert.Equal(89, answers.Count(answer => answer.Answer.Body == nameof(ChargeRefusal.LimitExceeded)));
        var charged = await database.ReadAsync(db => db.Charges.SumAsync(charge => (long)charge.Amount));
        var used = await database.ReadAsync(db => db.LineLimits.SingleAsync());
        Assert.Equal(99_900, charged);
        Assert.Equal((new Yen(99_900), new Yen(100_000)), (used.Posted, used.Limit));
    }

    [Theory, EveryDatabase]
    public async Task Reservations_at_once_never_pass_what_the_line_has_left(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(10_000);
        var grants = new List<ChargeGrant>();
        for (var order = 0; order < 200; order++)
        {
            var deferred = (OnceDetails)Household.Order(900) with { CaptureBy = database.Now.AddDays(7) };
            Assert.True((await home.ApproveAsync(deferred)).Succeeded(out var grant, out _));
            grants.Add(grant);
        }

        var answers = await AtOnceAsync(grants.Select(grant => home.Charge(grant)), home.ConfirmAsync);

        // 100 reservations of 900 yen are the 90,000 that are left of 100,000.
        Assert.Equal(100, answers.Count(answer => answer.Answer.Status == 201));
        Assert.Equal(100, answers.Count(answer => answer.Answer.Body == nameof(ChargeRefusal.LimitExceeded)));
        var used = await database.ReadAsync(db => db.LineLimits.SingleAsync());
        Assert.Equal((new Yen(90_000), new Yen(10_000), used.Limit), (used.Reserved, used.Posted, used.Used));
    }

    [Theory, EveryDatabase]
    public async Task Reservations_at_once_never_pass_what_one_ID_has_left(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        await home.BuyAsync(10_000);
        var grants = new List<(ChargeGrant Grant, bool IsChilds)>();
        for (var order = 0; order < 200; order++)
        {
            var deferred = (OnceDetails)Household.Order(300) with { CaptureBy = database.Now.AddDays(7) };
            var childs = order % 2 == 0;
            grants.Add((Done(await home.ApproveAsync(deferred, by: childs ? child : home.Credential)), childs));
        }
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, new Yen(5_000))));

        var answers = await AtOnceAsync(grants, async asked => (asked.IsChilds, await home.ConfirmAsync(home.Charge(asked.Grant))));

        // 16 of the child's 300 yen are 4,800; one more would pass 5,000. The contractor's hundred all fit.
        Assert.Equal((16, 100), (answers.Count(answer => answer.IsChilds && answer.Item2.Answer.Status == 201), answers.Count(answer => !answer.IsChilds && answer.Item2.Answer.Status == 201)));
        Assert.Equal(84, answers.Count(answer => answer.Item2.Answer.Body == nameof(ChargeRefusal.CredentialLimitExceeded)));
        var used = await database.ReadAsync(db => db.CredentialSpendings.SingleAsync(row => row.CredentialId == child.Id));
        Assert.Equal(new Yen(4_800), used.Reserved);
        Assert.Equal((new Yen(34_800), new Yen(10_000)), await database.ReadAsync(db => db.LineLimits.Select(row => new ValueTuple<Yen, Yen>(row.Reserved, row.Posted)).SingleAsync()));
        Assert.Empty(await database.RunAsync<VerifyBooks, IReadOnlyList<Finding>>(verify => verify.ExecuteAsync(CancellationToken.None)));
    }

    [Theory, EveryDatabase]
    public async Task Purchases_that_are_stopped_while_many_are_charged_end_with_the_answer(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grants = new List<ChargeGrant>();
        for (var order = 0; order < 60; order++)
            grants.Add(await home.GrantAsync());
        var stopped = Task.Run(async () =>
        {
            Assert.Null(await home.ChangeAsync(new HouseholdChange.StopPurchases()));
            return await database.ReadAsync(db => db.Charges.CountAsync());
        });

        var answers = await AtOnceAsync(grants.Select(grant => home.Charge(grant)), home.ConfirmAsync);

        // Nothing was charged after the answer, and whoever came too late was told why.
        Assert.Equal(await stopped, await database.ReadAsync(db => db.Charges.CountAsync()));
        Assert.All(answers, answer => Assert.True(answer.Answer.Status == 201 || answer.Answer.Body == nameof(ChargeRefusal.PurchasesStopped)));
    }

    [Theory, EveryDatabase]
    public async Task Two_first_charges_of_a_month_share_one_limit(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        ChargeGrant[] grants = [await home.GrantAsync(), await home.GrantAsync()];

        var answers = await AtOnceAsync(grants.Select(grant => home.Charge(grant)), home.ConfirmAsync);

        Assert.All(answers, answer => Assert.Equal(201, answer.Answer.Status));
        var used = await database.ReadAsync(db => db.LineLimits.SingleAsync());
        Assert.Equal((home.Line.Number, BillingMonth.At(database.Now), new Yen(630)), (used.Line, used.Month, used.Posted));
    }

    [Theory, EveryDatabase]
    public async Task An_order_approved_in_two_tabs_at_once_has_one_consent(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var order = Household.Order();

        await AtOnceAsync(Enumerable.Repeat(order, 8), tab => home.ApproveAsync(tab));

        var grants = await database.ReadAsync(db => db.ChargeGrants.AsNoTracking().ToListAsync());
        Assert.Single(grants, grant => grant.Status == ChargeGrantStatus.Authorised);
    }

    [Theory, EveryDatabase]
    public async Task An_order_approved_by_two_people_at_once_is_the_first_ones(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var other = Household.CredentialOf(home.Line, database.Now);
        await database.AddAsync(other);
        var order = Household.Order();

        var approvals = await AtOnceAsync([home.Credential, other], person => home.ApproveAsync(order, by: person));

        Assert.Single(approvals, approval => approval.Succeeded(out _, out _));
        Assert.Single(approvals, approval => !approval.Succeeded(out _, out var refusal) && refusal == ApprovalRefusal.ReferenceInUse);
    }

    private static Task<TAnswer[]> AtOnceAsync<TRequest, TAnswer>(IEnumerable<TRequest> requests, Func<TRequest, Task<TAnswer>> ask) =>
        Task.WhenAll(requests.Select(request => Task.Run(() => ask(request))));
}
