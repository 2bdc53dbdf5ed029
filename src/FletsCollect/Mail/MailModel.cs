using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Mail;

internal static class MailModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<MailMessage>(message =>
        {
            message.ToTable("mail_message");
            message.Property(row => row.Id).ValueGeneratedNever();
            message.Property(row => row.Kind).HasMaxLength(64);
            message.Property(row => row.Subject).HasMaxLength(64);
            message.Property(row => row.Receiver).HasMaxLength(MailAddresses.Longest);
            message.Property(row => row.Language).HasMaxLength(2);
            message.Property(row => row.LastError).HasMaxLength(MailMessage.LongestError);
            message.Property(row => row.Version).IsConcurrencyToken();
            message.HasIndex(row => new { row.Status, row.NextAttemptAt });
            message.HasIndex(row => row.OccurredAt);
        });
}
