using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

internal static class SettlementModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Tariff>(tariff =>
        {
            tariff.ToTable("tariff", table => table.IsAppendOnly());
            tariff.HasKey(row => row.Version);
            tariff.Property(row => row.Version).HasMaxLength(20);
            tariff.HasIndex(row => row.EffectiveFrom).IsUnique();
            // The seed's terms of 2011-07-20: 5 % of the tax-included price, at least 30 yen before tax for each line.
            tariff.HasData(new { Version = "2011-07", EffectiveFrom = new BillingMonth(2011, 7), RateNumerator = 5, RateDenominator = 100, MinimumPerLine = new Yen(30) });
            tariff.OwnsMany(row => row.TaxRates, rate =>
            {
                rate.ToTable("tariff_tax_rate", table => table.HasTrigger("tariff_tax_rate" + AppendOnlyTables.TriggerSuffix));
                rate.WithOwner().HasForeignKey("TariffVersion");
                rate.HasKey("TariffVersion", nameof(TariffTaxRate.EffectiveFrom));
                rate.HasData(
                    new { TariffVersion = "2011-07", EffectiveFrom = new BillingMonth(2011, 7), Percent = 5 },
                    new { TariffVersion = "2011-07", EffectiveFrom = new BillingMonth(2014, 4), Percent = 8 },
                    new { TariffVersion = "2011-07", EffectiveFrom = new BillingMonth(2019, 10), Percent = 10 });
            });
        });
        builder.Entity<FeeStatement>(statement =>
        {
            statement.ToTable("fee_statement", table => table.IsAppendOnly());
            statement.Property(row => row.Id).ValueGeneratedNever();
            statement.Property(row => row.TariffVersion).HasMaxLength(20);
            statement.Ignore(row => row.PublicId);
            statement.Ignore(row => row.FeeBeforeTax);
            statement.Ignore(row => row.Fee);
            statement.HasIndex(row => new { row.MerchantId, row.Month }).IsUnique();
            statement.HasIndex(row => row.Month);
        });
        builder.Entity<FeeStatementItem>(item =>
        {
            item.ToTable("fee_statement_item", table =>
            {
                table.HasCheckConstraint("ck_fee_statement_item_amount", "amount > 0");
                table.IsAppendOnly();
            });
            item.HasKey(row => row.ChargeEventId);
            item.Property(row => row.ChargeEventId).ValueGeneratedNever();
            item.HasIndex(row => row.StatementId);
        });
        builder.Entity<Payout>(payout =>
        {
            payout.ToTable("payout");
            payout.Property(row => row.Id).ValueGeneratedNever();
            payout.Property(row => row.BankReference).HasMaxLength(128);
            payout.Property(row => row.Version).IsConcurrencyToken();
            payout.Ignore(row => row.PublicId);
            payout.HasIndex(row => row.StatementId).IsUnique();
            payout.HasIndex(row => new { row.Month, row.Status });
        });
    }
}
