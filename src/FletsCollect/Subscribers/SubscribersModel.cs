using FletsCollect.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

internal static class SubscribersModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Credential>(credential =>
        {
            credential.ToTable("credential");
            credential.Property(row => row.Id).ValueGeneratedNever();
            credential.Ignore(row => row.IsContractor);
            credential.Ignore(row => row.IsFrozen);
            credential.HasIndex(row => row.Line);
            credential.HasIndex(row => row.NormalizedUserName).IsUnique();
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("credential_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("credential_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("credential_token");
        // As Identity's third schema has it, which it makes only where it can ask the host's options; tools that make migrations have no host.
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("credential_passkey");
            passkey.HasKey(row => row.CredentialId);
            // The longest key that every database takes.
            passkey.Property(row => row.CredentialId).HasMaxLength(900);
            passkey.OwnsOne(row => row.Data).ToJson("data");
            passkey.HasOne<Credential>().WithMany().HasForeignKey(row => row.UserId).IsRequired();
        });
        builder.Entity<SubscriberSession>(session =>
        {
            session.ToTable("subscriber_session");
            session.Property(row => row.Id).ValueGeneratedNever();
            session.Property(row => row.Device).HasMaxLength(100);
            session.Property(row => row.Address).HasMaxLength(64);
            session.HasIndex(row => row.CredentialId);
            session.HasIndex(row => row.StartedAt);
        });
        builder.Entity<PurchasePin>(pin =>
        {
            pin.ToTable("purchase_pin");
            pin.HasKey(row => row.CredentialId);
            pin.Property(row => row.CredentialId).ValueGeneratedNever();
            pin.Property(row => row.Hash).HasMaxLength(200);
            pin.Ignore(row => row.IsLocked);
        });
        builder.Entity<NotificationAddress>(address =>
        {
            address.ToTable("notification_address");
            address.HasKey(row => row.CredentialId);
            address.Property(row => row.CredentialId).ValueGeneratedNever();
            address.Property(row => row.Address).HasMaxLength(MailAddresses.Longest);
            address.Property(row => row.Language).HasMaxLength(2);
            address.Property(row => row.AskedAddress).HasMaxLength(MailAddresses.Longest);
            address.Property(row => row.AskedLanguage).HasMaxLength(2);
            address.Property(row => row.AskedCode).HasMaxLength(512);
            address.Property(row => row.Version).IsConcurrencyToken();
            address.HasIndex(row => row.Address);
        });
        builder.Entity<ResetCode>(code =>
        {
            code.ToTable("reset_code");
            code.HasKey(row => row.CredentialId);
            code.Property(row => row.CredentialId).ValueGeneratedNever();
            code.Property(row => row.Hash).HasMaxLength(64);
            code.Property(row => row.Version).IsConcurrencyToken();
        });
        builder.Entity<MemberRule>(rule =>
        {
            rule.ToTable("member_rule");
            rule.HasKey(row => row.CredentialId);
            rule.Property(row => row.CredentialId).ValueGeneratedNever();
            rule.Property(row => row.Industries).HasConversion<IndustriesConverter, IndustriesComparer>();
        });
        builder.Entity<FailedAttempt>(attempt =>
        {
            attempt.ToTable("failed_attempt");
            attempt.HasKey(row => row.Key);
            attempt.Property(row => row.Key).HasMaxLength(64);
            // Two that begin a new window at once: one of them counts on what the other wrote.
            attempt.Property(row => row.Until).IsConcurrencyToken();
            attempt.HasIndex(row => row.Until);
        });
        builder.Entity<MerchantSession>(session =>
        {
            session.ToTable("merchant_session");
            session.HasKey(row => new { row.SessionId, row.ClientId });
            session.Property(row => row.ClientId).HasMaxLength(100);
            session.Ignore(row => row.IsLastTry);
            session.HasIndex(row => row.TellAt);
            session.HasIndex(row => row.StartedAt);
        });
        builder.Entity<LineLimit>(limit =>
        {
            limit.ToTable("line_limit", table => table.HasCheckConstraint("ck_line_limit_not_passed", "reserved + posted - refunded <= \"limit\""));
            limit.HasKey(row => new { row.Line, row.Month });
            limit.Ignore(row => row.Used);
        });
        builder.Entity<MerchantSignIn>(signIn =>
        {
            signIn.ToTable("merchant_sign_in");
            signIn.HasKey(row => new { row.CredentialId, row.MerchantId });
        });
        builder.Entity<CredentialSpending>(spending =>
        {
            spending.ToTable("credential_spending");
            spending.HasKey(row => new { row.CredentialId, row.Month });
            spending.Ignore(row => row.Used);
        });
        builder.Entity<HouseholdRules>(rules =>
        {
            rules.ToTable("household_rules");
            rules.HasKey(row => row.Line);
            rules.Property(row => row.Version).IsConcurrencyToken();
        });
        builder.Entity<MerchantBlock>(block =>
        {
            block.ToTable("merchant_block");
            block.HasKey(row => new { row.Line, row.MerchantId });
            block.Property(row => row.BlockedBy).HasMaxLength(64);
        });
    }
}
