using System.CommandLine;
using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>Tariffs and merchants' contracts, which one person proposes and another approves.</summary>
internal static class TermsCommands
{
    public static IEnumerable<Command> All(CommandRun run, Option<string> by) => [ProposeTariff(run, by), ProposeContract(run, by), Decide(run, by, approve: true), Decide(run, by, approve: false), List(run)];

    private static Command ProposeTariff(CommandRun run, Option<string> by)
    {
        var version = new Argument<string>("version") { Description = "The name that statements will give." };
        var from = MonthOption("--from", "The first month, as yyyy-MM.");
        var rate = new Option<string>("--rate") { Description = "The fee's share of the tax-included price, such as 5/100.", Required = true };
        rate.Validators.Add(result =>
        {
            if (!TryReadRate(result.GetValueOrDefault<string>(), out _))
                result.AddError("The rate is written as a fraction, such as 5/100.");
        });
        var minimum = new Option<long>("--minimum-per-line") { Description = "The least fee for each line that paid, in yen before tax.", Required = true };
        var setUp = new Option<long>("--set-up-fee") { Description = "Charged once, on a merchant's first statement, in yen before tax." };
        var rounding = new Option<FeeRounding>("--rounding") { Description = "Of the rate and the tax." };
        var refunds = new Option<RefundedFee>("--refunded-fee") { Description = "What a refund after the close does to the fee of its month." };
        var offer = new Option<TariffOffer>("--offer") { Description = "For every merchant, or for those alone whose contract names it." };
        var command = new Command("propose-tariff", "Propose the prices from a month on; they hold once somebody else approved them.") { version, from, rate, minimum, setUp, rounding, refunds, offer, by };
        command.SetAction(async (parsed, token) =>
        {
            var (numerator, denominator) = TryReadRate(parsed.GetRequiredValue(rate), out var read) ? read : throw new InvalidOperationException("The rate was checked.");
            var terms = new TariffTerms(numerator, denominator, new Yen(parsed.GetRequiredValue(minimum)))
            {
                SetUpFee = new Yen(parsed.GetValue(setUp)),
                Rounding = parsed.GetValue(rounding),
                RefundedFee = parsed.GetValue(refunds),
                Offer = parsed.GetValue(offer),
            };
            var proposal = new ProposeTariffCommand(parsed.GetRequiredValue(version), BillingMonth.Parse(parsed.GetRequiredValue(from)), terms, TaxRates: null, parsed.GetRequiredValue(by));
            var outcome = await run.RunAsync<ProposeTariff, Result<Tariff, ProposeTariffRefusal>>(propose => propose.ExecuteAsync(proposal, token));
            if (!outcome.Succeeded(out var tariff, out var refusal))
                return run.Refuse($"Tariff {proposal.Version} was not taken: {refusal}.", Explain(refusal));
            run.Say($"{tariff.PublicId}: tariff {tariff.Version} from {tariff.EffectiveFrom}, {Describe(tariff)}. It holds once somebody else approved it: approve-terms {tariff.PublicId}.");
            return CommandRun.Done;
        });
        return command;
    }

    private static Command ProposeContract(CommandRun run, Option<string> by)
    {
        var merchant = new Argument<string>("merchant") { Description = "The merchant's code." };
        var from = MonthOption("--from", "The first month, as yyyy-MM.");
        var basis = new Option<SettlementBasis>("--basis") { Description = "Paid is what was collected, or what was billed." };
        var minimum = new Option<long>("--minimum-payout") { Description = "What is less is carried over, in yen.", DefaultValueFactory = _ => ContractTerms.Standard.MinimumPayout.Amount };
        var transferFee = new Option<long>("--transfer-fee") { Description = "What the merchant bears of each payout's bank fee, in yen with tax." };
        var tariff = new Option<string?>("--tariff") { Description = "A tariff for this merchant; the standard one in force when not given." };
        var command = new Command("propose-contract", "Propose how a merchant is paid from a month on; it holds once somebody else approved it.") { merchant, from, basis, minimum, transferFee, tariff, by };
        command.SetAction(async (parsed, token) =>
        {
            var terms = new ContractTerms(parsed.GetValue(basis), new Yen(parsed.GetValue(minimum)), new Yen(parsed.GetValue(transferFee)), parsed.GetValue(tariff));
            var proposal = new ProposeContractCommand(parsed.GetRequiredValue(merchant), BillingMonth.Parse(parsed.GetRequiredValue(from)), terms, parsed.GetRequiredValue(by));
            var outcome = await run.RunAsync<ProposeContract, Result<MerchantContract, ProposeContractRefusal>>(propose => propose.ExecuteAsync(proposal, token));
            if (!outcome.Succeeded(out var contract, out var refusal))
                return run.Refuse($"The contract of {proposal.MerchantCode} was not taken: {refusal}.", Explain(refusal));
            run.Say($"{contract.PublicId}: contract of {proposal.MerchantCode} from {contract.EffectiveFrom}, {Describe(contract.Terms)}. It holds once somebody else approved it: approve-terms {contract.PublicId}.");
            return CommandRun.Done;
        });
        return command;
    }

    private static Command Decide(CommandRun run, Option<string> by, bool approve)
    {
        var terms = new Argument<string>("terms") { Description = "The tariff, ta_ and 26 characters, or the contract, mc_ and 26 characters." };
        var command = approve
            ? new Command("approve-terms", "Approve a tariff or a contract that somebody else proposed; it can never be changed afterwards.") { terms, by }
            : new Command("withdraw-terms", "Withdraw a proposed tariff or contract, which then never holds.") { terms, by };
        command.SetAction(async (parsed, token) =>
        {
            var id = parsed.GetRequiredValue(terms);
            var outcome = await run.RunAsync<DecideTerms, Result<TermsDecision, DecideTermsRefusal>>(decide => decide.ExecuteAsync(id, approve, parsed.GetRequiredValue(by), token));
            if (!outcome.Succeeded(out _, out var refusal))
                return run.Refuse($"{id} was not {(approve ? "approved" : "withdrawn")}: {refusal}.", Explain(refusal));
            run.Say($"{id} is {(approve ? "approved" : "withdrawn")}.");
            return CommandRun.Done;
        });
        return command;
    }

    private static Command List(CommandRun run)
    {
        var command = new Command("show-terms", "Show all tariffs and contracts, with who proposed and who approved them.");
        command.SetAction(async (_, token) =>
        {
            var decisions = await run.RunAsync<FletsCollectDbContext, Dictionary<Guid, TermsDecision>>(db => db.TermsDecisions.AsNoTracking().ToDictionaryAsync(decision => decision.SubjectId, token));
            var tariffs = await run.RunAsync<FletsCollectDbContext, List<Tariff>>(db => db.Tariffs.AsNoTracking().ToListAsync(token));
            run.Table("Tariffs", ["Id", "Version", "From", "Terms", "Proposed by", "Decision"], tariffs
                .OrderBy(tariff => tariff.EffectiveFrom)
                .Select(tariff => (string[])[tariff.PublicId, tariff.Version, tariff.EffectiveFrom.ToString(), Describe(tariff), tariff.ProposedBy, Told(tariff.Id)]));
            var contracts = await run.RunAsync<FletsCollectDbContext, List<(MerchantContract Contract, string Merchant)>>(async db => [.. (await (
                from contract in db.MerchantContracts.AsNoTracking()
                join merchant in db.Merchants.AsNoTracking() on contract.MerchantId equals merchant.Id into merchants
                from merchant in merchants.DefaultIfEmpty()
                join application in db.MerchantApplications.AsNoTracking() on contract.MerchantId equals application.Id into applications
                from application in applications.DefaultIfEmpty()
                select new { contract, Code = (merchant == null ? application.MerchantCode : merchant.Code)! }).ToListAsync(token)).Select(row => (row.contract, row.Code))]);
            run.Table("Contracts; a merchant without one has the standard terms", ["Id", "Merchant", "From", "Terms", "Proposed by", "Decision"], contracts
                .OrderBy(row => row.Merchant, StringComparer.Ordinal)
                .ThenBy(row => row.Contract.EffectiveFrom)
                .Select(row => (string[])[row.Contract.PublicId, row.Merchant, row.Contract.EffectiveFrom.ToString(), Describe(row.Contract.Terms), row.Contract.ProposedBy, Told(row.Contract.Id)]));
            return CommandRun.Done;

            string Told(Guid id) => decisions.TryGetValue(id, out var decision) ? $"{(decision.Approved ? "approved" : "withdrawn")} by {decision.DecidedBy}" : "waiting";
        });
        return command;
    }

    internal static string Describe(Tariff tariff) =>
        $"{tariff.RateNumerator}/{tariff.RateDenominator}, at least {tariff.MinimumPerLine} yen a line, set-up fee {tariff.SetUpFee} yen, rounding {tariff.Rounding}, fee of refunds {tariff.RefundedFee}, {tariff.Offer}";

    private static string Describe(ContractTerms terms) =>
        $"paid as {terms.Basis}, from {terms.MinimumPayout} yen, transfer fee {terms.TransferFee} yen, tariff {terms.TariffVersion ?? "standard"}";

    internal static Option<string> MonthOption(string name, string description, bool required = true)
    {
        var month = new Option<string>(name) { Description = description, Required = required };
        month.Validators.Add(result =>
        {
            if (!BillingMonth.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError($"{name} is written yyyy-MM, such as 2026-11.");
        });
        return month;
    }

    internal static bool TryReadRate(string? text, out (int Numerator, int Denominator) rate)
    {
        rate = default;
        return (text ?? "").Split('/') is [var numerator, var denominator]
            && int.TryParse(numerator, CultureInfo.InvariantCulture, out rate.Numerator)
            && int.TryParse(denominator, CultureInfo.InvariantCulture, out rate.Denominator);
    }

    private static string Explain(ProposeTariffRefusal refusal) => refusal switch
    {
        ProposeTariffRefusal.ProposerMissing => "Give the name with --by.",
        ProposeTariffRefusal.VersionInvalid => "A version is up to 20 letters, digits, dots and hyphens, such as 2027-04.",
        ProposeTariffRefusal.VersionTaken => "Versions are never reused, not even withdrawn ones: take another name.",
        ProposeTariffRefusal.RateInvalid => "The rate lies between 0/1 and 1/1, with a denominator up to 10000.",
        ProposeTariffRefusal.AmountInvalid => "The minimum and the set-up fee lie between 0 and 10,000,000 yen.",
        ProposeTariffRefusal.TaxRatesInvalid => "A standard tariff must be in force by then, whose rates of consumption tax are taken over.",
        ProposeTariffRefusal.MonthFrozen => "That month, or a later one, is closed. Begin with a month that is open; for a look at a past one use what-if.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string Explain(ProposeContractRefusal refusal) => refusal switch
    {
        ProposeContractRefusal.ProposerMissing => "Give the name with --by.",
        ProposeContractRefusal.MerchantNotFound => "Give the code of a merchant.",
        ProposeContractRefusal.AmountInvalid => "The minimum payout is 1 to 10,000,000 yen, the transfer fee 0 to 10,000.",
        ProposeContractRefusal.TariffNotFound => "show-terms lists the tariffs; it must be approved, and begin by that month.",
        ProposeContractRefusal.MonthFrozen => "That month, or a later one, is closed. Begin with a month that is open.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string Explain(DecideTermsRefusal refusal) => refusal switch
    {
        DecideTermsRefusal.TermsNotFound => "show-terms lists the tariffs and contracts.",
        DecideTermsRefusal.TermsDecided => "They were approved or withdrawn before. Propose new ones.",
        DecideTermsRefusal.DeciderMissing => "Give the name with --by.",
        DecideTermsRefusal.MakerIsChecker => "Somebody else than who proposed them must approve them.",
        DecideTermsRefusal.MonthFrozen => "Their first month was closed meanwhile. Withdraw them and propose them for an open month.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
