using CsCheck;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Settlement;

namespace FletsCollect.Tests.Settlement;

/// <summary>The fee rule of domain.md §2: its table F1 to F17, and what holds for any month.</summary>
public sealed class FeeTests
{
    private static readonly BillingMonth Tax5 = new(2011, 8);
    private static readonly BillingMonth Tax8 = new(2014, 4);
    private static readonly BillingMonth Tax10 = new(2019, 10);

    [Theory]
    [InlineData("F1", 1_000_000, 1_000, FeeBranch.Rate, 50_000, 2_500, 52_500)]
    [InlineData("F2", 600_000, 1_000, FeeBranch.Rate, 30_000, 1_500, 31_500)]
    [InlineData("F3", 599_999, 1_000, FeeBranch.Minimum, 30_000, 1_500, 31_500)]
    [InlineData("F4", 600_001, 1_000, FeeBranch.Rate, 30_000, 1_500, 31_500)]
    [InlineData("F5", 31_500, 100, FeeBranch.Minimum, 3_000, 150, 3_150)]
    [InlineData("F6", 100, 1, FeeBranch.Minimum, 30, 1, 31)]
    [InlineData("F7", 1_200, 3, FeeBranch.Minimum, 90, 4, 94)]
    [InlineData("F8", 12_359, 10, FeeBranch.Rate, 617, 30, 647)]
    [InlineData("F10", 0, 0, FeeBranch.None, 0, 0, 0)]
    [InlineData("F14", 123_456_789, 200_001, FeeBranch.Rate, 6_172_839, 308_641, 6_481_480)]
    public void Table_at_5_percent_tax(string row, long principal, int lines, FeeBranch branch, long beforeTax, long tax, long fee)
    {
        var calculated = Tariff2011.Calculate(new FeeBasis(new Yen(principal), lines), Tax5);

        Assert.Equal((row, branch, beforeTax, tax, fee), (row, calculated.Branch, calculated.BeforeTax.Amount, calculated.Tax.Amount, calculated.Fee.Amount));
    }

    [Theory]
    [InlineData("F12", 600_000, 1_000, 8, 32_400)]
    [InlineData("F12", 600_000, 1_000, 10, 33_000)]
    [InlineData("F13", 12_345, 7, 5, 647)]
    [InlineData("F13", 12_345, 7, 8, 666)]
    [InlineData("F13", 12_345, 7, 10, 678)]
    public void Table_at_each_tax_rate(string row, long principal, int lines, int taxPercent, long fee)
    {
        var month = taxPercent switch { 5 => Tax5, 8 => Tax8, _ => Tax10 };

        var calculated = Tariff2011.Calculate(new FeeBasis(new Yen(principal), lines), month);

        Assert.Equal((row, taxPercent, fee), (row, calculated.TaxPercent, calculated.Fee.Amount));
    }

    [Fact]
    public void F9_average_is_taken_over_the_contract_not_line_by_line()
    {
        var calculated = Calculate([.. Lines(1, 900).Select(line => (line, 300L)), .. Lines(901, 100).Select(line => (line, 3_000L))]);

        Assert.Equal(new FeeBasis(new Yen(570_000), 1_000), calculated.Basis);
        Assert.Equal((FeeBranch.Minimum, 31_500L), (calculated.Branch, calculated.Fee.Amount));
    }

    [Fact]
    public void F11_two_ids_on_one_line_count_once()
    {
        var calculated = Calculate([(1, 300), (1, 300)]);

        Assert.Equal(new FeeBasis(new Yen(600), 1), calculated.Basis);
        Assert.Equal((FeeBranch.Rate, 30L, 1L, 31L), (calculated.Branch, calculated.BeforeTax.Amount, calculated.Tax.Amount, calculated.Fee.Amount));
    }

    [Fact]
    public void F15_charge_cancelled_before_the_close_counts_neither_for_P_nor_for_its_line()
    {
        var calculated = Calculate([.. Lines(1, 99).Select(line => (line, 600L))]);

        Assert.Equal(new FeeBasis(new Yen(59_400), 99), calculated.Basis);
        Assert.Equal((FeeBranch.Rate, 2_970L, 148L, 3_118L), (calculated.Branch, calculated.BeforeTax.Amount, calculated.Tax.Amount, calculated.Fee.Amount));
    }

    [Fact]
    public void F16_one_of_two_charges_of_a_line_cancelled_leaves_the_line_and_flips_the_branch()
    {
        var whole = Lines(1, 100).SelectMany(line => new[] { (line, 300L), (line, 300L) }).ToArray();

        Assert.Equal(FeeBranch.Rate, Calculate(whole).Branch);
        var calculated = Calculate(whole[1..]);
        Assert.Equal(new FeeBasis(new Yen(59_700), 100), calculated.Basis);
        Assert.Equal((FeeBranch.Minimum, 3_000L, 150L, 3_150L), (calculated.Branch, calculated.BeforeTax.Amount, calculated.Tax.Amount, calculated.Fee.Amount));
    }

    [Fact]
    public void F17_refund_after_the_close_changes_nothing_that_was_billed_and_rerating_would_give_32_yen_less()
    {
        var billed = Lines(1, 100).Select(line => (line, 600L)).ToArray();

        Assert.Equal(3_150, Calculate(billed).Fee.Amount);
        // What the option of rating the month again would make of it.
        Assert.Equal(-32, Calculate(billed[1..]).Fee.Amount - Calculate(billed).Fee.Amount);
    }

    [Fact]
    public void Charge_of_nothing_counts_for_no_line()
    {
        Assert.Equal(new FeeBasis(new Yen(300), 1), Calculate([(1, 300), (2, 0)]).Basis);
    }

    [Fact]
    public void Fee_grows_with_the_price() =>
        Gen.Select(Basis, Gen.Long[0, 1_000_000]).Sample((basis, more) =>
            basis.Lines == 0 || Fee(basis) <= Fee(basis with { Principal = basis.Principal + new Yen(more) }));

    [Fact]
    public void Fee_grows_with_the_lines() =>
        Gen.Select(Basis, Gen.Int[0, 10_000]).Sample((basis, more) => Fee(basis) <= Fee(basis with { Lines = basis.Lines + more }));

    [Fact]
    public void Fee_is_never_below_the_minimum_of_its_lines_with_tax() =>
        Basis.Sample(basis => Fee(basis) >= new Yen(30L * basis.Lines * 105 / 100));

    [Fact]
    public void Order_of_the_charges_does_not_matter() =>
        Gen.Select(Gen.Int[1, 20], Gen.Long[0, 5_000], (line, amount) => (line, amount)).Array[0, 60].SelectMany(charges => Gen.Shuffle(charges), (charges, shuffled) => (charges, shuffled))
            .Sample(both => Calculate(both.charges) == Calculate(both.shuffled));

    [Fact]
    public void Branches_meet_at_an_average_of_600() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.OneOf(Gen.Const(Tax5), Gen.Const(Tax8), Gen.Const(Tax10))).Sample((lines, month) =>
        {
            var at = Tariff2011.Calculate(new FeeBasis(new Yen(600L * lines), lines), month);
            var below = Tariff2011.Calculate(new FeeBasis(new Yen((600L * lines) - 1), lines), month);
            return at.Branch == FeeBranch.Rate && below.Branch == FeeBranch.Minimum && at.Fee == below.Fee && at.BeforeTax.Amount == 30L * lines;
        });

    [Fact]
    public void Fee_is_the_greater_of_rate_and_minimum() =>
        Basis.Sample(basis => Tariff2011.Calculate(basis, Tax5).BeforeTax.Amount == (basis.Lines == 0 ? 0 : Math.Max(basis.Principal.Amount * 5 / 100, 30L * basis.Lines)));

    [Fact]
    public void Tax_rate_changes_with_its_month()
    {
        Assert.Equal([5, 8], [Tariff2011.TaxPercentIn(new BillingMonth(2014, 3)), Tariff2011.TaxPercentIn(new BillingMonth(2014, 4))]);
        Assert.Equal([8, 10], [Tariff2011.TaxPercentIn(new BillingMonth(2019, 9)), Tariff2011.TaxPercentIn(new BillingMonth(2019, 10))]);
    }

    [Fact]
    public void Version_in_force_is_the_latest_that_began()
    {
        var later = Version("2030-01", new BillingMonth(2030, 1), new TariffTerms(4, 100, new Yen(40)));

        Assert.Null(Tariff.InForce([later, Tariff2011], new BillingMonth(2011, 6)));
        Assert.Equal("2011-07", Tariff.InForce([later, Tariff2011], new BillingMonth(2029, 12))?.Version);
        Assert.Equal("2030-01", Tariff.InForce([later, Tariff2011], new BillingMonth(2030, 1))?.Version);
    }

    [Fact]
    public void Of_two_versions_from_one_month_the_later_approved_counts_and_an_individual_one_never()
    {
        var month = new BillingMonth(2030, 1);
        Tariff[] approved =
        [
            Tariff2011, Version("2030-01", month, new TariffTerms(4, 100, new Yen(40))), Version("2030-01.1", month, new TariffTerms(6, 100, new Yen(40))),
            Version("for-one", month, new TariffTerms(1, 100, new Yen(1)) { Offer = TariffOffer.Individual }),
        ];

        Assert.Equal("2030-01.1", Tariff.InForce(approved, month)?.Version);
        Assert.Equal("for-one", Tariff.Of(approved, ContractTerms.Standard with { TariffVersion = "for-one" }, month)?.Version);
        Assert.Equal("2030-01.1", Tariff.Of(approved, ContractTerms.Standard, month)?.Version);
    }

    [Theory]
    [InlineData(FeeRounding.Down, 617, 30)]
    [InlineData(FeeRounding.HalfUp, 618, 31)]
    [InlineData(FeeRounding.Up, 618, 31)]
    public void Rounding_is_the_tariffs(FeeRounding rounding, long byRate, long tax)
    {
        // 5 % of 12,359 are 617.95; 5 % of 617 are 30.85, and of 618 they are 30.9.
        var calculated = Version("r", Tax5, new TariffTerms(5, 100, new Yen(30)) { Rounding = rounding }).Calculate(new FeeBasis(new Yen(12_359), 10), Tax5);

        Assert.Equal((byRate, tax), (calculated.ByRate.Amount, calculated.Tax.Amount));
    }

    [Fact]
    public void Set_up_fee_is_on_the_first_statement_and_taxed_with_the_fee_in_one_rounding()
    {
        var tariff = Version("s", Tax10, new TariffTerms(5, 100, new Yen(30)) { SetUpFee = new Yen(50_005) });

        // 10 % of 90 are 9 and of 50,005 are 5,000.5; of both together 5,009.5.
        var first = tariff.Calculate(new FeeBasis(new Yen(1_200), 3), Tax10, first: true);
        Assert.Equal((50_005L, 5_009L, 55_104L), (first.SetUpFee.Amount, first.Tax.Amount, first.Fee.Amount));
        Assert.Equal(5_000, tariff.Calculate(default, Tax10, first: true).Tax.Amount);
        Assert.Equal(99, tariff.Calculate(new FeeBasis(new Yen(1_200), 3), Tax10).Fee.Amount);
    }

    [Theory]
    [InlineData(1, 600)]
    [InlineData(7, 4_200)]
    public void Minimum_ends_at_the_meeting_point(int lines, long expected)
    {
        Assert.Equal(expected, Tariff2011.MeetingPoint(lines)?.Amount);
        Assert.Null(Version("m", Tax5, new TariffTerms(0, 1, new Yen(30))).MeetingPoint(lines));
    }

    [Fact]
    public void Below_the_meeting_point_the_minimum_decides_and_at_it_the_rate() =>
        Gen.Select(Gen.Int[1, 99], Gen.Int[1, 500], Gen.Int[1, 10_000]).Sample((percent, minimum, lines) =>
        {
            var tariff = Version("p", Tax5, new TariffTerms(percent, 100, new Yen(minimum)));
            var at = tariff.MeetingPoint(lines) ?? Yen.Zero;
            return tariff.Calculate(new FeeBasis(at, lines), Tax5).Branch == FeeBranch.Rate
                && tariff.Calculate(new FeeBasis(at - new Yen(1), lines), Tax5).Branch == FeeBranch.Minimum;
        });

    [Fact]
    public void Overflow_stops_the_calculation() =>
        Assert.Throws<OverflowException>(() => Tariff2011.Calculate(new FeeBasis(new Yen(long.MaxValue), 1), Tax5));

    private static readonly Gen<FeeBasis> Basis =
        Gen.Int[0, 1_000_000].SelectMany(lines => Gen.Long[0, 1_500L * lines].Select(principal => new FeeBasis(new Yen(principal), lines)));

    /// <summary>The terms of 2011-07-20, as the database brings them.</summary>
    private static Tariff Tariff2011 { get; } = Version("2011-07", new BillingMonth(2011, 7), new TariffTerms(5, 100, new Yen(30)));

    private static Tariff Version(string version, BillingMonth from, TariffTerms terms) => new(
        version, from, terms,
        [new TariffTaxRate(new BillingMonth(2011, 7), 5), new TariffTaxRate(new BillingMonth(2014, 4), 8), new TariffTaxRate(new BillingMonth(2019, 10), 10)],
        "suzuki", new DateTime(2011, 7, 1, 0, 0, 0, DateTimeKind.Utc));

    private static Yen Fee(FeeBasis basis) => Tariff2011.Calculate(basis, Tax5).Fee;

    private static IEnumerable<int> Lines(int first, int count) => Enumerable.Range(first, count);

    private static FeeCalculation Calculate(IEnumerable<(int Line, long Amount)> charges) =>
        Tariff2011.Calculate(FeeBasis.Of(charges.Select(charge => (new LineNumber($"CAF{charge.Line:D10}"), new Yen(charge.Amount)))), Tax5);
}
