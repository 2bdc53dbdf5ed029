using System.CommandLine;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>Looking at fees: what they are, what they would be, and why. None of these writes anything.</summary>
internal static class FeeCommands
{
    public static IEnumerable<Command> All(CommandRun run, Argument<string> month) => [Simulate(run), Outlook(run), WhatIf(run, month), Explain(run)];

    private static Command Simulate(CommandRun run)
    {
        var price = new Option<long>("--price") { Description = "P: the tax-included yen billed for the merchant in the month.", Required = true };
        var lines = new Option<int>("--lines") { Description = "L: the distinct lines that they are billed to.", Required = true };
        var month = TermsCommands.MonthOption("--month", "The month, as yyyy-MM.");
        var tariff = new Option<string?>("--tariff") { Description = "A tariff's version, approved or not; the standard one of the month when not given." };
        var command = new Command("simulate-fee", "Reckon the fee of a price on so many lines.") { price, lines, month, tariff };
        command.SetAction(async (parsed, token) =>
        {
            var (p, l) = (parsed.GetRequiredValue(price), parsed.GetRequiredValue(lines));
            if (p is < 0 or > 1_000_000_000_000 || l is < 0 or > 100_000_000 || (l == 0) != (p == 0))
                return run.Refuse("Such a month cannot be.", "A price of 0 to 1,000,000,000,000 yen on 0 to 100,000,000 lines; none of the two without the other.");
            var of = BillingMonth.Parse(parsed.GetRequiredValue(month));
            if (await FindAsync(run, parsed.GetValue(tariff), of, token) is not { } found)
                return run.Refuse("There is no such tariff in that month.", "show-terms lists them.");
            Show(run, new FeeOutlook(of, found, found.Calculate(new FeeBasis(new Yen(p), l), of)));
            return CommandRun.Done;
        });
        return command;
    }

    private static Command Outlook(CommandRun run)
    {
        var merchant = new Argument<string>("merchant") { Description = "The merchant's code." };
        var month = TermsCommands.MonthOption("--month", "The month, as yyyy-MM; the present one when not given.", required: false);
        var command = new Command("show-fee-outlook", "Show a merchant's average per line so far, the fee that it makes, and the yen to the other side of the rule.") { merchant, month };
        command.SetAction(async (parsed, token) =>
        {
            var code = parsed.GetRequiredValue(merchant);
            var of = parsed.GetValue(month) is { } given ? BillingMonth.Parse(given) : await run.RunAsync<TimeProvider, BillingMonth>(clock => Task.FromResult(BillingMonth.At(clock.Instant())));
            var id = await run.RunAsync<FletsCollectDbContext, Guid?>(async db => (await db.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, token))?.Id);
            if (id is not { } merchantId)
                return run.Refuse($"There is no merchant {code}.", "Give the code of a merchant.");
            if (await run.RunAsync<FletsCollectDbContext, FeeOutlook?>(db => FeeOutlook.OfAsync(db, merchantId, of, token)) is not { } outlook)
                return run.Refuse($"No tariff is in force in {of}.", "show-terms lists them.");
            run.Say($"{code} in {of}:");
            Show(run, outlook);
            return CommandRun.Done;
        });
        return command;
    }

    private static Command WhatIf(CommandRun run, Argument<string> month)
    {
        var tariff = new Option<string>("--tariff") { Description = "The other tariff's version, approved or not.", Required = true };
        var command = new Command("what-if", "Rate a settled month by another tariff and show the difference; nothing is written.") { month, tariff };
        command.SetAction(async (parsed, token) =>
        {
            var of = BillingMonth.Parse(parsed.GetRequiredValue(month));
            var version = parsed.GetRequiredValue(tariff);
            if (await run.RunAsync<FletsCollectDbContext, Tariff?>(db => db.Tariffs.AsNoTracking().SingleOrDefaultAsync(row => row.Version == version, token)) is not { } other)
                return run.Refuse($"There is no tariff {version}.", "show-terms lists them.");
            if (!other.TaxRates.Any(rate => rate.EffectiveFrom <= of))
                return run.Refuse($"Tariff {version} has no consumption tax rate for {of}.", "Take a month from which it has one.");
            var compared = await run.RunAsync<FletsCollectDbContext, IReadOnlyList<FeeComparison>>(db => FeeComparison.OfMonthAsync(db, of, other, token));
            if (compared.Count == 0)
                return run.Refuse($"{of} has no fee statement.", $"Run settle {of} first, or look ahead with show-fee-outlook.");
            run.Table(
                $"{of} by tariff {version}: {TermsCommands.Describe(other)}",
                ["Merchant", Column.Number("P, yen"), Column.Number("L"), "Present tariff", Column.Number("Fee, yen"), Column.Number("Other fee, yen"), Column.Number("Difference, yen")],
                [
                    .. compared.Select(row => (string[])
                    [
                        row.Merchant, row.Present.Basis.Principal.ToString(), $"{row.Present.Basis.Lines}", row.Present.TariffVersion, row.Present.Fee.ToString(), row.Other.Fee.ToString(), row.Difference.ToString(),
                    ]),
                    ["Total", "", "", "", Total(compared, row => row.Present.Fee), Total(compared, row => row.Other.Fee), Total(compared, row => row.Difference)],
                ]);
            run.Say("Nothing was written: a month keeps the tariff under which it was billed.");
            return CommandRun.Done;
        });
        return command;

        static string Total(IEnumerable<FeeComparison> rows, Func<FeeComparison, Yen> of) => rows.Aggregate(Yen.Zero, (sum, row) => sum + of(row)).ToString();
    }

    private static Command Explain(CommandRun run)
    {
        var id = new Argument<string>("statement") { Description = "The statement: fs_ and 26 characters." };
        var command = new Command("explain-statement", "Show every yen of a fee statement.") { id };
        command.SetAction(async (parsed, token) =>
        {
            var given = parsed.GetRequiredValue(id);
            var statement = PublicId.TryParse(PublicId.FeeStatement, given, out var key)
                ? await run.RunAsync<FletsCollectDbContext, FeeStatement?>(db => db.FeeStatements.AsNoTracking().SingleOrDefaultAsync(row => row.Id == key, token))
                : null;
            if (statement is null)
                return run.Refuse($"There is no statement {given}.", "show-month names the statements of a month: fs_ and 26 characters.");
            var told = await run.RunAsync<FletsCollectDbContext, StatementExplanation>(db => StatementExplanation.OfAsync(db, statement, token));
            run.Say($"{statement.PublicId}, {statement.Month}, paid as {statement.Basis}, rounding {told.Tariff.Rounding}: {FeeText.Explain(statement.ToCalculation(), told.Tariff)}");
            run.Table(
                statement.IsCarriedOver ? $"Carried over, less than {statement.MinimumPayout} yen" : "Paid",
                ["Line", Column.Number("Amount, yen")],
                [.. told.Lines.Select(line => (string[])[FeeText.Name(line), line.Amount.ToString()]), ["Payable", statement.Payable.ToString()]]);
            return CommandRun.Done;
        });
        return command;
    }

    private static void Show(CommandRun run, FeeOutlook outlook)
    {
        run.Say(FeeText.Explain(outlook.Fee, outlook.Tariff));
        if (outlook.Average is { } average)
            run.Say($"Average per line: {average} yen (rounded down).");
        run.Say((outlook.ToOtherBranch, outlook.Fee.Branch) switch
        {
            ({ } more, FeeBranch.Minimum) => $"{more} yen more on the same lines, and the rate decides.",
            ({ } less, FeeBranch.Rate) => $"{less} yen less on the same lines, and the minimum decides.",
            _ => "No amount changes which side of the rule decides.",
        });
    }

    private static Task<Tariff?> FindAsync(CommandRun run, string? version, BillingMonth month, CancellationToken cancellationToken) =>
        run.RunAsync<FletsCollectDbContext, Tariff?>(async db =>
        {
            var found = version is null
                ? Tariff.InForce(await Tariff.ApprovedAsync(db, cancellationToken), month)
                : await db.Tariffs.AsNoTracking().SingleOrDefaultAsync(row => row.Version == version, cancellationToken);
            return found?.TaxRates.Any(rate => rate.EffectiveFrom <= month) == true ? found : null;
        });
}

/// <summary>How a fee came about, in words.</summary>
internal static class FeeText
{
    public static string Explain(FeeCalculation fee, Tariff tariff)
    {
        var rate = $"{tariff.RateNumerator}/{tariff.RateDenominator} of {fee.Basis.Principal} yen is {fee.ByRate} yen";
        var rule = fee.Branch switch
        {
            FeeBranch.None => "nothing was billed, so there is no fee",
            FeeBranch.Rate => $"{rate}, which is not below the minimum of {tariff.MinimumPerLine} yen for each of {fee.Basis.Lines} lines",
            FeeBranch.Minimum => $"{rate}, and {fee.TopUp} yen are added to reach the minimum of {tariff.MinimumPerLine} yen for each of {fee.Basis.Lines} lines",
            _ => throw new InvalidOperationException($"No words for {fee.Branch}."),
        };
        var setUp = fee.SetUpFee.IsPositive ? $"; the set-up fee is {fee.SetUpFee} yen" : "";
        return $"{rule}{setUp}; {fee.BeforeTax} yen + {fee.TaxPercent} % tax {fee.Tax} yen = {fee.Fee} yen (tariff {tariff.Version}).";
    }

    private static string Capitalised(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static string Name(StatementLine line) => line.Kind switch
    {
        StatementLineKind.CarriedOver => "Carried over",
        StatementLineKind.Moved => Capitalised(line.MovedBy.English),
        StatementLineKind.Guaranteed => "Billed and guaranteed",
        StatementLineKind.FeeByRate => "Fee by the rate",
        StatementLineKind.FeeTopUp => "Added to the minimum",
        StatementLineKind.SetUpFee => "Set-up fee",
        StatementLineKind.Tax => "Consumption tax",
        StatementLineKind.Adjustment => $"{line.Adjustment?.Month} rated again: P {line.Adjustment?.Principal} yen, L {line.Adjustment?.Lines}, tax {line.Adjustment?.Tax} yen of it",
        StatementLineKind.TransferFee => "Transfer fee",
        _ => throw new InvalidOperationException($"No words for {line.Kind}."),
    };
}
