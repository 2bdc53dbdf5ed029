using FletsCollect.Lines;

namespace FletsCollect.Tests.Lines;

/// <summary>What a line is, and which may pay (domain.md §3).</summary>
public sealed class LineTests
{
    [Theory]
    [InlineData(LineServiceType.HikariNext, LineStatus.Active, null)]
    [InlineData(LineServiceType.HikariPremium, LineStatus.Active, null)]
    [InlineData(LineServiceType.BFlets, LineStatus.Active, LineRefusal.ServiceNotEligible)]
    [InlineData(LineServiceType.FletsAdsl, LineStatus.Active, LineRefusal.ServiceNotEligible)]
    [InlineData(LineServiceType.Other, LineStatus.Active, LineRefusal.ServiceNotEligible)]
    [InlineData(LineServiceType.HikariNext, LineStatus.Suspended, LineRefusal.Suspended)]
    [InlineData(LineServiceType.HikariNext, LineStatus.InArrears, LineRefusal.InArrears)]
    [InlineData(LineServiceType.HikariNext, LineStatus.Terminated, LineRefusal.Terminated)]
    [InlineData(LineServiceType.BFlets, LineStatus.Terminated, LineRefusal.Terminated)]
    public void Line_may_pay_when_it_is_active_and_its_service_is_offered(LineServiceType type, LineStatus status, LineRefusal? refusal) =>
        Assert.Equal(refusal, LineOf(type, status).Refusal());

    [Fact]
    public void Every_service_and_status_has_its_rule()
    {
        foreach (var type in Enum.GetValues<LineServiceType>())
        {
            foreach (var status in Enum.GetValues<LineStatus>())
                Assert.Null(Record.Exception(() => LineOf(type, status).Refusal()));
        }
    }

    [Theory]
    [InlineData("2026-05-04", 45)]
    [InlineData("2026-05-05", 46)]
    public void Contractor_is_a_year_older_from_the_birthday_on(string day, int age) =>
        Assert.Equal(age, LineOf(bornOn: new DateOnly(1980, 5, 5)).ContractorAgeOn(DateOnly.Parse(day)));

    [Theory]
    [InlineData("2027-02-28", 26)]
    [InlineData("2027-03-01", 27)]
    public void Contractor_born_on_a_leap_day_is_a_year_older_on_the_first_of_March(string day, int age) =>
        Assert.Equal(age, LineOf(bornOn: new DateOnly(2000, 2, 29)).ContractorAgeOn(DateOnly.Parse(day)));

    [Theory]
    [InlineData("2026-08-15", 1)]
    [InlineData("2026-09-14", 1)]
    [InlineData("2026-09-15", 2)]
    [InlineData("2027-01-15", 6)]
    public void Tenure_counts_the_months_that_have_begun(string day, int month) =>
        Assert.Equal(month, LineOf(contractedOn: new DateOnly(2026, 8, 15)).TenureMonthOn(DateOnly.Parse(day)));

    [Theory]
    [InlineData("CAF0000000001", "CAF******0001")]
    [InlineData("CAF0001", "****")]
    [InlineData("", "****")]
    public void Line_number_prints_as_its_mask(string number, string masked) => Assert.Equal(masked, $"{new LineNumber(number)}");

    [Theory]
    [InlineData("CAF0000000001", "CAF0000000001")]
    [InlineData("caf0000000001", "CAF0000000001")]
    [InlineData("CAF000000001", null)]
    [InlineData("CAF00000000001", null)]
    [InlineData("CAF000000000x", null)]
    [InlineData("CAF００００００００００", null)]
    [InlineData("CAG0000000001", null)]
    [InlineData(" CAF0000000001", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Line_number_is_read_whole_or_not_at_all(string? text, string? number) =>
        Assert.Equal(number, LineNumber.TryParse(text, out var read) ? read.Value : null);

    private static Line LineOf(
        LineServiceType type = LineServiceType.HikariNext, LineStatus status = LineStatus.Active, DateOnly? contractedOn = null, DateOnly? bornOn = null) =>
        new(new LineNumber("CAF0000000001"), type, status, "0000000001", contractedOn ?? new DateOnly(2010, 4, 1), bornOn ?? new DateOnly(1980, 5, 5));
}
