using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

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
            payout.Ignore(row => row.CanBeProposed);
            payout.HasIndex(row => row.BatchId);
            payout.HasIndex(row => row.StatementId).IsUnique();
            payout.HasIndex(row => new { row.Month, row.Status });
        });
        builder.Entity<PayoutBatch>(batch =>
        {
            batch.ToTable("payout_batch");
            batch.Property(row => row.Id).ValueGeneratedNever();
            batch.Property(row => row.ProposedBy).HasMaxLength(100);
            batch.Property(row => row.DecidedBy).HasMaxLength(100);
            batch.Property(row => row.TransferFileHash).HasMaxLength(64);
            batch.Property(row => row.Version).IsConcurrencyToken();
            batch.HasIndex(row => row.Number).IsUnique();
        });
        builder.Entity<PayoutTransfer>(transfer =>
        {
            transfer.ToTable("payout_transfer", table =>
            {
                table.HasCheckConstraint("ck_payout_transfer_amount", "amount > 0");
                table.IsAppendOnly();
            });
            transfer.Property(row => row.Id).ValueGeneratedNever();
            transfer.HasIndex(row => new { row.BatchId, row.Position }).IsUnique();
            transfer.HasIndex(row => new { row.PayoutId, row.BatchId }).IsUnique();
            transfer.ComplexProperty(row => row.Payee, Account);
        });
        builder.Entity<BankResult>(result =>
        {
            result.ToTable("bank_result", table => table.IsAppendOnly());
            result.HasKey(row => row.TransferId);
            result.Property(row => row.TransferId).ValueGeneratedNever();
            result.Property(row => row.Reference).HasMaxLength(128);
            result.Property(row => row.Reason).HasMaxLength(200);
        });
        builder.Entity<MerchantBankAccount>(registered =>
        {
            registered.ToTable("merchant_bank_account");
            registered.HasKey(row => row.MerchantId);
            registered.Property(row => row.MerchantId).ValueGeneratedNever();
            registered.Property(row => row.Version).IsConcurrencyToken();
            registered.ComplexProperty(row => row.Account, Account);
        });
    }

    private static void Account(ComplexPropertyBuilder<BankAccount> account)
    {
        account.Ignore(row => row.Masked);
        account.Property(row => row.BankCode).HasMaxLength(4);
        account.Property(row => row.BankName).HasMaxLength(BankAccount.LongestName);
        account.Property(row => row.BranchCode).HasMaxLength(3);
        account.Property(row => row.BranchName).HasMaxLength(BankAccount.LongestName);
        account.Property(row => row.Number).HasMaxLength(BankAccount.NumberDigits);
        account.Property(row => row.Holder).HasMaxLength(BankAccount.LongestName);
    }
}
