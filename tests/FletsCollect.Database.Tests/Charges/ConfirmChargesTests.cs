using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>Charges that are committed together: each is decided by itself, and all leave what each alone would leave.</summary>
public sealed class ConfirmChargesTests(Databases databases)
{
    private static int proofs;

    [Theory, EveryDatabase]
    public async Task Refused_charge_does_not_take_the_others_of_its_group_with_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var good = home.Charge(await home.GrantAsync(), key: "good");
        var dearer = home.Charge(await home.GrantAsync()) with { Amount = new Yen(316) };
        var unknown = home.Charge(await home.GrantAsync()) with { GrantId = Guid.CreateVersion7() };

        var answers = await TogetherAsync(database, good, dearer, unknown, good, good with { Idempotency = new IdempotencyKey("good", CreateCharge.Operation, "another body") });

        Assert.Equal([nameof(ChargeRefusal.AmountMismatch), nameof(ChargeRefusal.GrantNotFound)], answers.Skip(1).Take(2).Select(answer => answer.Answer.Body));
        Assert.Equal((201, false), (answers[0].Answer.Status, answers[0].Replayed));
        Assert.Equal((answers[0].Answer, true), (answers[3].Answer, answers[3].Replayed));
        Assert.Equal(nameof(ChargeRefusal.IdempotencyKeyReused), answers[4].Answer.Body);
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Grant_is_charged_once_though_two_of_a_group_ask_for_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();

        var answers = await TogetherAsync(database, home.Charge(grant), home.Charge(grant));

        Assert.Equal([201, 409], answers.Select(answer => answer.Answer.Status));
        Assert.Equal(nameof(ChargeRefusal.GrantConsumed), answers[1].Answer.Body);
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Group_stays_within_the_limit_of_its_line(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(40_000);
        CreateChargeCommand[] commands = [home.Charge(await home.GrantAsync(30_000)), home.Charge(await home.GrantAsync(40_000)), home.Charge(await home.GrantAsync(30_000))];

        var answers = await TogetherAsync(database, commands);

        Assert.Equal([201, 409, 201], answers.Select(answer => answer.Answer.Status));
        Assert.Equal(new Yen(100_000), await database.ReadAsync(db => db.LineLimits.Select(limit => limit.Posted).SingleAsync()));
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Group_stays_within_the_cap_of_each_ID(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        await home.ConfirmAsync(home.Charge(await home.GrantAsync(1_000, by: child)));
        CreateChargeCommand[] commands =
            [home.Charge(await home.GrantAsync(1_500, by: child)), home.Charge(await home.GrantAsync(1_500, by: child)), home.Charge(await home.GrantAsync(1_500)), home.Charge(await home.GrantAsync(500, by: child))];
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, new Yen(3_000))));

        var answers = await TogetherAsync(database, commands);

        Assert.Equal([201, 409, 201, 201], answers.Select(answer => answer.Answer.Status));
        Assert.Equal(nameof(ChargeRefusal.CredentialLimitExceeded), answers[1].Answer.Body);
        Assert.Equal(new Yen(3_000), await database.ReadAsync(db => db.CredentialSpendings.Where(row => row.CredentialId == child.Id).Select(row => row.Posted).SingleAsync()));
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Group_lets_pass_the_cap_only_what_the_contractor_let_pass(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        await home.ConfirmAsync(home.Charge(await home.GrantAsync(1_000, by: child)));
        var (within, beyond) = (await home.GrantAsync(1_000, by: child), await home.GrantAsync(1, by: child));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, new Yen(2_000))));
        var (allowed, another) = (await home.GrantWithYesAsync(Household.Order(5_000), child), await home.GrantWithYesAsync(Household.Order(6_000), child));

        Assert.Equal([201, 201, 409], (await TogetherAsync(database, [home.Charge(within), home.Charge(allowed), home.Charge(beyond)])).Select(answer => answer.Answer.Status));
        Assert.Equal([201], (await TogetherAsync(database, [home.Charge(another)])).Select(answer => answer.Answer.Status));

        Assert.Equal(new Yen(13_000), await database.ReadAsync(db => db.CredentialSpendings.Where(row => row.CredentialId == child.Id).Select(row => row.Posted).SingleAsync()));
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Grant_of_another_merchant_is_not_found(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var (home, other) = (await Household.AddAsync(database), await Household.AddAsync(database));

        var answers = await TogetherAsync(database, home.Charge(await home.GrantAsync()) with { MerchantCode = other.Merchant.Code });

        Assert.Equal([nameof(ChargeRefusal.GrantNotFound)], answers.Select(answer => answer.Answer.Body));
        Assert.Equal(0, await database.ReadAsync(db => db.Charges.CountAsync()));
    }

    [Fact]
    public async Task Group_that_another_server_overtakes_is_decided_again_within_the_limit_of_the_line()
    {
        // SQLite's one writer overtakes nobody.
        await using var database = await databases.OpenAsync(DatabaseKind.PostgreSql);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(40_000);
        var (overtaken, other) = (home.Charge(await home.GrantAsync(50_000)), home.Charge(await home.GrantAsync(30_000)));

        var answer = await OvertakenAsync(database, overtaken, () => home.ConfirmAsync(other));

        Assert.Equal(nameof(ChargeRefusal.LimitExceeded), answer.Answer.Body);
        Assert.Equal(new Yen(70_000), await database.ReadAsync(db => db.LineLimits.Select(limit => limit.Posted).SingleAsync()));
    }

    [Fact]
    public async Task Group_that_another_server_overtakes_is_decided_again_within_the_cap_of_the_ID()
    {
        await using var database = await databases.OpenAsync(DatabaseKind.PostgreSql);
        var home = await Household.AddAsync(database);
        var child = await home.AddMemberAsync();
        await home.ConfirmAsync(home.Charge(await home.GrantAsync(1_000, by: child)));
        var (overtaken, other) = (home.Charge(await home.GrantAsync(1_500, by: child)), home.Charge(await home.GrantAsync(1_000, by: child)));
        Assert.Null(await home.ChangeAsync(new HouseholdChange.CapCredential(child.Id, new Yen(3_000))));

        var answer = await OvertakenAsync(database, overtaken, () => home.ConfirmAsync(other));

        Assert.Equal(nameof(ChargeRefusal.CredentialLimitExceeded), answer.Answer.Body);
        Assert.Equal(new Yen(2_000), await database.ReadAsync(db => db.CredentialSpendings.Where(row => row.CredentialId == child.Id).Select(row => row.Posted).SingleAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Group_that_was_decided_by_older_rules_is_decided_again(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync();
        var commands = new List<CreateChargeCommand>();
        for (var order = 0; order < 40; order++)
            commands.Add(home.Charge(await home.GrantAsync()));
        var stopped = Task.Run(async () =>
        {
            Assert.Null(await home.ChangeAsync(new HouseholdChange.BlockMerchant(home.Merchant.Id)));
            return await database.ReadAsync(db => db.Charges.CountAsync());
        });

        var answers = (await Task.WhenAll(commands.Chunk(2).Select(group => Task.Run(() => TogetherAsync(database, group))))).SelectMany(group => group).ToList();

        Assert.Equal(await stopped, await database.ReadAsync(db => db.Charges.CountAsync()));
        Assert.All(answers, answer => Assert.True(answer.Answer.Status == 201 || answer.Answer.Body == nameof(ChargeRefusal.MerchantBlocked)));
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Groups_at_once_never_pass_the_limit_of_a_line_and_charge_no_grant_twice(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var commands = new List<CreateChargeCommand>();
        for (var order = 0; order < 60; order++)
            commands.Add(home.Charge(await home.GrantAsync(amount: 1_800)));

        // Each charge is asked for twice under its key, in groups that race one another.
        var answers = (await Task.WhenAll(commands.Concat(commands).Chunk(10).Select(group => Task.Run(() => TogetherAsync(database, group))))).SelectMany(group => group).ToList();

        Assert.Equal(55, answers.Count(answer => answer is { Replayed: false, Answer.Status: 201 }));
        Assert.Equal(60, answers.Count(answer => answer.Replayed));
        Assert.Equal(55, await database.ReadAsync(db => db.Charges.CountAsync()));
        Assert.Equal(new Yen(99_000), await database.ReadAsync(db => db.LineLimits.Select(limit => limit.Posted).SingleAsync()));
        await AssertSoundAsync(database);
    }

    [Theory, EveryDatabase]
    public async Task Revoked_token_and_used_proof_charge_nothing_and_keep_nothing_under_the_key(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var (first, second, third) = (home.Charge(await home.GrantAsync()), home.Charge(await home.GrantAsync()), home.Charge(await home.GrantAsync()));
        var proof = Proof(database);

        var answers = await ExecuteAsync(
            database, again: false,
            new PendingCharge(first, await TokenAsync(database, Statuses.Revoked), Proof(database), Household.Render),
            new PendingCharge(second, await TokenAsync(database, Statuses.Valid, Statuses.Revoked), Proof(database), Household.Render),
            new PendingCharge(third, await TokenAsync(database), proof, Household.Render),
            new PendingCharge(third with { Idempotency = third.Idempotency with { Key = "other" } }, await TokenAsync(database), proof, Household.Render));

        Assert.Equal([TokenRefusal.TokenEnded, TokenRefusal.TokenEnded, null, TokenRefusal.ProofUsed], answers.Select(RefusalOf));
        Assert.Equal(1, await database.ReadAsync(db => db.Charges.CountAsync()));
        Assert.Equal(1, await database.ReadAsync(db => db.IdempotencyRecords.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Charge_whose_commit_was_not_heard_of_finds_its_own_answer(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var charge = new PendingCharge(home.Charge(await home.GrantAsync()), await TokenAsync(database), Proof(database), Household.Render);
        Assert.True((await ExecuteAsync(database, again: false, charge))[0].Succeeded(out var first, out _));

        Assert.True((await ExecuteAsync(database, again: true, charge))[0].Succeeded(out var found, out _));
        Assert.Equal(first.Answer, found.Answer);
        Assert.Equal(TokenRefusal.ProofUsed, RefusalOf((await ExecuteAsync(database, again: false, charge))[0]));
    }

    [Theory, EveryDatabase]
    public async Task Charges_in_groups_and_one_by_one_are_decided_alike(DatabaseKind kind)
    {
        // The steps are prime to the numbers of cases and grants, so the cases meet all grants, some several times.
        var plan = Enumerable.Range(0, 60).Select(i => (Case: i * 5 % 8, Of: i * 7 % 20)).ToArray();

        var alone = await FollowAsync(kind, plan, async (database, home, commands) =>
        {
            var answers = new List<IdempotentAnswer>();
            foreach (var command in commands)
                answers.Add(await home.ConfirmAsync(command));
            return answers;
        });
        var together = await FollowAsync(kind, plan, async (database, _, commands) =>
        {
            var answers = new List<IdempotentAnswer>();
            foreach (var group in commands.Chunk(7))
                answers.AddRange(await TogetherAsync(database, group));
            return answers;
        });

        Assert.Equal(alone, together);
        Assert.Contains(alone, line => line.StartsWith("409 LimitExceeded", StringComparison.Ordinal));
    }

    /// <summary>Makes twenty grants, asks for charges of them by the plan, and tells what came of it without any id.</summary>
    private async Task<IReadOnlyList<string>> FollowAsync(
        DatabaseKind kind, (int Case, int Of)[] plan, Func<TestDatabase, Household, IReadOnlyList<CreateChargeCommand>, Task<List<IdempotentAnswer>>> confirm)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grants = new List<ChargeGrant>();
        for (var order = 0; order < 20; order++)
            grants.Add(await home.GrantAsync(9_000));
        var commands = plan.Select((step, i) => Command(home.Charge(grants[step.Of], key: $"key-{i}"), step, i)).ToList();

        var answers = await confirm(database, home, commands);

        await AssertSoundAsync(database);
        var limit = await database.ReadAsync(db => db.LineLimits.SingleAsync());
        string[] left =
        [
            $"posted {limit.Posted}",
            $"transfers {await database.ReadAsync(db => db.Transfers.CountAsync())}",
            $"events {await database.ReadAsync(db => db.ChargeEvents.CountAsync())}",
            $"messages {string.Join(',', await database.ReadAsync(db => db.OutboxMessages.Select(message => message.Type).ToListAsync()))}",
            $"audit {string.Join(',', await database.ReadAsync(db => db.AuditEntries.Where(entry => entry.Action.StartsWith("charge.")).GroupBy(entry => entry.Action).OrderBy(group => group.Key).Select(group => group.Key + group.Count()).ToListAsync()))}",
        ];
        return [.. answers.Select(answer => $"{answer.Answer.Status} {(answer.Answer.Status == 201 ? "" : answer.Answer.Body)} {answer.Replayed}"), .. left];

        CreateChargeCommand Command(CreateChargeCommand right, (int Case, int Of) step, int i) => step.Case switch
        {
            0 => right with { Amount = new Yen(9_001) },
            1 => right with { MerchantReference = "another" },
            2 => right with { GrantId = Guid.CreateVersion7() },
            3 => right with { Idempotency = right.Idempotency with { Key = $"key-{step.Of}" } },
            4 => right with { Idempotency = right.Idempotency with { Key = $"key-{step.Of}", RequestHash = "another body" } },
            _ => right,
        };
    }

    private static async Task<IReadOnlyList<IdempotentAnswer>> TogetherAsync(TestDatabase database, params CreateChargeCommand[] commands)
    {
        var pending = new List<PendingCharge>();
        foreach (var command in commands)
            pending.Add(new PendingCharge(command, await TokenAsync(database), Proof(database), Household.Render));
        return [.. (await ExecuteAsync(database, again: false, [.. pending]))
            .Select(answer => answer.Succeeded(out var given, out var refusal) ? given : throw new InvalidOperationException($"The token was refused: {refusal}."))];
    }

    private static Task<IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>>> ExecuteAsync(TestDatabase database, bool again, params PendingCharge[] pending) =>
        database.RunAsync<ConfirmCharges, IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>>>(confirm => confirm.ExecuteAsync(pending, again, CancellationToken.None));

    /// <summary>Confirms a charge whose facts were read before another one was committed, by a server that does not know of it.</summary>
    private static async Task<IdempotentAnswer> OvertakenAsync(TestDatabase database, CreateChargeCommand command, Func<Task> other)
    {
        var pending = new PendingCharge(command, await TokenAsync(database), Proof(database), Household.Render);
        var answers = await database.RunAsync<IServiceProvider, IReadOnlyList<Result<IdempotentAnswer, TokenRefusal>>>(services =>
            ActivatorUtilities.CreateInstance<ConfirmCharges>(services, new OvertakenReader(services.GetRequiredService<ISetReader>(), other)).ExecuteAsync([pending], again: false, CancellationToken.None));
        return answers[0].Succeeded(out var answer, out var refusal) ? answer : throw new InvalidOperationException($"The token was refused: {refusal}.");
    }

    /// <summary>Lets something else happen once, between what is read first and what is written on it.</summary>
    private sealed class OvertakenReader(ISetReader inner, Func<Task> meanwhile) : ISetReader
    {
        private bool overtaken;

        public async Task ReadAsync(FletsCollectDbContext db, LookUp lookUp, IReadOnlyList<object[]> keys, Action<int, IFoundRows> found, CancellationToken cancellationToken)
        {
            await inner.ReadAsync(db, lookUp, keys, found, cancellationToken);
            if (overtaken)
                return;
            overtaken = true;
            await meanwhile();
        }
    }

    private static async Task<Guid> TokenAsync(TestDatabase database, string status = Statuses.Valid, string authorizationStatus = Statuses.Valid)
    {
        var token = new OpenIddictEntityFrameworkCoreToken<Guid>
        {
            Id = Guid.CreateVersion7(),
            Status = status,
            Authorization = new OpenIddictEntityFrameworkCoreAuthorization<Guid> { Id = Guid.CreateVersion7(), Status = authorizationStatus },
        };
        await database.AddAsync(token);
        return token.Id;
    }

    private static UsedTokenId Proof(TestDatabase database) => new("dpop:key", $"proof-{Interlocked.Increment(ref proofs)}", database.Now.AddMinutes(1));

    private static TokenRefusal? RefusalOf(Result<IdempotentAnswer, TokenRefusal> answer) => answer.Succeeded(out _, out var refusal) ? null : refusal;

    private static async Task AssertSoundAsync(TestDatabase database) =>
        Assert.Empty(await database.RunAsync<VerifyBooks, IReadOnlyList<Finding>>(verify => verify.ExecuteAsync(CancellationToken.None)));
}
