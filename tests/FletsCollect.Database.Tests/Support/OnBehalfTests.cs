using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Refunds;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Support;

/// <summary>What the desk does for a subscriber, with the books sound.</summary>
public sealed class OnBehalfTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Desk_gives_back_up_to_its_bound_of_a_charge_however_many_times_it_is_asked(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(15_000);
        Done(await home.RefundAsync(charge, 4_000));

        Assert.Equal(RefundRefusal.AmountExceedsRemaining, Refused(await RefundAsync(office, charge, 11_001)));
        Assert.Equal(RefundRefusal.ChargeNotFound, Refused(await RefundAsync(office, Guid.CreateVersion7(), 1)));
        // Five at once of 2,000 each: three come to 10,000 with what the merchant gave back.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefundAsync(office, charge, 2_000)));

        var made = outcomes.Select(Done).ToArray();
        Assert.Equal(3, made.Count(refund => refund.Status == RefundStatus.Succeeded));
        Assert.Equal(2, made.Count(refund => refund.Status == RefundStatus.Requested));
        Assert.Equal(1_000, (await office.Database.ReadAsync(db => db.Charges.SingleAsync(row => row.Id == charge))).Remaining.Amount);
        var decisions = await office.Database.ReadAsync(db => db.AuditEntries.Where(entry => entry.Action == "refund.desk-decision").ToListAsync());
        Assert.Equal(5, decisions.Count);
        Assert.All(decisions, entry => Assert.Contains("case_1", entry.Detail, StringComparison.Ordinal));
        await office.AssertSoundAsync();

        // What waits is for somebody else than who asked.
        var waiting = made.First(refund => refund.Status == RefundStatus.Requested);
        Assert.Equal(DecideRefundRefusal.MakerIsChecker, Refused(await ApproveAsync(office, waiting.Id, "DESK-1")));
        Assert.Equal(RefundStatus.Succeeded, Done(await ApproveAsync(office, waiting.Id, "tanaka")).Status);
        await office.AssertSoundAsync();
    }

    private static Task<Result<Refund, DecideRefundRefusal>> ApproveAsync(BackOffice office, Guid refund, string person) =>
        office.Database.RunAsync<DecideRefund, Result<Refund, DecideRefundRefusal>>(decide => decide.ProcessAsync(refund, person, CancellationToken.None));

    [Theory, EveryDatabase]
    public async Task Locked_ID_is_unlocked_once_and_its_count_from_everywhere_forgotten(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        Task<Result<Credential, UnlockCredentialRefusal>> UnlockAsync(Guid id) =>
            database.RunAsync<UnlockCredential, Result<Credential, UnlockCredentialRefusal>>(unlock => unlock.ExecuteAsync(id, "tanaka", "called", CancellationToken.None));
        Assert.Equal(UnlockCredentialRefusal.NotLocked, Refused(await UnlockAsync(home.Credential.Id)));
        Assert.Equal(UnlockCredentialRefusal.NotFound, Refused(await UnlockAsync(Guid.CreateVersion7())));
        await database.RunAsync<UnitOfWork, bool>(unitOfWork => unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var credential = await db.Users.SingleAsync(token);
                credential.Move(CredentialMove.Lock, database.Now);
                await FailedAttempt.CountAsync(db, FailedAttempt.PasswordOf(credential.NormalizedUserName), FailedAttempt.Everywhere, FailedAttempt.MostFromEverywhere, database.Now, token);
                await FailedAttempt.CountAsync(db, FailedAttempt.PasswordOf(credential.NormalizedUserName), "192.0.2.1", FailedAttempt.MostFromOnePlace, database.Now, token);
                return true;
            },
            CancellationToken.None));

        Assert.Equal(CredentialStatus.Active, Done(await UnlockAsync(home.Credential.Id)).StateAt(database.Now));

        Assert.Equal(UnlockCredentialRefusal.NotLocked, Refused(await UnlockAsync(home.Credential.Id)));
        Assert.Equal(1, await database.ReadAsync(db => db.FailedAttempts.CountAsync()));
        Assert.Equal("operator:tanaka", (await database.ReadAsync(db => db.AuditEntries.SingleAsync(entry => entry.Action == "credential.unlocked"))).Actor);
    }

    [Theory, EveryDatabase]
    public async Task Note_of_the_desk_stands_once_and_moves_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var noted = Done(await database.RunAsync<AnswerCase, Result<SupportCase, AnswerCaseRefusal>>(answer =>
            answer.NoteAsync(home.Credential.UserName!, SupportChannel.Phone, "請求", "質問", PublicId.Format(PublicId.StaffMember, Guid.CreateVersion7()), Guid.CreateVersion7(), CancellationToken.None)));
        Done(await database.RunAsync<AnswerCase, Result<SupportCase, AnswerCaseRefusal>>(answer => answer.CloseAsync(noted.Id, "desk-1", CancellationToken.None)));
        var form = Guid.CreateVersion7();

        for (var press = 0; press < 2; press++)
            Assert.Equal(CaseStatus.Closed, Done(await database.RunAsync<AnswerCase, Result<SupportCase, AnswerCaseRefusal>>(answer => answer.NoteInternallyAsync(noted.Id, "折返し済み", "desk-1", form, CancellationToken.None))).Status);

        Assert.Equal(1, await database.ReadAsync(db => db.SupportMessages.CountAsync(row => row.Author == SupportAuthor.DeskNote)));
        var actors = await database.ReadAsync(db => db.AuditEntries.Where(entry => entry.Subject == noted.PublicId).OrderBy(entry => entry.Action).Select(entry => entry.Actor).ToListAsync());
        Assert.Equal(["operator:desk-1", "operator:desk-1"], actors.Where(actor => actor.StartsWith("operator:", StringComparison.Ordinal)));
        Assert.StartsWith("staff:st_", Assert.Single(actors, actor => !actor.StartsWith("operator:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static Task<Result<Refund, RefundRefusal>> RefundAsync(BackOffice office, Guid charge, long? amount) =>
        office.Database.RunAsync<UnitOfWork, Result<Refund, RefundRefusal>>(unitOfWork => unitOfWork.CommitAsync(
            (db, token) => office.Database.RunAsync<RefundOnBehalf, Result<Refund, RefundRefusal>>(refund =>
                refund.ExecuteAsync(db, new RefundOnBehalfCommand(charge, amount is { } yen ? new Yen(yen) : null, "二重", "二重 (case_1)", AuditActor.Person("desk-1")), token)),
            CancellationToken.None));
}
