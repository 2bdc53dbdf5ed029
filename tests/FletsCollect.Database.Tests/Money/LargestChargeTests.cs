using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>A merchant may ask for less at once from one person's word on, and for more only once another has approved it.</summary>
public sealed class LargestChargeTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Less_holds_at_once_and_more_once_a_second_person_approved_it(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var merchant = (await Household.AddAsync(database)).Merchant;

        Assert.Null(Done(await ChangeAsync(database, merchant, 20_000)).Proposal);
        Assert.Equal(20_000, await LargestAsync(database, merchant));
        Assert.Equal(ChangeLargestChargeRefusal.Unchanged, Refused(await ChangeAsync(database, merchant, 20_000)));
        Assert.Equal(ChangeLargestChargeRefusal.AmountInvalid, Refused(await ChangeAsync(database, merchant, 0)));
        var proposal = Done(await ChangeAsync(database, merchant, 80_000)).Proposal!;
        Assert.Equal(20_000, await LargestAsync(database, merchant));
        Assert.Equal(ChangeLargestChargeRefusal.ProposalWaits, Refused(await ChangeAsync(database, merchant, 90_000)));
        Assert.Equal(DecideLargestChargeRefusal.MakerIsChecker, Refused(await DecideAsync(database, proposal, by: Maker.ToUpperInvariant())));
        Done(await DecideAsync(database, proposal));

        Assert.Equal(80_000, await LargestAsync(database, merchant));
        Assert.Equal(DecideLargestChargeRefusal.ProposalDecided, Refused(await DecideAsync(database, proposal)));
    }

    [Theory, EveryDatabase]
    public async Task Of_two_who_propose_at_once_one_waits(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var merchant = (await Household.AddAsync(database)).Merchant;

        var answers = await Task.WhenAll(ChangeAsync(database, merchant, 60_000), ChangeAsync(database, merchant, 70_000));

        Assert.Single(answers, answer => answer.Succeeded(out _, out _));
        Assert.Equal(1, await database.ReadAsync(db => db.LargestChargeProposals.CountAsync()));
        Done(await DecideAsync(database, await database.ReadAsync(db => db.LargestChargeProposals.SingleAsync()), approve: false, by: Maker));
        Assert.Equal(50_000, await LargestAsync(database, merchant));
    }

    private static Task<long> LargestAsync(TestDatabase database, Merchant merchant) => database.ReadAsync(async db => (await db.Merchants.SingleAsync(row => row.Id == merchant.Id)).LargestCharge.Amount);

    private static Task<Result<LargestChargeChange, ChangeLargestChargeRefusal>> ChangeAsync(TestDatabase database, Merchant merchant, long amount) =>
        database.RunAsync<ChangeLargestCharge, Result<LargestChargeChange, ChangeLargestChargeRefusal>>(change => change.ExecuteAsync(merchant.Code, new Yen(amount), "年末の販売", Maker, CancellationToken.None));

    private static Task<Result<TermsDecision, DecideLargestChargeRefusal>> DecideAsync(TestDatabase database, LargestChargeProposal proposal, bool approve = true, string by = Checker) =>
        database.RunAsync<DecideLargestCharge, Result<TermsDecision, DecideLargestChargeRefusal>>(decide => decide.ExecuteAsync(proposal.Id, approve, by, CancellationToken.None));
}
