using System.Net;
using FletsCollect.Lines;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Subscribers;

/// <summary>Who gets an ID on a line, and who does not (domain.md §3).</summary>
public sealed class IssueCredentialTests(Databases databases)
{
    private const string Password = "correct horse battery staple";

    [Theory, EveryDatabase]
    public async Task ID_is_issued_on_the_line_from_which_it_is_asked(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        Assert.True((await IssueAsync(database, home.Address, home.Line.CustomerNumber)).Succeeded(out var issued, out _));

        var kept = await database.ReadAsync(db => db.Users.SingleAsync(credential => credential.Id == issued.Id));
        Assert.Equal((home.Line.Number, CredentialStatus.Issued), (kept.Line, kept.Status));
        Assert.Matches("^fc[0-9]{10}$", kept.UserName);
    }

    [Theory, EveryDatabase]
    public async Task Password_is_kept_as_a_hash_that_it_opens(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        Assert.True((await IssueAsync(database, home.Address, home.Line.CustomerNumber)).Succeeded(out var issued, out _));

        var kept = await database.ReadAsync(db => db.Users.SingleAsync(credential => credential.Id == issued.Id));
        await using var scope = database.NewScope();
        var verdict = scope.ServiceProvider.GetRequiredService<IPasswordHasher<Credential>>().VerifyHashedPassword(kept, kept.PasswordHash!, Password);
        Assert.Equal(PasswordVerificationResult.Success, verdict);
        Assert.DoesNotContain(Password, kept.PasswordHash, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Customer_number_may_be_typed_in_full_width_with_hyphens_and_spaces(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var typed = string.Concat(home.Line.CustomerNumber.Select(digit => (char)('０' + (digit - '0')))).Insert(4, "－").Insert(8, "　");

        Assert.True((await IssueAsync(database, home.Address, typed)).Succeeded(out _, out _));
    }

    [Theory, EveryDatabase]
    public async Task Wrong_customer_number_is_refused_and_leaves_an_audit_entry(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, LineRefusal.CustomerNumberMismatch, home.Address, "9999999999");

        Assert.True(await database.ReadAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "credential.refused")));
    }

    [Theory, EveryDatabase]
    public async Task Customer_number_that_is_guessed_at_pauses_its_own_line_for_a_while(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);
        for (var guess = 0; guess < FailedAttempt.MostFromOnePlace; guess++)
            Assert.False((await IssueAsync(database, home.Address, "9999999999")).Succeeded(out _, out _));

        Assert.False((await IssueAsync(database, home.Address, home.Line.CustomerNumber)).Succeeded(out _, out var refusal));
        Assert.Equal(LineRefusal.TooManyAttempts, refusal);
        Assert.True((await IssueAsync(database, neighbour.Address, neighbour.Line.CustomerNumber)).Succeeded(out _, out _));
        database.Clock.Advance(FailedAttempt.Window);
        Assert.True((await IssueAsync(database, home.Address, home.Line.CustomerNumber)).Succeeded(out _, out _));
    }

    [Theory, EveryDatabase]
    public async Task Customer_number_without_digits_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, LineRefusal.CustomerNumberMismatch, home.Address, "");
    }

    [Theory, EveryDatabase]
    public async Task Address_that_no_session_holds_gets_no_ID(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, LineRefusal.NoSession, IPAddress.Parse("203.0.113.9"), home.Line.CustomerNumber);
    }

    [Theory]
    [EveryDatabaseWith(LineServiceType.HikariNext, LineStatus.Suspended, LineRefusal.Suspended)]
    [EveryDatabaseWith(LineServiceType.HikariNext, LineStatus.InArrears, LineRefusal.InArrears)]
    [EveryDatabaseWith(LineServiceType.HikariNext, LineStatus.Terminated, LineRefusal.Terminated)]
    [EveryDatabaseWith(LineServiceType.BFlets, LineStatus.Active, LineRefusal.ServiceNotEligible)]
    public async Task Line_that_may_not_pay_gets_no_ID(DatabaseKind kind, LineServiceType type, LineStatus status, LineRefusal refusal)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, type, status);

        await RefusesAsync(database, refusal, home.Address, home.Line.CustomerNumber);
    }

    [Theory, EveryDatabase]
    public async Task Premium_line_gets_an_ID(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);

        Assert.True((await IssueAsync(database, home.Address, home.Line.CustomerNumber)).Succeeded(out _, out _));
    }

    [Theory, EveryDatabase]
    public async Task Line_gets_five_IDs_however_many_ask_at_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        // The household has one already.
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => IssueAsync(database, home.Address, home.Line.CustomerNumber))));

        Assert.Equal(4, answers.Count(answer => answer.Succeeded(out _, out _)));
        Assert.Equal(6, answers.Count(answer => !answer.Succeeded(out _, out var refusal) && refusal == LineRefusal.TooManyCredentials));
        Assert.Equal(5, await database.ReadAsync(db => db.Users.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Revoked_ID_makes_room_for_another(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await database.AddAsync([.. Enumerable.Range(0, 4).Select(_ => Household.CredentialOf(home.Line, database.Now))]);
        await database.ChangeAsync(db => db.Entry(db.Users.First()).Property(credential => credential.Status).CurrentValue = CredentialStatus.Revoked);

        Assert.True((await IssueAsync(database, home.Address, home.Line.CustomerNumber)).Succeeded(out _, out _));
    }

    [Theory, EveryDatabase]
    public async Task Audit_entries_hold_neither_the_password_nor_the_whole_line_number(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await IssueAsync(database, home.Address, home.Line.CustomerNumber);
        await IssueAsync(database, home.Address, "9999999999");

        var written = string.Join('\n', await database.ReadAsync(db => db.AuditEntries.Select(entry => entry.Actor + entry.Subject + entry.Detail).ToListAsync()));
        Assert.DoesNotContain(home.Line.Number.Value, written, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, written, StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(TestDatabase database, LineRefusal expected, IPAddress address, string customerNumber)
    {
        Assert.False((await IssueAsync(database, address, customerNumber)).Succeeded(out _, out var refusal));
        Assert.Equal(expected, refusal);
        // Only the one that the household began with.
        Assert.Equal(1, await database.ReadAsync(db => db.Users.CountAsync()));
    }

    private static Task<Result<Credential, LineRefusal>> IssueAsync(TestDatabase database, IPAddress address, string customerNumber) =>
        database.RunAsync<IssueCredential, Result<Credential, LineRefusal>>(issue => issue.ExecuteAsync(address, customerNumber, Password, CancellationToken.None));
}
