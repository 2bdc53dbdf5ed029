using FletsCollect.Mail;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Staff;

internal static class StaffModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<StaffMember>(member =>
        {
            member.ToTable("staff_member");
            member.Property(row => row.Id).ValueGeneratedNever();
            member.Ignore(row => row.PublicId);
            member.Property(row => row.MailAddress).HasMaxLength(MailAddresses.Longest);
            member.Property(row => row.Name).HasMaxLength(StaffNames.LongestName);
            member.Property(row => row.Language).HasMaxLength(2);
            member.Property(row => row.PasswordHash).HasMaxLength(256);
            member.Property(row => row.AuthenticatorKey).HasMaxLength(512);
            member.Property(row => row.InvitationHash).HasMaxLength(43);
            member.Property(row => row.SecurityStamp).HasMaxLength(32);
            member.Property(row => row.Version).IsConcurrencyToken();
            member.HasIndex(row => row.MailAddress).IsUnique();
            member.HasIndex(row => row.InvitationHash);
            member.HasIndex(row => row.MerchantId);
            member.HasOne<Merchant>().WithMany().HasForeignKey(row => row.MerchantId).OnDelete(DeleteBehavior.Restrict);
        });
}
