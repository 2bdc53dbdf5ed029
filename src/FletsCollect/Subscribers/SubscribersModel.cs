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
            credential.HasIndex(row => row.Line);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("credential_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("credential_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("credential_token");
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
