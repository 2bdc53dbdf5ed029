using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FletsCollect.Settlement;

internal static class SettlementModel
{
    /// <summary>Who announced the first terms, before anybody could propose and approve.</summary>
    private const string Announcer = "press release of 2011-07-20";

    internal static readonly Guid FirstTariff = new("01314500-0000-7000-8000-000000000001");

    private static readonly DateTime Announced = new(2011, 7, 20, 0, 0, 0, DateTimeKind.Utc);

    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Tariff>(tariff =>
        {
            tariff.ToTable("tariff", table => table.IsAppendOnly());
            tariff.HasKey(row => row.Version);
            tariff.Property(row => row.Version).HasMaxLength(20);
            tariff.Property(row => row.ProposedBy).HasMaxLength(100);
            tariff.Ignore(row => row.PublicId);
            tariff.HasIndex(row => row.Id).IsUnique();
            // The seed's terms of 2011-07-20: 5 % of the tax-included price, at least 30 yen before tax for each line.
            tariff.HasData(new
            {
                Id = FirstTariff,
                Version = "2011-07",
                EffectiveFrom = new BillingMonth(2011, 7),
                Offer = TariffOffer.Standard,
                RateNumerator = 5,
                RateDenominator = 100,
                MinimumPerLine = new Yen(30),
                SetUpFee = Yen.Zero,
                Rounding = FeeRounding.Down,
                RefundedFee = RefundedFee.Kept,
                ProposedBy = Announcer,
                ProposedAt = Announced,
            });
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
        builder.Entity<TermsDecision>().HasData(new { SubjectId = FirstTariff, Approved = true, DecidedBy = Announcer, DecidedAt = Announced });
        builder.Entity<FeeStatement>(statement =>
        {
            statement.ToTable("fee_statement", table => table.IsAppendOnly());
            statement.Property(row => row.Id).ValueGeneratedNever();
            statement.Property(row => row.TariffVersion).HasMaxLength(20);
            statement.Ignore(row => row.PublicId);
            statement.Ignore(row => row.FeeBeforeTax);
            statement.Ignore(row => row.Fee);
            statement.Ignore(row => row.Charged);
            statement.Ignore(row => row.IsCarriedOver);
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
        builder.Entity<FeeAdjustment>(adjustment =>
        {
            adjustment.ToTable("fee_adjustment", table => table.IsAppendOnly());
            adjustment.Property(row => row.Id).ValueGeneratedNever();
            adjustment.Ignore(row => row.Total);
            adjustment.Ignore(row => row.IsNothing);
            adjustment.HasIndex(row => row.StatementId);
            adjustment.HasIndex(row => row.OriginalStatementId);
        });
        builder.Entity<FundsHold>(hold =>
        {
            hold.ToTable("funds_hold", table => table.HasCheckConstraint("ck_funds_hold_amount", "amount > 0"));
            hold.Property(row => row.Id).ValueGeneratedNever();
            hold.Property(row => row.Reason).HasMaxLength(200);
            hold.Property(row => row.HeldBy).HasMaxLength(100);
            hold.Property(row => row.ReleasedBy).HasMaxLength(100);
            hold.Property(row => row.Version).IsConcurrencyToken();
            hold.Ignore(row => row.PublicId);
            hold.HasIndex(row => row.MerchantId);
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

    /// <summary>The columns of an account, wherever one is kept.</summary>
    internal static void Account(ComplexPropertyBuilder<BankAccount> account)
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
