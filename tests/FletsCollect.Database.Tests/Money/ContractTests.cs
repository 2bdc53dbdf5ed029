using FletsCollect.Billing;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>What two people agree on, from which month it holds, and what it does to what a merchant is paid.</summary>
public sealed class ContractTests(Databases databases)
{
    private static readonly ContractTerms Standard = ContractTerms.Standard;

    [Theory, EveryDatabase]
    public async Task Terms_hold_once_a_second_person_approved_them_and_for_good(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var tariff = Done(await office.ProposeTariffAsync("2026-11.1", November, new TariffTerms(4, 100, new Yen(40))));
        Assert.Equal("2011-07", await InForceAsync(office));

        Assert.Equal(DecideTermsRefusal.MakerIsChecker, Refused(await office.DecideTermsAsync(tariff.PublicId, by: Maker.ToUpperInvariant())));
        Assert.Equal(DecideTermsRefusal.DeciderMissing, Refused(await office.DecideTermsAsync(tariff.PublicId, by: " ")));
        Assert.Equal(DecideTermsRefusal.TermsNotFound, Refused(await office.DecideTermsAsync("ta_00000000000000000000000000")));
        Done(await office.DecideTermsAsync(tariff.PublicId));
        Assert.Equal(DecideTermsRefusal.TermsDecided, Refused(await office.DecideTermsAsync(tariff.PublicId, approve: false)));

        Assert.Equal("2026-11.1", await InForceAsync(office));
        // The rates of consumption tax are the law's, and came over from the tariff before.
        Assert.Equal(10, (await office.Database.ReadAsync(db => db.Tariffs.SingleAsync(row => row.Version == "2026-11.1"))).TaxPercentIn(November));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Withdrawn_terms_never_hold(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var tariff = Done(await office.ProposeTariffAsync("2026-11.1", November, new TariffTerms(4, 100, new Yen(40))));

        Done(await office.DecideTermsAsync(tariff.PublicId, approve: false, by: Maker));

        Assert.Equal(DecideTermsRefusal.TermsDecided, Refused(await office.DecideTermsAsync(tariff.PublicId)));
        Assert.Equal("2011-07", await InForceAsync(office));
        Assert.Equal(ProposeTariffRefusal.VersionTaken, Refused(await office.ProposeTariffAsync("2026-11.1", November, new TariffTerms(4, 100, new Yen(40)))));
    }

    [Theory, EveryDatabase]
    public async Task Terms_never_reach_back_into_a_month_that_is_frozen(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        var tariff = Done(await office.ProposeTariffAsync("late", November, new TariffTerms(4, 100, new Yen(40))));
        office.EndOf(November);
        Done(await office.CloseAsync(November));

        Assert.Equal(DecideTermsRefusal.MonthFrozen, Refused(await office.DecideTermsAsync(tariff.PublicId)));
        Assert.Equal(ProposeTariffRefusal.MonthFrozen, Refused(await office.ProposeTariffAsync("later", November, new TariffTerms(4, 100, new Yen(40)))));
        Assert.Equal(ProposeContractRefusal.MonthFrozen, Refused(await office.ProposeContractAsync(home.Merchant.Code, November, Standard)));
        Done(await office.ProposeContractAsync(home.Merchant.Code, November.Next, Standard));
    }

    [Theory, EveryDatabase]
    public async Task Terms_that_make_no_sense_are_not_proposed(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var good = new TariffTerms(4, 100, new Yen(40));

        Assert.Equal(ProposeTariffRefusal.ProposerMissing, Refused(await office.ProposeTariffAsync("v", November, good, by: "")));
        Assert.Equal(ProposeTariffRefusal.VersionInvalid, Refused(await office.ProposeTariffAsync("料金", November, good)));
        Assert.Equal(ProposeTariffRefusal.RateInvalid, Refused(await office.ProposeTariffAsync("v", November, good with { RateNumerator = 101 })));
        Assert.Equal(ProposeTariffRefusal.RateInvalid, Refused(await office.ProposeTariffAsync("v", November, good with { RateDenominator = 0 })));
        Assert.Equal(ProposeTariffRefusal.AmountInvalid, Refused(await office.ProposeTariffAsync("v", November, good with { SetUpFee = new Yen(-1) })));
        Assert.Equal(ProposeTariffRefusal.TaxRatesInvalid, Refused(await office.ProposeTariffAsync("v", new(2011, 1), good)));
        Assert.Equal(ProposeContractRefusal.MerchantNotFound, Refused(await office.ProposeContractAsync("nobody", November, Standard)));
        Assert.Equal(ProposeContractRefusal.ProposerMissing, Refused(await office.ProposeContractAsync(home.Merchant.Code, November, Standard, by: " ")));
        Assert.Equal(ProposeContractRefusal.AmountInvalid, Refused(await office.ProposeContractAsync(home.Merchant.Code, November, Standard with { MinimumPayout = Yen.Zero })));
        Assert.Equal(ProposeContractRefusal.TariffNotFound, Refused(await office.ProposeContractAsync(home.Merchant.Code, November, Standard with { TariffVersion = "none" })));
    }

    [Theory, EveryDatabase]
    public async Task Guaranteed_merchant_is_paid_what_was_billed_before_any_line_paid(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        await office.AgreeAsync(home.Merchant, November, Standard with { Basis = SettlementBasis.Guaranteed });
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));

        var statement = Assert.Single(Done(await office.SettleAsync(November)).Statements);

        Assert.Equal((SettlementBasis.Guaranteed, 1_000L, 945L), (statement.Basis, statement.Guaranteed.Amount, statement.Payable.Amount));
        await office.AssertSoundAsync();
        // What the line pays afterwards is the provider's.
        Done(await office.CollectAsync(Assert.Single(await office.InvoicesAsync(November))));
        var balances = await office.BalancesAsync();
        Assert.Equal((1_000L, -945L), (balances["collection-clearing"], balances["merchant-payable.closed"]));
        Assert.False(balances.ContainsKey("merchant-payable.uncollected"));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task What_is_less_than_the_minimum_is_carried_over_and_told_and_costs_no_transfer(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await office.AgreeAsync(home.Merchant, November, Standard with { MinimumPayout = new Yen(1_500), TransferFee = new Yen(330) });
        await home.BuyAsync(1_000);
        office.EndOf(November);
        await office.ReachSettlementAsync(November);

        var first = Assert.Single(await office.StatementsAsync(November));
        Assert.Equal((945L, 0L, true), (first.Payable.Amount, first.TransferFee.Amount, first.IsCarriedOver));
        Assert.Equal(PayoutStatus.CarriedOver, Assert.Single(await office.PayoutsAsync(November)).Status);
        Assert.Equal(1, await office.Database.ReadAsync(db => db.OutboxMessages.CountAsync(message => message.Type == EventTypes.PayoutCarriedOver)));
        await office.AssertSoundAsync();

        await home.BuyAsync(1_000);
        office.EndOf(November.Next);
        await office.RunMonthAsync(November.Next);

        // 945 carried over and 1,000 collected, less 55 of fee and 330 of transfer.
        var second = Assert.Single(await office.StatementsAsync(November.Next));
        Assert.Equal((945L, 1_945L, 330L, 1_560L), (second.CarriedOver.Amount, second.Available.Amount, second.TransferFee.Amount, second.Payable.Amount));
        var balances = await office.BalancesAsync();
        Assert.Equal((-1_560L, -330L), (balances["bank"], balances["transfer-fee-recovered"]));
        Assert.Equal(1, await office.Database.ReadAsync(db => db.OutboxMessages.CountAsync(message => message.Type == EventTypes.PayoutPaid)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Held_money_is_not_paid_until_it_is_released(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        await home.BuyAsync(1_000);
        Assert.Equal(HoldFundsRefusal.AmountInvalid, Refused(await office.HoldAsync(home.Merchant.Code, 0)));
        Assert.Equal(HoldFundsRefusal.ReasonMissing, Refused(await office.HoldAsync(home.Merchant.Code, 1, reason: "")));
        Assert.Equal(HoldFundsRefusal.MerchantNotFound, Refused(await office.HoldAsync("nobody", 1)));
        var hold = Done(await office.HoldAsync(home.Merchant.Code, 600));
        await office.AssertSoundAsync();
        office.EndOf(November);
        await office.RunMonthAsync(November);

        Assert.Equal(345, Assert.Single(await office.StatementsAsync(November)).Payable.Amount);
        Done(await office.ReleaseAsync(hold.Id));
        Assert.Equal(HoldFundsRefusal.HoldReleased, Refused(await office.ReleaseAsync(hold.Id)));
        Assert.Equal(HoldFundsRefusal.HoldNotFound, Refused(await office.ReleaseAsync(Guid.CreateVersion7())));
        office.EndOf(November.Next);
        await office.RunMonthAsync(November.Next);

        Assert.Equal((600L, 0L), (Assert.Single(await office.StatementsAsync(November.Next)).Payable.Amount, (await office.BalancesAsync()).GetValueOrDefault("merchant-payable.held")));
        Assert.Equal(-945, (await office.BalancesAsync())["bank"]);
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task Set_up_fee_is_on_the_first_statement_only(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await office.SetTariffAsync("with-set-up", November, new TariffTerms(5, 100, new Yen(30)) { SetUpFee = new Yen(500) });
        var home = await Household.AddAsync(office.Database);
        foreach (var month in new[] { November, November.Next })
        {
            await home.BuyAsync(1_000);
            office.EndOf(month);
            await office.RunMonthAsync(month);
        }

        // 50 of fee, and 500 with the tax on both.
        Assert.Equal((500L, 55L, 395L), Parts(Assert.Single(await office.StatementsAsync(November))));
        Assert.Equal((0L, 5L, 945L), Parts(Assert.Single(await office.StatementsAsync(November.Next))));
        Assert.Equal(-500, (await office.BalancesAsync())["set-up-fee-revenue"]);
        await office.AssertSoundAsync();

        static (long, long, long) Parts(FeeStatement statement) => (statement.SetUpFee.Amount, statement.Tax.Amount, statement.Payable.Amount);
    }

    [Theory, EveryDatabase]
    public async Task Month_is_rated_again_on_the_next_statement_when_the_tariff_says_so(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await office.SetTariffAsync("rerated", November, new TariffTerms(5, 100, new Yen(30)) { RefundedFee = RefundedFee.Rerated });
        var first = await Household.AddAsync(office.Database);
        var charges = new List<Guid> { await first.BuyAsync(600) };
        foreach (var _ in Enumerable.Range(0, 2))
            charges.Add(await (await Household.AddAsync(office.Database, merchant: first.Merchant)).BuyAsync(600));
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        // One is refunded before the month is settled, and is rated on a later statement all the same.
        Done(await first.RefundAsync(charges[0]));
        Done(await office.IssueAsync(November));
        foreach (var invoice in await office.InvoicesAsync(November))
            Done(await office.CollectAsync(invoice));
        Assert.Equal((99L, 0L), Parts(Assert.Single(Done(await office.SettleAsync(November)).Statements)));
        await office.SendAsync(November);
        Done(await first.RefundAsync(charges[1], 300));
        office.EndOf(November.Next);
        await office.RunMonthAsync(November.Next);

        // 900 yen on two lines: the minimum, 60 and 6 of tax, where 90 and 9 were charged.
        var adjusted = Assert.Single(await office.StatementsAsync(November.Next));
        Assert.Equal((0L, -33L), Parts(adjusted));
        var adjustment = Assert.Single(await office.Database.ReadAsync(db => db.FeeAdjustments.ToListAsync()));
        Assert.Equal((900L, 2, -45L, 15L, -3L), (adjustment.Principal.Amount, adjustment.Lines, adjustment.ByRate.Amount, adjustment.TopUp.Amount, adjustment.Tax.Amount));
        await office.AssertSoundAsync();

        // What is rated once is not rated twice, and the rest of a line's refund takes the line away.
        Done(await first.RefundAsync(charges[1]));
        office.EndOf(November.Next.Next);
        await office.RunMonthAsync(November.Next.Next);
        Assert.Equal((0L, -33L), Parts(Assert.Single(await office.StatementsAsync(November.Next.Next))));
        await office.AssertSoundAsync();

        static (long, long) Parts(FeeStatement statement) => (statement.Fee.Amount, statement.Adjustment.Amount);
    }

    [Theory, EveryDatabase]
    public async Task Merchant_with_a_tariff_of_its_own_pays_by_that(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await office.SetTariffAsync("for-one", November, new TariffTerms(1, 100, new Yen(1)) { Offer = TariffOffer.Individual });
        var (one, other) = (await Household.AddAsync(office.Database), await Household.AddAsync(office.Database));
        await office.AgreeAsync(one.Merchant, November, Standard with { TariffVersion = "for-one" });
        await one.BuyAsync(1_000);
        await other.BuyAsync(1_000);
        office.EndOf(November);
        await office.ReachSettlementAsync(November);

        var fees = (await office.StatementsAsync(November)).ToDictionary(statement => statement.MerchantId, statement => (statement.TariffVersion, statement.Fee.Amount));
        Assert.Equal(("for-one", 11L), fees[one.Merchant.Id]);
        Assert.Equal(("2011-07", 55L), fees[other.Merchant.Id]);
        await office.AssertSoundAsync();
    }

    private static async Task<string?> InForceAsync(BackOffice office) =>
        Tariff.InForce(await office.Database.ReadAsync(db => Tariff.ApprovedAsync(db, CancellationToken.None)), November)?.Version;
}
