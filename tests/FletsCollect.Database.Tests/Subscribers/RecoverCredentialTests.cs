using System.Net;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>Who gets a new password for an ID, and who does not (domain.md §3).</summary>
public sealed class RecoverCredentialTests(Databases databases)
{
    private const string New = "a new and longer password";

    [Theory, EveryDatabase]
    public async Task From_the_line_with_its_customer_number_the_password_is_set_and_every_sign_in_ends(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await database.AddAsync(new SubscriberSession(Guid.CreateVersion7(), home.Credential.Id, new SignInPlace("?", "", false), database.Now));

        Assert.True((await FromLineAsync(database, home)).Succeeded(out _, out _));

        var kept = await database.ReadAsync(db => db.Users.SingleAsync());
        await using var scope = database.NewScope();
        Assert.Equal(PasswordVerificationResult.Success, scope.ServiceProvider.GetRequiredService<IPasswordHasher<Credential>>().VerifyHashedPassword(kept, kept.PasswordHash!, New));
        Assert.NotEqual(home.Credential.SecurityStamp, kept.SecurityStamp);
        Assert.NotNull((await database.ReadAsync(db => db.SubscriberSessions.SingleAsync())).EndedAt);
        Assert.Equal(LineProofPurpose.CredentialChange, (await database.ReadAsync(db => db.LineProofs.SingleAsync())).Purpose);
    }

    [Theory, EveryDatabase]
    public async Task Wrong_number_unknown_ID_and_neighbours_ID_are_refused_alike(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);

        Assert.Equal(RecoveryRefusal.Mismatch, Refusal(await FromLineAsync(database, home, number: "9999999999")));
        Assert.Equal(RecoveryRefusal.Mismatch, Refusal(await FromLineAsync(database, home, id: "fc9999999999")));
        Assert.Equal(RecoveryRefusal.Mismatch, Refusal(await FromLineAsync(database, home, id: neighbour.Credential.UserName)));
    }

    [Theory, EveryDatabase]
    public async Task Guesses_at_the_customer_number_are_paused_with_those_at_issuance(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        for (var guess = 0; guess < FailedAttempt.MostFromOnePlace; guess++)
            await FromLineAsync(database, home, number: "9999999999");

        Assert.Equal(RecoveryRefusal.TooManyAttempts, Refusal(await FromLineAsync(database, home)));
    }

    [Theory, EveryDatabase]
    public async Task Away_from_any_line_nothing_is_set(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        Assert.Equal(RecoveryRefusal.NotOnALine, Refusal(await FromLineAsync(database, home, from: IPAddress.Parse("203.0.113.9"))));
    }

    [Theory, EveryDatabase]
    public async Task Recovery_proves_the_line_again_and_ends_the_holders_own_stop(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var moved = await Household.AddAsync(database);
        var stopped = await Household.AddAsync(database);
        var stoppedAndMoved = await Household.AddAsync(database);
        await database.ChangeAsync(db =>
        {
            db.Users.Single(row => row.Id == moved.Credential.Id).Move(CredentialMove.RequireReproof, database.Now);
            db.Users.Single(row => row.Id == stopped.Credential.Id).Freeze(CredentialStopper.Holder, database.Now);
            var both = db.Users.Single(row => row.Id == stoppedAndMoved.Credential.Id);
            both.Freeze(CredentialStopper.Holder, database.Now);
            both.Move(CredentialMove.RequireReproof, database.Now);
        });

        Assert.True((await FromLineAsync(database, moved)).Succeeded(out _, out _));
        Assert.True((await FromLineAsync(database, stopped)).Succeeded(out _, out _));
        Assert.True((await FromLineAsync(database, stoppedAndMoved)).Succeeded(out _, out _));

        Assert.All(await database.ReadAsync(db => db.Users.ToListAsync()), credential => Assert.Equal(CredentialStatus.Active, credential.Status));
    }

    [Theory, EveryDatabase]
    public async Task What_the_contractor_or_the_operator_stopped_stays_stopped(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await database.ChangeAsync(db => db.Users.Single().Freeze(CredentialStopper.Operator, database.Now));

        Assert.Equal(RecoveryRefusal.Stopped, Refusal(await FromLineAsync(database, home)));
    }

    [Theory, EveryDatabase]
    public async Task Second_factors_stay_unless_they_are_said_to_be_lost(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await database.AddAsync(new PurchasePin(home.Credential.Id, "hash", database.Now));

        await FromLineAsync(database, home);
        Assert.Equal(1, await database.ReadAsync(db => db.PurchasePins.CountAsync()));
        await FromLineAsync(database, home, forget: true);
        Assert.Equal(0, await database.ReadAsync(db => db.PurchasePins.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Posted_code_sets_the_password_once_from_anywhere(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var posted = await PostAsync(database, home);

        Assert.Equal(RecoveryRefusal.Mismatch, Refusal(await ByCodeAsync(database, home, "2222-2222-2222-2222")));
        Assert.True((await ByCodeAsync(database, home, posted.Code)).Succeeded(out _, out _));
        Assert.Equal(RecoveryRefusal.Mismatch, Refusal(await ByCodeAsync(database, home, posted.Code)));
    }

    [Theory, EveryDatabase]
    public async Task Posted_code_is_over_after_its_time_and_is_kept_as_a_hash_only(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var posted = await PostAsync(database, home);
        var stored = await database.ReadAsync(db => db.ResetCodes.Select(row => row.Hash).SingleAsync());
        var audited = string.Concat(await database.ReadAsync(db => db.AuditEntries.Select(entry => entry.Detail).ToListAsync()));
        database.Clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal(RecoveryRefusal.Mismatch, Refusal(await ByCodeAsync(database, home, posted.Code)));
        Assert.DoesNotContain(posted.Code.Replace("-", "", StringComparison.Ordinal), stored + audited, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Code_used_by_two_at_once_is_used_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var posted = await PostAsync(database, home);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ByCodeAsync(database, home, posted.Code))));

        Assert.Equal(1, answers.Count(answer => answer.Succeeded(out _, out _)));
    }

    [Theory, EveryDatabase]
    public async Task Guesses_at_a_code_are_paused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var posted = await PostAsync(database, home);
        for (var guess = 0; guess < FailedAttempt.MostFromOnePlace; guess++)
            await ByCodeAsync(database, home, "2222-2222-2222-2222");

        Assert.Equal(RecoveryRefusal.TooManyAttempts, Refusal(await ByCodeAsync(database, home, posted.Code)));
    }

    private static RecoveryRefusal? Refusal(Result<Credential, RecoveryRefusal> outcome) => outcome.Succeeded(out _, out var refusal) ? null : refusal;

    private static async Task<PostedCode> PostAsync(TestDatabase database, Household home) =>
        await database.RunAsync<PostResetCode, PostedCode?>(post => post.ExecuteAsync(home.Credential.UserName!, "tanaka", reason: null, CancellationToken.None)) ?? throw new InvalidOperationException("No code was made.");

    private static Task<Result<Credential, RecoveryRefusal>> ByCodeAsync(TestDatabase database, Household home, string code) =>
        database.RunAsync<RecoverCredential, Result<Credential, RecoveryRefusal>>(recover => recover.ByCodeAsync(home.Credential.UserName!, code, New, CancellationToken.None));

    private static Task<Result<Credential, RecoveryRefusal>> FromLineAsync(TestDatabase database, Household home, string? id = null, string? number = null, IPAddress? from = null, bool forget = false) =>
        database.RunAsync<RecoverCredential, Result<Credential, RecoveryRefusal>>(recover =>
            recover.FromLineAsync(from ?? home.Address, id ?? home.Credential.UserName!, number ?? home.Line.CustomerNumber, New, forget, CancellationToken.None));
}
