using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Onboarding;

/// <summary>From the form to the contract, and from there to the end.</summary>
public sealed class OnboardingTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Form_that_is_sent_many_times_at_once_is_one_application(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicant = new Applicant(database);

        var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            database.RunAsync<SubmitApplication, MerchantApplication>(submit => submit.ExecuteAsync(applicant.Form, applicant.Token, "ja", CancellationToken.None)))));

        Assert.Single(sent.Select(application => application.Id).Distinct());
        Assert.Equal(1, await database.ReadAsync(db => db.MerchantApplications.CountAsync()));
        Assert.Equal(1, await database.ReadAsync(db => db.MerchantEvents.CountAsync()));
    }

    [Theory, EveryDatabase]
    public async Task Question_is_answered_by_who_has_the_address_and_every_move_is_kept_with_its_words(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicant = await new Applicant(database).ScreenAsync();

        Assert.Null(await applicant.ScreenAsync(screen => screen.AskAsync(applicant.Id, " 販売する商品を教えてください ", Applicant.Maker, CancellationToken.None)));
        Assert.Equal(ScreenApplicationRefusal.ApplicationNotFound, await applicant.ScreenAsync(screen => screen.AnswerAsync(MerchantApplication.NewToken(), "推測", CancellationToken.None)));
        Assert.Equal(ScreenApplicationRefusal.NoteUnfit, await applicant.ScreenAsync(screen => screen.AnswerAsync(applicant.Token, " ", CancellationToken.None)));
        Assert.Null(await applicant.ScreenAsync(screen => screen.AnswerAsync(applicant.Token, "ブログの\r\n有料版です", CancellationToken.None)));
        Assert.Equal(ScreenApplicationRefusal.MoveNotAllowed, await applicant.ScreenAsync(screen => screen.AnswerAsync(applicant.Token, "もう一度", CancellationToken.None)));
        Assert.Null(await applicant.ScreenAsync(screen => screen.RejectAsync(applicant.Id, "取扱い対象外です", Applicant.Maker, CancellationToken.None)));
        Assert.Equal(ScreenApplicationRefusal.MoveNotAllowed, await applicant.ScreenAsync(screen => screen.TakeUpAsync(applicant.Id, Applicant.Maker, CancellationToken.None)));

        Assert.Equal(
            [
                (MerchantStatus.Draft, MerchantStatus.Submitted, "anonymous", ""),
                (MerchantStatus.Submitted, MerchantStatus.Screening, "operator:maker", ""),
                (MerchantStatus.Screening, MerchantStatus.NeedsInformation, "operator:maker", "販売する商品を教えてください"),
                (MerchantStatus.NeedsInformation, MerchantStatus.Screening, "anonymous", "ブログの\n有料版です"),
                (MerchantStatus.Screening, MerchantStatus.Rejected, "operator:maker", "取扱い対象外です"),
            ],
            (await applicant.HistoryAsync()).Select(row => (row.FromStatus, row.ToStatus, row.By, row.Note)));
    }

    [Theory, EveryDatabase]
    public async Task Contract_needs_terms_that_a_second_person_approved(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicant = await new Applicant(database).ScreenAsync();

        Assert.Equal(ConcludeContractRefusal.TermsNotApproved, (await applicant.ConcludeAsync()).Refusal);
        var withdrawn = (await applicant.OfferAsync()).Terms!;
        Assert.Equal(OfferTermsRefusal.TermsOffered, (await applicant.OfferAsync()).Refusal);
        Assert.Equal(DecideTermsRefusal.MakerIsChecker, await applicant.DecideAsync(withdrawn.PublicId, by: "maker"));
        Assert.Equal(ConcludeContractRefusal.TermsNotApproved, (await applicant.ConcludeAsync()).Refusal);
        Assert.Null(await applicant.DecideAsync(withdrawn.PublicId, approve: false));
        Assert.Equal(ConcludeContractRefusal.TermsNotApproved, (await applicant.ConcludeAsync()).Refusal);

        Assert.Null(await applicant.DecideAsync((await applicant.OfferAsync(terms: ContractTerms.Standard with { TransferFee = new Yen(330) })).Terms!.PublicId));
        var (contracted, refusal) = await applicant.ConcludeAsync();

        Assert.Null(refusal);
        Assert.Equal((applicant.Id, applicant.Code, MerchantStatus.Contracted, true), (contracted!.Merchant.Id, contracted.Merchant.Code, contracted.Merchant.Status, contracted.Merchant.MayChargeMonthly));
        Assert.False(contracted.Merchant.MayCharge);
        Assert.Equal((applicant.Form.MailAddress, StaffRole.Owner, (Guid?)applicant.Id), (contracted.Owner.Member.MailAddress, contracted.Owner.Member.Role, contracted.Owner.Member.MerchantId));
        Assert.Equal(applicant.Form.Account, await database.ReadAsync(db => db.MerchantBankAccounts.Where(row => row.MerchantId == applicant.Id).Select(row => row.Account).SingleAsync()));
        Assert.Equal(330, (await database.ReadAsync(db => ContractTerms.InForceAsync(db, [applicant.Id], Calendars.BillingMonth.At(database.Now), CancellationToken.None)))[applicant.Id].TransferFee.Amount);
        Assert.Equal(ConcludeContractRefusal.NotInScreening, (await applicant.ConcludeAsync()).Refusal);
    }

    [Theory, EveryDatabase]
    public async Task Code_is_one_merchants_alone_also_when_two_are_offered_it_at_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicants = new[] { await new Applicant(database).ScreenAsync(), await new Applicant(database).ScreenAsync() };
        var home = await Household.AddAsync(database);

        Assert.Equal(OfferTermsRefusal.CodeTaken, (await applicants[0].OfferAsync(home.Merchant.Code)).Refusal);
        Assert.Equal(OfferTermsRefusal.CodeUnfit, (await applicants[0].OfferAsync("No Code")).Refusal);
        var offered = await Task.WhenAll(applicants.Select(applicant => Task.Run(() => applicant.OfferAsync("same-code"))));

        Assert.Equal([null, OfferTermsRefusal.CodeTaken], offered.Select(offer => offer.Refusal).Order());
    }

    [Theory, EveryDatabase]
    public async Task Address_of_somebody_elses_staff_makes_no_contract_and_leaves_nothing(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicant = await new Applicant(database).ScreenAsync();
        await database.AddAsync(StaffMember.Invite(applicant.Form.MailAddress, "別人", StaffRole.Desk, null, database.Now).Member);
        Assert.Null(await applicant.DecideAsync((await applicant.OfferAsync()).Terms!.PublicId));

        Assert.Equal(ConcludeContractRefusal.AddressTaken, (await applicant.ConcludeAsync()).Refusal);
        Assert.Equal(MerchantStatus.Screening, (await applicant.ReadAsync()).Status);
        Assert.Equal(0, await database.ReadAsync(db => db.Merchants.CountAsync(row => row.Id == applicant.Id)));
    }

    [Theory, EveryDatabase]
    public async Task Merchant_goes_live_is_suspended_and_comes_back_with_a_reason_for_each(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicant = await new Applicant(database).ContractAsync();

        Assert.Equal(SteerMerchantRefusal.MoveNotAllowed, await applicant.SteerAsync(MerchantMove.GoLive));
        Assert.Null(await applicant.SteerAsync(MerchantMove.OpenSandbox));
        Assert.False((await MerchantAsync()).MayCharge);
        var passed = PublicId.Format(PublicId.CertificationRun, Guid.CreateVersion7());
        Assert.Equal(SteerMerchantRefusal.ReasonUnfit, await applicant.SteerAsync(MerchantMove.GoLive, reason: " ", passed));
        Assert.Equal(SteerMerchantRefusal.CertificationMissing, await applicant.SteerAsync(MerchantMove.GoLive, certification: "合格"));
        Assert.Null(await applicant.SteerAsync(MerchantMove.GoLive, certification: passed));
        Assert.True((await MerchantAsync()).MayCharge);
        Assert.Equal(new DateOnly(2026, 11, 10), (await MerchantAsync()).OfferedSince);
        Assert.Null(await applicant.SteerAsync(MerchantMove.Suspend, "苦情が続いたため"));
        Assert.False((await MerchantAsync()).MayCharge);
        Assert.Null(await applicant.SteerAsync(MerchantMove.Resume));
        Assert.True((await MerchantAsync()).MayCharge);

        Assert.Equal("苦情が続いたため", (await applicant.HistoryAsync()).Single(row => row.Move == MerchantMove.Suspend).Note);

        Task<Merchant> MerchantAsync() => database.ReadAsync(db => db.Merchants.AsNoTracking().SingleAsync(row => row.Id == applicant.Id));
    }

    [Theory, EveryDatabase]
    public async Task Two_who_suspend_at_once_suspend_once(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var applicant = await new Applicant(database).ContractAsync();
        Assert.Null(await applicant.SteerAsync(MerchantMove.OpenSandbox));
        Assert.Null(await applicant.SteerAsync(MerchantMove.GoLive, certification: PublicId.Format(PublicId.CertificationRun, Guid.CreateVersion7())));

        var refusals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => applicant.SteerAsync(MerchantMove.Suspend))));

        Assert.Single(refusals, refusal => refusal is null);
        Assert.Single(await applicant.HistoryAsync(), row => row.Move == MerchantMove.Suspend);
    }

    [Theory, EveryDatabase]
    public async Task Suspending_refuses_the_next_charge_and_closing_waits_for_the_money(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var grant = await home.GrantAsync();
        Task<SteerMerchantRefusal?> SteerAsync(MerchantMove move) => RefusalAsync(database, home.Merchant.Code, move);

        Assert.Null(await SteerAsync(MerchantMove.Suspend));
        Assert.Equal(nameof(ChargeRefusal.PayerUnavailable), (await home.ConfirmAsync(home.Charge(grant))).Answer.Body);
        // Nothing is lost: the consent of before is good again.
        Assert.Null(await SteerAsync(MerchantMove.Resume));
        Assert.Equal(201, (await home.ConfirmAsync(home.Charge(grant))).Answer.Status);

        Assert.Null(await SteerAsync(MerchantMove.Suspend));
        Assert.Null(await SteerAsync(MerchantMove.Terminate));
        Assert.Equal(SteerMerchantRefusal.MoneyOpen, await SteerAsync(MerchantMove.Close));
    }

    [Theory, EveryDatabase]
    public async Task Checks_find_who_is_known_already(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var first = await new Applicant(database).ContractAsync();
        var second = await new Applicant(database).SubmitAsync();

        var found = await database.ReadAsync(async db => await ApplicationFinding.OfAsync(db, await db.MerchantApplications.SingleAsync(row => row.Id == second.Id), CancellationToken.None));

        // Both gave the same number.
        Assert.Equal([true, true, true, false], found.Select(finding => finding.Passed));
        Assert.Equal([(await first.ReadAsync()).PublicId], found[^1].Others);
    }

    private static async Task<SteerMerchantRefusal?> RefusalAsync(TestDatabase database, string code, MerchantMove move) =>
        (await database.RunAsync<SteerMerchant, Result<Merchant, SteerMerchantRefusal>>(steer => steer.ExecuteAsync(code, move, "理由", null, Applicant.Maker, CancellationToken.None))).Succeeded(out _, out var refusal) ? null : refusal;
}
