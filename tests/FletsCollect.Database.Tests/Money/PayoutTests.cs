using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>Money leaves by two people's hands, in the bytes that they approved, and what comes back waits for its merchant again.</summary>
public sealed class PayoutTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Who_proposes_a_batch_does_not_approve_it(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);
        var batch = Assert.Single(Done(await office.ProposeAsync(November, Maker)).Batches);

        Assert.Equal(DecidePayoutBatchRefusal.MakerIsChecker, Refused(await office.ApproveAsync(batch.Number, Maker)));
        Assert.Equal(DecidePayoutBatchRefusal.MakerIsChecker, Refused(await office.ApproveAsync(batch.Number, Maker.ToUpperInvariant())));
        Assert.Equal(DecidePayoutBatchRefusal.DeciderMissing, Refused(await office.ApproveAsync(batch.Number, " ")));
        Assert.Equal(SubmitPayoutBatchRefusal.BatchNotApproved, Refused(await office.SubmitAsync(batch.Number)));
        Assert.Equal(PayoutStatus.Closed, Assert.Single(await office.PayoutsAsync(November)).Status);
        Assert.Equal(PayoutBatchStatus.Approved, Done(await office.ApproveAsync(batch.Number, Checker)).Status);
        Assert.Equal(PayoutStatus.Batched, Assert.Single(await office.PayoutsAsync(November)).Status);
        Assert.Equal(DecidePayoutBatchRefusal.BatchNotProposed, Refused(await office.ApproveAsync(batch.Number, Checker)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Bank_gets_the_bytes_that_were_approved_however_often_it_is_asked(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);
        var batch = Assert.Single(Done(await office.ProposeAsync(November)).Batches);
        var approved = Done(await office.ApproveAsync(batch.Number));

        var first = Done(await office.SubmitAsync(batch.Number));
        var again = Done(await office.SubmitAsync(batch.Number));

        Assert.Equal((false, true), (first.Repeated, again.Repeated));
        Assert.Equal(approved.TransferFile, again.File.Content);
        Assert.Equal(PayoutBatch.HashOf(again.File.Content), approved.TransferFileHash);
        Assert.Equal(new DateOnly(2026, 12, 30), batch.PayoutDate);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Returned_money_waits_for_the_merchant_and_is_sent_again(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);
        await office.SendAsync(November);
        var payout = Assert.Single(await office.PayoutsAsync(November));
        Assert.Equal(PayoutStatus.Failed, Done(await office.ReturnAsync(payout, "back-1")).Payout.Status);
        Assert.Equal(-945, (await office.BalancesAsync())["merchant-payable.closed"]);
        Assert.True(Done(await office.ReturnAsync(payout, "back-1")).Repeated);
        await office.AssertSoundAsync();

        // The new batch goes out on the next bank day, because the payout date has passed.
        office.Database.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 2, 3, 0, 0, TimeSpan.Zero));
        var second = Assert.Single(await office.SendAsync(November));
        Assert.Equal((2L, new DateOnly(2027, 1, 4)), (second.Number, second.PayoutDate));
        Assert.True(Done(await office.ReturnAsync(payout, "back-1")).Repeated);
        Assert.Equal(PayoutStatus.Submitted, Assert.Single(await office.PayoutsAsync(November)).Status);
        Done(await office.ConfirmAsync(payout, "arrived-2"));
        Assert.Equal(-945, (await office.BalancesAsync())["bank"]);
        Assert.False((await office.BalancesAsync()).ContainsKey("merchant-payable.closed"));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Settled_payout_takes_no_other_answer(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);
        await office.SendAsync(November);
        var payout = Assert.Single(await office.PayoutsAsync(November));
        Done(await office.ConfirmAsync(payout, "one"));

        Assert.True(Done(await office.ConfirmAsync(payout, "one")).Repeated);
        Assert.Equal(RecordBankResultRefusal.ResultDiffers, Refused(await office.ReturnAsync(payout, "two")));
        Assert.Equal(RecordBankResultRefusal.ResultDiffers, Refused(await office.ReturnAsync(payout, "one")));
        Assert.Equal(RecordBankResultRefusal.ReferenceMissing, Refused(await office.ConfirmAsync(payout, "")));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Batch_with_an_account_that_was_changed_since_is_not_approved(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await SettleAsync(office);
        var batch = Assert.Single(Done(await office.ProposeAsync(November)).Batches);
        Done(await office.RegisterAsync(home.Merchant.Code, Household.AccountOf(7_654_321)));

        Assert.Equal(DecidePayoutBatchRefusal.AccountChanged, Refused(await office.ApproveAsync(batch.Number)));
        Assert.Empty(Done(await office.ProposeAsync(November)).Batches);
        Done(await office.WithdrawAsync(batch.Number));
        var second = Assert.Single(Done(await office.ProposeAsync(November)).Batches);
        Done(await office.ApproveAsync(second.Number));
        Assert.Equal(SubmitPayoutBatchRefusal.BatchNotApproved, Refused(await office.SubmitAsync(batch.Number)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Batch_whose_date_has_passed_is_not_approved(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);
        var batch = Assert.Single(Done(await office.ProposeAsync(November)).Batches);
        office.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 30, 15, 0, 0, TimeSpan.Zero));

        Assert.Equal(DecidePayoutBatchRefusal.PayoutDatePassed, Refused(await office.ApproveAsync(batch.Number)));
    }

    [Theory, EveryDatabase]
    public async Task Merchant_without_a_bank_account_is_named_and_the_others_are_paid(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var stranger = Household.MerchantOf(9_000_001);
        await office.Database.AddAsync(stranger);
        await (await Household.AddAsync(office.Database, merchant: stranger)).BuyAsync(1_000);
        await SettleAsync(office);

        var proposed = Done(await office.ProposeAsync(November));

        Assert.Equal([stranger.Code], proposed.WithoutAccount);
        Assert.Equal(1, Assert.Single(proposed.Batches).Count);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Installation_without_an_account_of_its_own_writes_no_file(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);
        var batch = Assert.Single(Done(await office.ProposeAsync(November)).Batches);

        var refused = await office.Database.RunAsync<UnitOfWork, Result<PayoutBatch, DecidePayoutBatchRefusal>>(unitOfWork =>
            new DecidePayoutBatch(unitOfWork, new TransferSender(), office.Database.Clock).ApproveAsync(batch.Number, Checker, CancellationToken.None));

        Assert.Equal(DecidePayoutBatchRefusal.FileNotWritable, Refused(refused));
        Assert.Equal(PayoutStatus.Closed, Assert.Single(await office.PayoutsAsync(November)).Status);
    }

    [Theory, EveryDatabase]
    public async Task Two_people_who_propose_at_once_put_a_payout_into_one_batch(DatabaseKind kind)
    {
        await using var office = await SettledAsync(kind);

        var proposals = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => office.ProposeAsync(November, $"person-{number}"))));

        Assert.Single(proposals.SelectMany(proposal => Done(proposal).Batches));
        Assert.Equal(1, await office.Database.ReadAsync(db => db.PayoutTransfers.CountAsync()));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Bank_account_is_kept_as_the_bank_file_will_have_it(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var account = new BankAccount("0158", "キョウト", "001", "ホンテン", BankAccountType.Savings, "123", "カ）ブログ");

        var registered = Done(await office.RegisterAsync(home.Merchant.Code, account)).Account;

        Assert.Equal(("ｷﾖｳﾄ", "ﾎﾝﾃﾝ", "0000123", "ｶ)ﾌﾞﾛｸﾞ"), (registered.BankName, registered.BranchName, registered.Number, registered.Holder));
        Assert.Equal(RegisterBankAccountRefusal.MerchantNotFound, Refused(await office.RegisterAsync("nobody", account)));
        Assert.Equal(RegisterBankAccountRefusal.BankCodeInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { BankCode = "15" })));
        Assert.Equal(RegisterBankAccountRefusal.BranchCodeInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { BranchCode = "1" })));
        Assert.Equal(RegisterBankAccountRefusal.AccountNumberInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { Number = "" })));
        Assert.Equal(RegisterBankAccountRefusal.AccountTypeInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { Type = (BankAccountType)3 })));
        Assert.Equal(RegisterBankAccountRefusal.BankNameInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { BankName = "京都" })));
        Assert.Equal(RegisterBankAccountRefusal.BranchNameInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { BranchName = "" })));
        Assert.Equal(RegisterBankAccountRefusal.HolderInvalid, Refused(await office.RegisterAsync(home.Merchant.Code, account with { Holder = "ヲ" })));
    }

    /// <summary>A month that one merchant was settled for: 1,000 yen less a fee of 55.</summary>
    private async Task<BackOffice> SettledAsync(DatabaseKind kind)
    {
        var office = await OpenAsync(databases, kind);
        await SettleAsync(office);
        return office;
    }

    private static async Task<Household> SettleAsync(BackOffice office)
    {
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        office.EndOf(November);
        await office.ReachSettlementAsync(November);
        return home;
    }
}
