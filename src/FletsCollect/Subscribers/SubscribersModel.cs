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
            credential.HasIndex(row => row.Line);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("credential_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("credential_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("credential_token");
        builder.Entity<LineLimit>(limit =>
        {
            limit.ToTable("line_limit", table => table.HasCheckConstraint("ck_line_limit_not_passed", "reserved + posted - refunded <= \"limit\""));
            limit.HasKey(row => new { row.Line, row.Month });
            limit.Ignore(row => row.Remaining);
        });
    }
}
