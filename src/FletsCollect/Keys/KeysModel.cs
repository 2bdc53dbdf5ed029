using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Keys;

internal static class KeysModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<ProviderKey>(key =>
        {
            key.ToTable("provider_key");
            key.Property(row => row.Id).ValueGeneratedNever();
            key.HasIndex(row => row.Use).IsUnique();
        });
        builder.Entity<UsedAssertion>(assertion =>
        {
            assertion.ToTable("used_assertion");
            assertion.HasKey(row => new { row.ClientId, row.AssertionId });
            assertion.Property(row => row.ClientId).HasMaxLength(100);
            assertion.Property(row => row.AssertionId).HasMaxLength(UsedAssertion.LongestId);
            assertion.HasIndex(row => row.ExpiresAt);
        });
    }
}
