using FletsCollect.Mail;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

internal static class OnboardingModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<MerchantApplication>(application =>
        {
            application.ToTable("merchant_application");
            application.Property(row => row.Id).ValueGeneratedNever();
            application.Ignore(row => row.PublicId);
            application.Ignore(row => row.Names);
            application.Property(row => row.TokenHash).HasMaxLength(43);
            application.Property(row => row.Company).HasMaxLength(ApplicationReading.LongestName);
            application.Property(row => row.InvoiceNumber).HasMaxLength(14);
            application.Property(row => row.PostalAddress).HasMaxLength(ApplicationReading.LongestText);
            application.Property(row => row.PersonName).HasMaxLength(ApplicationReading.LongestName);
            application.Property(row => row.MailAddress).HasMaxLength(MailAddresses.Longest);
            application.Property(row => row.Phone).HasMaxLength(30);
            application.Property(row => row.Language).HasMaxLength(2);
            application.Property(row => row.ServiceName).HasMaxLength(ApplicationReading.LongestName);
            application.Property(row => row.Industry).HasMaxLength(ApplicationReading.LongestName);
            application.Property(row => row.ExpectedPrices).HasMaxLength(ApplicationReading.LongestText);
            application.Property(row => row.SiteAddress).HasMaxLength(ApplicationReading.LongestText);
            application.Property(row => row.SupportContact).HasMaxLength(ApplicationReading.LongestText);
            application.Property(row => row.MerchantCode).HasMaxLength(64);
            application.Property(row => row.Version).IsConcurrencyToken();
            application.ComplexProperty(row => row.Account, SettlementModel.Account);
            application.HasIndex(row => row.TokenHash).IsUnique();
            application.HasIndex(row => row.MerchantCode).IsUnique();
            application.HasIndex(row => new { row.Status, row.SubmittedAt });
            application.HasIndex(row => row.Company);
        });
        builder.Entity<CertificationRun>(run =>
        {
            run.ToTable("certification_run", table => table.IsAppendOnly());
            run.Property(row => row.Id).ValueGeneratedNever();
            run.Ignore(row => row.PublicId);
            run.Property(row => row.RunBy).HasMaxLength(128);
            run.HasMany(row => row.Results).WithOne().HasForeignKey(row => row.RunId).OnDelete(DeleteBehavior.Restrict);
            run.HasIndex(row => new { row.MerchantId, row.Id });
        });
        builder.Entity<CertificationResult>(result =>
        {
            result.ToTable("certification_result", table => table.IsAppendOnly());
            result.HasKey(row => new { row.RunId, row.Check });
            result.Property(row => row.Evidence).HasMaxLength(CertificationResult.LongestEvidence);
        });
    }
}
