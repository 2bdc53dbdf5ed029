using FletsCollect.Charges;
using FletsCollect.Database.Tests.Money;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Support;

/// <summary>A purchase that somebody does not recognise, from the press of the button to the decision, with the books sound.</summary>
public sealed class DisputeTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Dispute_that_is_upheld_gives_back_what_is_left_and_answers_in_the_case(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync(1_000);
        Done(await home.RefundAsync(charge, 300));

        var dispute = Done(await DisputeAsync(office, home.Credential, charge));
        Done(await office.Database.RunAsync<DecideDispute, Result<Dispute, DisputeRefusal>>(decide => decide.ReviewAsync(dispute.Id, "desk-1", CancellationToken.None)));
        var upheld = Done(await UpholdAsync(office, dispute));

        Assert.Equal((DisputeStatus.Upheld, "desk-2"), (upheld.Status, upheld.DecidedBy));
        var refund = await office.Database.ReadAsync(db => db.Refunds.SingleAsync(row => row.Id == upheld.RefundId));
        Assert.Equal((700L, RefundEffect.Removed), (refund.Amount.Amount, refund.Effect));
        var (supportCase, messages) = await office.Database.ReadAsync(async db => (await db.SupportCases.SingleAsync(), await db.SupportMessages.OrderBy(row => row.Id).ToListAsync()));
        Assert.Equal((SupportChannel.Dispute, CaseStatus.Answered, "desk-2"), (supportCase.Channel, supportCase.Status, supportCase.AssignedTo));
        Assert.Equal([(SupportAuthor.Subscriber, "覚えがありません"), (SupportAuthor.Desk, "返金しました")], messages.Select(message => (message.Author, message.Text)));
        string[] told = ["dispute.opened", "dispute.under_review", "dispute.upheld"];
        Assert.Equal(told, await office.Database.ReadAsync(db => db.OutboxMessages.Where(row => row.Subject == dispute.PublicId).OrderBy(row => row.Type).Select(row => row.Type).ToListAsync()));
        Assert.Equal(told, await office.Database.ReadAsync(db => db.AuditEntries.Where(row => row.Subject == dispute.PublicId).OrderBy(row => row.Action).Select(row => row.Action).ToListAsync()));
        Assert.DoesNotContain(await office.Database.ReadAsync(db => db.OutboxMessages.Select(row => row.Data).ToListAsync()), data => data.Contains("覚えがありません", StringComparison.Ordinal));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Charge_is_disputed_once_at_a_time_and_decided_once(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var charge = await home.BuyAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DisputeAsync(office, home.Credential, charge)));
        var dispute = outcomes.Select(outcome => outcome.Succeeded(out var opened, out var _) ? opened : null).OfType<Dispute>().ToList();
        Assert.Single(dispute);
        Assert.Equal(3, outcomes.Count(outcome => !outcome.Succeeded(out var _, out var refusal) && refusal == OpenDisputeRefusal.DisputedBefore));
        Assert.Equal(1, await office.Database.ReadAsync(db => db.SupportCases.CountAsync()));

        Assert.Equal(DisputeRefusal.NoSuchMove, Refused(await UpholdAsync(office, dispute[0])));
        Done(await WithdrawAsync(office, dispute[0], home.Credential));
        var again = Done(await DisputeAsync(office, home.Credential, charge));
        await office.Database.RunAsync<DecideDispute, Result<Dispute, DisputeRefusal>>(decide => decide.ReviewAsync(again.Id, "desk-1", CancellationToken.None));
        Done(await office.Database.RunAsync<DecideDispute, Result<Dispute, DisputeRefusal>>(decide => decide.RejectAsync(again.Id, "desk-1", "記録があります", CancellationToken.None)));
        Assert.Equal(OpenDisputeRefusal.DisputedBefore, Refused(await DisputeAsync(office, home.Credential, charge)));
        Assert.Equal(DisputeRefusal.NoSuchMove, Refused(await WithdrawAsync(office, again, home.Credential)));
        Assert.Equal(0, await office.Database.ReadAsync(db => db.Refunds.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Only_what_was_taken_and_is_seen_by_the_ID_is_disputed(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var member = await home.AddMemberAsync();
        var (reserved, cancelled, refunded, bought) = (await home.ReserveAsync(), await home.BuyAsync(), await home.BuyAsync(), await home.BuyAsync());
        Done(await home.CancelAsync(cancelled));
        Done(await home.RefundAsync(refunded));

        Assert.Equal(OpenDisputeRefusal.NothingTaken, Refused(await DisputeAsync(office, home.Credential, reserved)));
        Assert.Equal(OpenDisputeRefusal.NothingTaken, Refused(await DisputeAsync(office, home.Credential, cancelled)));
        Assert.Equal(OpenDisputeRefusal.Refunded, Refused(await DisputeAsync(office, home.Credential, refunded)));
        Assert.Equal(OpenDisputeRefusal.PurchaseNotFound, Refused(await DisputeAsync(office, member, bought)));
        var dispute = Done(await DisputeAsync(office, home.Credential, bought));
        Assert.Equal(DisputeRefusal.DisputeNotFound, Refused(await WithdrawAsync(office, dispute, member)));
    }

    [Theory, EveryDatabase]
    public async Task What_is_sent_twice_stands_once_and_a_message_opens_a_closed_case_again(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var member = await home.AddMemberAsync();
        var (form, next) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Task<Result<SupportCase, WriteToDeskRefusal>> AskAsync() => office.Database.RunAsync<WriteToDesk, Result<SupportCase, WriteToDeskRefusal>>(write => write.OpenAsync(home.Credential.Id, "請求について", "質問です", form, CancellationToken.None));
        Task<Result<SupportCase, WriteToDeskRefusal>> WriteAsync(Credential by, Guid id) => office.Database.RunAsync<WriteToDesk, Result<SupportCase, WriteToDeskRefusal>>(write => write.ExecuteAsync(by.Id, id, "続きです", next, CancellationToken.None));

        var opened = await Task.WhenAll(AskAsync(), AskAsync());
        var id = Done(opened[0]).Id;
        Assert.Equal(id, Done(opened[1]).Id);
        Done(await office.Database.RunAsync<AnswerCase, Result<SupportCase, AnswerCaseRefusal>>(answer => answer.CloseAsync(id, "desk-1", CancellationToken.None)));
        Assert.Equal(AnswerCaseRefusal.CaseClosed, Refused(await office.Database.RunAsync<AnswerCase, Result<SupportCase, AnswerCaseRefusal>>(answer => answer.CloseAsync(id, "desk-1", CancellationToken.None))));
        Assert.Equal(WriteToDeskRefusal.CaseNotFound, Refused(await WriteAsync(member, id)));
        Done(await WriteAsync(home.Credential, id));

        Assert.Equal(CaseStatus.Open, Done(await WriteAsync(home.Credential, id)).Status);
        Assert.Equal(2, await office.Database.ReadAsync(db => db.SupportMessages.CountAsync()));
    }

    private static Task<Result<Dispute, OpenDisputeRefusal>> DisputeAsync(BackOffice office, Credential credential, Guid charge) =>
        office.Database.RunAsync<OpenDispute, Result<Dispute, OpenDisputeRefusal>>(open => open.ExecuteAsync(credential.Id, charge, "覚えがありません", CancellationToken.None));

    private static Task<Result<Dispute, DisputeRefusal>> UpholdAsync(BackOffice office, Dispute dispute) =>
        office.Database.RunAsync<DecideDispute, Result<Dispute, DisputeRefusal>>(decide => decide.UpholdAsync(dispute.Id, "desk-2", "返金しました", CancellationToken.None));

    private static Task<Result<Dispute, DisputeRefusal>> WithdrawAsync(BackOffice office, Dispute dispute, Credential credential) =>
        office.Database.RunAsync<DecideDispute, Result<Dispute, DisputeRefusal>>(decide => decide.WithdrawAsync(dispute.Id, credential.Id, credential.UserName!, CancellationToken.None));
}
