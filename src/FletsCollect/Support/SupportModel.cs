using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Support;

internal static class SupportModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<SupportCase>(supportCase =>
        {
            supportCase.ToTable("support_case");
            supportCase.Property(row => row.Id).ValueGeneratedNever();
            supportCase.Property(row => row.Subject).HasMaxLength(SupportCase.LongestSubject);
            supportCase.Property(row => row.AssignedTo).HasMaxLength(100);
            supportCase.Property(row => row.Version).IsConcurrencyToken();
            supportCase.Ignore(row => row.PublicId);
            supportCase.HasIndex(row => new { row.CredentialId, row.FormToken }).IsUnique();
            // To each database two cases without an ID may be told apart by their lines alone.
            supportCase.HasIndex(row => new { row.Line, row.FormToken }).IsUnique().HasFilter("credential_id IS NULL");
            supportCase.HasIndex(row => new { row.CredentialId, row.Id });
            supportCase.HasIndex(row => new { row.Status, row.LastMessageAt });
        });
        builder.Entity<SupportMessage>(message =>
        {
            message.ToTable("support_message", table => table.IsAppendOnly());
            message.Property(row => row.Id).ValueGeneratedNever();
            message.Property(row => row.AuthorName).HasMaxLength(100);
            message.Property(row => row.Text).HasMaxLength(SupportMessage.LongestText);
            message.HasIndex(row => new { row.CaseId, row.FormToken }).IsUnique();
        });
        builder.Entity<Dispute>(dispute =>
        {
            dispute.ToTable("dispute");
            dispute.Property(row => row.Id).ValueGeneratedNever();
            dispute.Property(row => row.Statement).HasMaxLength(Dispute.LongestStatement);
            dispute.Property(row => row.DecidedBy).HasMaxLength(100);
            dispute.Property(row => row.Version).IsConcurrencyToken();
            dispute.Ignore(row => row.PublicId);
            dispute.HasIndex(row => row.LiveChargeId).IsUnique();
            dispute.HasIndex(row => row.ChargeId);
            dispute.HasIndex(row => row.CaseId).IsUnique();
            dispute.HasIndex(row => new { row.MerchantId, row.Id });
            dispute.HasIndex(row => new { row.EndedAt, row.OpenedAt });
        });
        builder.Entity<Enquiry>(enquiry =>
        {
            enquiry.ToTable("enquiry");
            enquiry.Property(row => row.Id).ValueGeneratedNever();
            enquiry.Property(row => row.Company).HasMaxLength(Enquiry.LongestName);
            enquiry.Property(row => row.PersonName).HasMaxLength(Enquiry.LongestName);
            enquiry.Property(row => row.Contact).HasMaxLength(Enquiry.LongestName);
            enquiry.Property(row => row.Text).HasMaxLength(Enquiry.LongestText);
            enquiry.Property(row => row.AnsweredBy).HasMaxLength(100);
            enquiry.Property(row => row.Version).IsConcurrencyToken();
            enquiry.Ignore(row => row.PublicId);
            enquiry.HasIndex(row => row.FormToken).IsUnique();
            enquiry.HasIndex(row => new { row.AnsweredAt, row.ReceivedAt });
        });
    }
}
