using FletsCollect.Billing;
using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>An invoice of which nothing can be had is given up early by the word of two people, with the postings of the last attempt.</summary>
public sealed class GiveUpTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task What_is_left_goes_back_to_its_merchant_or_is_written_off_where_it_is_guaranteed(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        var (home, guaranteed) = (await Household.AddAsync(office.Database), await Household.AddAsync(office.Database));
        await office.AgreeAsync(guaranteed.Merchant, November, ContractTerms.Standard with { Basis = SettlementBasis.Guaranteed });
        await home.BuyAsync(1_000);
        await guaranteed.BuyAsync(700);
        var invoices = await IssuedAsync(office);
        Done(await office.CollectAsync(Of(invoices, home), CollectionOutcome.PartlyPaid, amount: 400));

        foreach (var invoice in invoices)
        {
            var proposal = Done(await ProposeAsync(office, invoice.Id));
            Done(await DecideAsync(office, proposal));
        }

        Assert.All(await office.InvoicesAsync(November), invoice => Assert.Equal(LineInvoiceStatus.Delinquent, invoice.Status));
        var parts = await office.Database.ReadAsync(db => db.CollectionAllocations.Where(row => row.Kind != AllocationKind.Collected).Select(row => new { row.MerchantId, row.Kind, row.Amount }).ToListAsync());
        Assert.Equal(
            new[] { (home.Merchant.Id, AllocationKind.Returned, 600L), (guaranteed.Merchant.Id, AllocationKind.WrittenOff, 700L) }.Order(),
            parts.Select(part => (part.MerchantId, part.Kind, part.Amount.Amount)).Order());
        await office.AssertSoundAsync();
        // Whoever pays after all is welcome.
        Done(await office.CollectAsync(Of(await office.InvoicesAsync(November), home), reference: "late-1"));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task One_person_alone_gives_nothing_up_and_nothing_is_given_up_twice(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(1_000);
        var invoice = Assert.Single(await IssuedAsync(office));

        Assert.Equal(ProposeGiveUpRefusal.ReasonMissing, Refused(await ProposeAsync(office, invoice.Id, " ")));
        Assert.Equal(ProposeGiveUpRefusal.InvoiceNotFound, Refused(await ProposeAsync(office, Guid.CreateVersion7())));
        var proposal = Done(await ProposeAsync(office, invoice.Id));
        Assert.Equal(ProposeGiveUpRefusal.ProposalWaits, Refused(await ProposeAsync(office, invoice.Id)));
        Assert.Equal(DecideGiveUpRefusal.MakerIsChecker, Refused(await DecideAsync(office, proposal, by: Maker.ToUpperInvariant())));
        Assert.Equal(LineInvoiceStatus.Issued, Assert.Single(await office.InvoicesAsync(November)).Status);
        var answers = await Task.WhenAll(DecideAsync(office, proposal), DecideAsync(office, proposal, by: "kobayashi"));

        Assert.Single(answers, answer => answer.Succeeded(out _, out _));
        Assert.Equal([DecideGiveUpRefusal.ProposalDecided], answers.Where(answer => !answer.Succeeded(out _, out _)).Select(Refused));
        Assert.Equal(ProposeGiveUpRefusal.InvoiceStateForbids, Refused(await ProposeAsync(office, invoice.Id)));
        await office.AssertSoundAsync();
    }

    [Theory, EveryDatabase]
    public async Task What_was_paid_meanwhile_is_not_given_up(DatabaseKind kind)
    {
        await using var office = await OpenAsync(databases, kind);
        await (await Household.AddAsync(office.Database)).BuyAsync(1_000);
        var invoice = Assert.Single(await IssuedAsync(office));
        var proposal = Done(await ProposeAsync(office, invoice.Id));
        Done(await office.CollectAsync(invoice, CollectionOutcome.PartlyPaid, amount: 400));

        Assert.Equal(DecideGiveUpRefusal.InvoiceChanged, Refused(await DecideAsync(office, proposal)));

        Done(await DecideAsync(office, proposal, approve: false, by: Maker));
        Assert.Equal(LineInvoiceStatus.PartiallyPaid, Assert.Single(await office.InvoicesAsync(November)).Status);
        Done(await ProposeAsync(office, invoice.Id));
        await office.AssertSoundAsync();
    }

    private static LineInvoice Of(IEnumerable<LineInvoice> invoices, Household home) => invoices.Single(invoice => invoice.Line == home.Line.Number);

    private static async Task<List<LineInvoice>> IssuedAsync(BackOffice office)
    {
        office.EndOf(November);
        Done(await office.CloseAsync(November));
        Done(await office.IssueAsync(November));
        return await office.InvoicesAsync(November);
    }

    private static Task<Result<GiveUpProposal, ProposeGiveUpRefusal>> ProposeAsync(BackOffice office, Guid invoice, string reason = "契約者の破産") =>
        office.Database.RunAsync<ProposeGiveUp, Result<GiveUpProposal, ProposeGiveUpRefusal>>(propose => propose.ExecuteAsync(invoice, reason, Maker, CancellationToken.None));

    private static Task<Result<GiveUpDecision, DecideGiveUpRefusal>> DecideAsync(BackOffice office, GiveUpProposal proposal, bool approve = true, string by = Checker) =>
        office.Database.RunAsync<DecideGiveUp, Result<GiveUpDecision, DecideGiveUpRefusal>>(decide => decide.ExecuteAsync(proposal.Id, approve, by, CancellationToken.None));
}
