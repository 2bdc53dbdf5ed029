using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why a tariff is not taken as a proposal. Nothing was stored.</summary>
public enum ProposeTariffRefusal
{
    ProposerMissing,

    /// <summary>The name is empty, longer than 20 characters, or has others than letters, digits, dot and hyphen.</summary>
    VersionInvalid,
    VersionTaken,

    /// <summary>The rate is below 0 or above 1, or its denominator is not from 1 to 10,000.</summary>
    RateInvalid,

    /// <summary>The minimum or the set-up fee is below 0 or above 10 million yen.</summary>
    AmountInvalid,

    /// <summary>No rate of consumption tax, one twice for a month or outside of 0 to 100 %, or none for the first month.</summary>
    TaxRatesInvalid,

    /// <summary>The month, or a later one, is frozen: what was billed under the old terms stays under them.</summary>
    MonthFrozen,
}

/// <param name="Version">The name that statements will give.</param>
/// <param name="EffectiveFrom">The first month.</param>
/// <param name="Terms">The numbers.</param>
/// <param name="TaxRates">Consumption tax by the month from which each rate holds; null for those of the standard tariff in force.</param>
/// <param name="By">Who proposes.</param>
public sealed record ProposeTariffCommand(string Version, BillingMonth EffectiveFrom, TariffTerms Terms, IReadOnlyList<TariffTaxRate>? TaxRates, string By);

/// <summary>Notes a tariff that holds once a second person approved it.</summary>
public sealed class ProposeTariff(UnitOfWork unitOfWork, TimeProvider clock)
{
    private const int LongestVersion = 20;
    private const long LargestAmount = 10_000_000;

    public Task<Result<Tariff, ProposeTariffRefusal>> ExecuteAsync(ProposeTariffCommand command, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<Tariff, ProposeTariffRefusal>>(
            async (db, token) =>
            {
                var taxRates = command.TaxRates ?? Tariff.InForce(await Tariff.ApprovedAsync(db, token), command.EffectiveFrom)?.TaxRates ?? [];
                if (Refusal(command, taxRates) is { } refusal)
                    return refusal;
                if (await db.Tariffs.AnyAsync(tariff => tariff.Version == command.Version, token))
                    return ProposeTariffRefusal.VersionTaken;
                if (await FrozenMonths.HasAsync(db, command.EffectiveFrom, token))
                    return ProposeTariffRefusal.MonthFrozen;
                var now = clock.Instant();
                var copies = taxRates.Select(rate => new TariffTaxRate(rate.EffectiveFrom, rate.Percent));
                var tariff = new Tariff(command.Version, command.EffectiveFrom, command.Terms, copies, command.By, now);
                db.Add(tariff);
                db.Add(AuditEntry.Of("tariff.proposed", AuditActor.Person(command.By), tariff.PublicId, now, new
                {
                    version = tariff.Version,
                    from = tariff.EffectiveFrom.ToString(),
                    offer = tariff.Offer.ToString(),
                    rate = $"{tariff.RateNumerator}/{tariff.RateDenominator}",
                    minimumPerLine = tariff.MinimumPerLine.Amount,
                    setUpFee = tariff.SetUpFee.Amount,
                    rounding = tariff.Rounding.ToString(),
                    refundedFee = tariff.RefundedFee.ToString(),
                    tax = taxRates.Select(rate => $"{rate.EffectiveFrom}: {rate.Percent} %"),
                }));
                return tariff;
            },
            cancellationToken);

    private static ProposeTariffRefusal? Refusal(ProposeTariffCommand command, IReadOnlyList<TariffTaxRate> taxRates)
    {
        var terms = command.Terms;
        if (string.IsNullOrWhiteSpace(command.By))
            return ProposeTariffRefusal.ProposerMissing;
        if (command.Version.Length is 0 or > LongestVersion || !command.Version.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-'))
            return ProposeTariffRefusal.VersionInvalid;
        if (terms.RateDenominator is < 1 or > 10_000 || terms.RateNumerator < 0 || terms.RateNumerator > terms.RateDenominator)
            return ProposeTariffRefusal.RateInvalid;
        if (terms.MinimumPerLine.Amount is < 0 or > LargestAmount || terms.SetUpFee.Amount is < 0 or > LargestAmount)
            return ProposeTariffRefusal.AmountInvalid;
        var covered = taxRates.Any(rate => rate.EffectiveFrom <= command.EffectiveFrom);
        var unambiguous = taxRates.DistinctBy(rate => rate.EffectiveFrom).Count() == taxRates.Count && taxRates.All(rate => rate.Percent is >= 0 and <= 100);
        return covered && unambiguous ? null : ProposeTariffRefusal.TaxRatesInvalid;
    }
}

/// <summary>Whether terms that begin with a month would reach back into what is billed already.</summary>
internal static class FrozenMonths
{
    public static async Task<bool> HasAsync(FletsCollectDbContext db, BillingMonth from, CancellationToken cancellationToken) =>
        (await db.BillingCycles.AsNoTracking().Select(cycle => cycle.Month).ToListAsync(cancellationToken)).Exists(month => month >= from);
}
