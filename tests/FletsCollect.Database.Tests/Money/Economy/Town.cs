using System.Globalization;
using System.Net;
using CsCheck;
using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Refunds;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>
/// The people of a simulated economy and the operator who closes its months. Everything is drawn from one seed, and everything is done by
/// the product's own use cases.
/// </summary>
internal sealed class Town
{
    /// <summary>Days of a month on which people buy.</summary>
    private const int Days = 5;

    private const int PercentOfReturnedTransfers = 8;
    private const int PercentOfMoves = 40;

    private readonly BackOffice office;
    private readonly EconomySize size;
    private readonly Dice dice;
    private readonly Collector collector;
    private readonly Market market;
    private readonly List<Household> homes = [];
    private readonly List<Merchant> merchants = [];
    private readonly Dictionary<Household, IPAddress> moved = [];
    private readonly List<(Household Home, Merchant Merchant, Guid Charge, long Amount)> recent = [];
    private readonly List<FundsHold> holds = [];
    private readonly Dictionary<string, int> happened = new(StringComparer.Ordinal);
    private int answers;

    private Town(BackOffice office, Market market, EconomySize size, int seed)
    {
        (this.office, this.market, this.size, dice) = (office, market, size, new Dice((uint)seed));
        collector = new Collector(office, dice, Count);
    }

    /// <summary>The months to live and close.</summary>
    public IEnumerable<BillingMonth> Months
    {
        get
        {
            var month = November;
            for (var count = 0; count < size.Months; count++, month = month.Next)
                yield return month;
        }
    }

    /// <summary>What happened and how often.</summary>
    public string Told => string.Join(", ", happened.OrderBy(what => what.Key, StringComparer.Ordinal).Select(what => string.Create(CultureInfo.InvariantCulture, $"{what.Value} {what.Key}")));

    public static async Task<Town> FoundAsync(BackOffice office, EconomySize size, int seed)
    {
        var town = new Town(office, await Market.OpenAsync(office.Database), size, seed);
        await office.SetTariffAsync("rerated", November, new TariffTerms(5, 100, new Yen(30)) { RefundedFee = RefundedFee.Rerated, SetUpFee = new Yen(300) });
        await office.SetTariffAsync("large", November, new TariffTerms(3, 100, new Yen(20)) { Offer = TariffOffer.Individual, Rounding = FeeRounding.HalfUp });
        for (var number = 0; number < size.Merchants; number++)
        {
            var merchant = Household.MerchantOf(5_000_000 + number);
            await office.Database.AddAsync(merchant, new MerchantBankAccount(merchant, Household.AccountOf(number + 1), office.Database.Now));
            town.merchants.Add(merchant);
            await office.AgreeAsync(merchant, November, TermsOf(number));
        }
        town.homes.AddRange(await Household.AddManyAsync(office.Database, size.Lines, town.merchants));
        return town;
    }

    /// <summary>A month of the town's people.</summary>
    public async Task LiveAsync(BillingMonth month)
    {
        for (var day = 0; day < Days; day++, office.Database.Clock.Advance(TimeSpan.FromDays(3)))
        {
            await BuyOneAsync();
            var wanted = Enumerable.Range(0, Math.Max(1, size.Purchases / Days)).Select(_ => (Home: Any(homes), Merchant: Any(merchants), Amount: dice.Between(1, 3_000))).ToList();
            foreach (var (purchase, charge) in wanted.Zip(await market.BuyAsync(wanted)))
                await BoughtAsync(purchase.Home, purchase.Merchant, purchase.Amount, charge);
        }
        // Also of charges that were billed, settled and paid out long ago.
        for (var refund = 0; refund < Math.Max(1, size.Purchases / 50) && recent.Count > 0; refund++)
        {
            var (home, merchant, charge, amount) = Any(recent);
            await RefundAsync(home, merchant, charge, dice.Between(1, amount + 1));
        }
        await HoldOrReleaseAsync();
        if (month == November.Next)
            await office.AgreeAsync(merchants[0], month.Next, TermsOf(1));
    }

    /// <summary>The operator's month: fees, close, hand-off, collection and bank, with lines that do not pay and banks that send money back.</summary>
    public async Task CloseAsync(BillingMonth month)
    {
        var fees = homes.Where((_, number) => number % 10 == month.Month % 10).Select(home => $"F\t{month}-{home.Line.Number.Value}\t{dice.Between(3_000, 6_000)}\t{home.Line.Number.Value}\t10\t回線利用料").ToList();
        Accepted(await office.ImportLineFeesAsync(await TelcoOffice.FeesAsync(office, month, fees)));
        office.EndOf(month);
        Done(await office.CloseAsync(month));
        Done(await office.ExportAsync(month));
        Accepted(await office.ImportAcknowledgementAsync(await TelcoOffice.AcknowledgeAsync(office, month)));
        await collector.CollectAsync(month);
        await ClearSuspenseAsync();
        if ((await office.BalancesAsync()).GetValueOrDefault("collection-clearing") is > 0 and var clearing)
            Counted("remittances", await office.RemitAsync(dice.Between(1, clearing + 1), $"bank-in-{month}"));
        Done(await office.SettleAsync(month));
        // What came back of earlier months is sent again, to the corrected account.
        foreach (var ofMonth in Months.TakeWhile(other => other <= month))
            await office.SendAsync(ofMonth);
        foreach (var payout in await office.Database.ReadAsync(db => db.Payouts.Where(payout => payout.Status == PayoutStatus.Submitted).OrderBy(payout => payout.Id).ToListAsync()))
        {
            if (Chance(PercentOfReturnedTransfers))
            {
                Counted("returned transfers", await office.ReturnAsync(payout, $"back-{++answers}"));
                Done(await office.RegisterAsync(merchants.Single(merchant => merchant.Id == payout.MerchantId).Code, Household.AccountOf((int)dice.Between(1, 9_999_999))));
            }
            else
            {
                Counted("arrived transfers", await office.ConfirmAsync(payout, $"bank-{++answers}"));
            }
        }
    }

    private static void Accepted(FileImport import) => Assert.True(import.Accepted, string.Join("; ", import.File.Faults));

    /// <summary>One contract of each kind in turn.</summary>
    private static ContractTerms TermsOf(int number) => (number % 5) switch
    {
        1 => ContractTerms.Standard with { Basis = SettlementBasis.Guaranteed },
        2 => ContractTerms.Standard with { MinimumPayout = new Yen(5_000), TransferFee = new Yen(330) },
        3 => ContractTerms.Standard with { TariffVersion = "large" },
        4 => new ContractTerms(SettlementBasis.Guaranteed, new Yen(3_000), new Yen(165)),
        _ => ContractTerms.Standard,
    };

    /// <summary>A purchase by the whole way, perhaps right after its household moved: the line is proved at its new address.</summary>
    private async Task BuyOneAsync()
    {
        var (home, merchant, amount) = (Any(homes), Any(merchants), dice.Between(1, 3_000));
        if (Chance(PercentOfMoves))
            await MoveAsync(home);
        await BoughtAsync(home, merchant, amount, await BuyAsync(home, merchant, amount));
    }

    private async Task BoughtAsync(Household home, Merchant merchant, long amount, Guid? bought)
    {
        if (bought is not { } charge)
        {
            Count("refused purchases");
            return;
        }
        Count("purchases");
        switch (dice.Below(40))
        {
            case 0:
                Counted("cancelled", await home.AsMerchantAsync<CancelCharge, Charge, CancelChargeRefusal>(merchant.Code, (cancel, db, by) => cancel.ExecuteAsync(db, by, charge, CancellationToken.None)));
                break;
            case 1:
                await RefundAsync(home, merchant, charge, dice.Between(1, amount + 1));
                break;
            default:
                recent.Add((home, merchant, charge, amount));
                break;
        }
    }

    private async Task<Guid?> BuyAsync(Household home, Merchant merchant, long amount)
    {
        var order = Household.Order(amount);
        var consent = home.ConsentTo(order) with { MerchantCode = merchant.Code };
        var command = new ApproveChargeCommand(merchant.Code, home.Credential.Id, moved.GetValueOrDefault(home, home.Address), order, consent, consent.Hash());
        if (!(await home.ApproveAsync(command)).Succeeded(out var grant, out _))
            return null;
        var answer = await home.ConfirmAsync(home.Charge(grant) with { MerchantCode = merchant.Code });
        return PublicId.TryParse(PublicId.Charge, answer.Answer.Body, out var charge) ? charge : null;
    }

    private async Task RefundAsync(Household home, Merchant merchant, Guid charge, long amount) =>
        Counted("refunds", await home.AsMerchantAsync<RequestRefund, Refund, RefundRefusal>(merchant.Code, (refund, db, by) => refund.ExecuteAsync(
            db, new RequestRefundCommand(charge, new Yen(amount), "返品", by.Id, AuditActor.Merchant(by.Code)), CancellationToken.None)));

    /// <summary>The household moves within the network: its line gets another address.</summary>
    private async Task MoveAsync(Household home)
    {
        var address = new IPAddress([172, (byte)dice.Between(16, 32), (byte)dice.Below(256), (byte)dice.Between(1, 255)]);
        await home.ConnectAsync(home.Line, address);
        moved[home] = address;
        // Who else had that address has lost it, as the access network's newest word says.
        foreach (var other in moved.Where(other => other.Key != home && other.Value.Equals(address)).Select(other => other.Key).ToList())
            await MoveAsync(other);
        Count("moves");
    }

    /// <summary>Two people look at the oldest money that nobody knows: it pays somebody's bill after all, or goes back.</summary>
    private async Task ClearSuspenseAsync()
    {
        var receipts = await office.Database.ReadAsync(db => SuspendedReceipts.ListAsync(db, 3, CancellationToken.None));
        foreach (var receipt in receipts)
        {
            var owed = await office.Database.ReadAsync(db => db.LineInvoices.Where(invoice => invoice.Status == LineInvoiceStatus.Overdue).OrderBy(invoice => invoice.Id).FirstOrDefaultAsync());
            var pays = owed is not null && Chance(60) ? owed : null;
            var amount = pays is not null && pays.Outstanding < receipt.Left ? pays.Outstanding : receipt.Left;
            var move = Done(await office.ProposeReceiptMoveAsync(new ProposeReceiptMoveCommand(receipt.Receipt.Reference, pays?.Id, amount, "調査の結果", Maker)));
            Counted(pays is null ? "paid back" : "matched", await office.DecideReceiptMoveAsync(move.Id, reference: pays is null ? $"bank-out-{++answers}" : null));
        }
    }

    private async Task HoldOrReleaseAsync()
    {
        if (holds.Count > 0 && Chance(50))
        {
            var hold = Any(holds);
            Counted("released holds", await office.ReleaseAsync(hold.Id));
            holds.Remove(hold);
            return;
        }
        holds.Add(Done(await office.HoldAsync(Any(merchants).Code, dice.Between(1, 2_000))));
        Count("holds");
    }

    private T Any<T>(List<T> of) => of[dice.Below(of.Count)];

    private bool Chance(int percent) => dice.Below(100) < percent;

    private void Count(string what) => happened[what] = happened.GetValueOrDefault(what) + 1;

    /// <summary>A refusal is an answer like any other here: the books must hold all the same.</summary>
    private void Counted<TValue, TRefusal>(string what, Result<TValue, TRefusal> result)
        where TValue : notnull
        where TRefusal : struct, Enum => Count(result.Succeeded(out _, out var refusal) ? what : $"{what} refused as {refusal}");
}

/// <summary>Draws that are the same for the same seed.</summary>
internal sealed class Dice(uint seed)
{
    private readonly PCG draws = new(stream: 1, seed);

    /// <summary>From 0 on.</summary>
    public int Below(int end) => (int)draws.Next((uint)end);

    public long Between(long first, long end) => first + (long)draws.Next64((ulong)(end - first));
}
