using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Merchants;

internal static class MerchantsModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Merchant>(merchant =>
        {
            merchant.ToTable("merchant");
            merchant.Property(row => row.Id).ValueGeneratedNever();
            merchant.Property(row => row.Code).HasMaxLength(64);
            merchant.Property(row => row.DisplayName).HasMaxLength(100);
            merchant.Property(row => row.LegalName).HasMaxLength(100);
            merchant.Property(row => row.Industry).HasMaxLength(100);
            merchant.Property(row => row.PostalAddress).HasMaxLength(200);
            merchant.Property(row => row.SupportContact).HasMaxLength(200);
            merchant.Property(row => row.Version).IsConcurrencyToken();
            merchant.HasIndex(row => row.Code).IsUnique();
        });
        builder.Entity<MerchantEvent>(moved =>
        {
            moved.ToTable("merchant_event", table => table.IsAppendOnly());
            moved.Property(row => row.Id).ValueGeneratedNever();
            moved.Property(row => row.By).HasMaxLength(128);
            moved.Property(row => row.Note).HasMaxLength(MerchantEvent.LongestNote + 100);
            moved.HasIndex(row => new { row.MerchantId, row.Id });
        });
        builder.Entity<MerchantContract>(contract =>
        {
            contract.ToTable("merchant_contract", table => table.IsAppendOnly());
            contract.Property(row => row.Id).ValueGeneratedNever();
            contract.Property(row => row.TariffVersion).HasMaxLength(20);
            contract.Property(row => row.ProposedBy).HasMaxLength(100);
            contract.Ignore(row => row.PublicId);
            contract.Ignore(row => row.Terms);
            contract.HasIndex(row => row.MerchantId);
        });
        builder.Entity<LargestChargeProposal>(proposal =>
        {
            proposal.ToTable("largest_charge_proposal", table => table.IsAppendOnly());
            proposal.Property(row => row.Id).ValueGeneratedNever();
            proposal.Property(row => row.Reason).HasMaxLength(ChangeLargestCharge.LongestReason);
            proposal.Property(row => row.ProposedBy).HasMaxLength(100);
            proposal.Ignore(row => row.PublicId);
            proposal.HasIndex(row => row.MerchantId);
        });
        builder.Entity<TermsDecision>(decision =>
        {
            decision.ToTable("terms_decision", table => table.IsAppendOnly());
            decision.HasKey(row => row.SubjectId);
            decision.Property(row => row.SubjectId).ValueGeneratedNever();
            decision.Property(row => row.DecidedBy).HasMaxLength(100);
        });
    }
}
