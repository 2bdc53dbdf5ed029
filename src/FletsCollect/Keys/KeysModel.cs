using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace FletsCollect.Keys;

internal static class KeysModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<ProviderKey>(key =>
        {
            key.ToTable("provider_key");
            key.Property(row => row.Id).ValueGeneratedNever();
            key.HasIndex(row => new { row.Use, row.Generation }).IsUnique();
        });
        builder.Entity<UsedTokenId>(used =>
        {
            used.ToTable("used_token_id");
            used.HasKey(row => new { row.IssuedBy, row.TokenId });
            used.Property(row => row.IssuedBy).HasMaxLength(100);
            used.Property(row => row.TokenId).HasMaxLength(UsedTokenId.LongestId);
            used.HasIndex(row => row.ExpiresAt);
        });
        builder.Entity<ChangeStamp>(stamp =>
        {
            stamp.ToTable("change_stamp");
            stamp.HasKey(row => row.Name);
            stamp.Property(row => row.Name).HasMaxLength(40);
            stamp.HasData(new { Name = ChangeStamp.Clients, Mark = Guid.Empty });
        });
        // OpenIddict looks for what may go by date, and has no index for it.
        builder.Entity<OpenIddictEntityFrameworkCoreToken<Guid>>(token =>
        {
            token.HasIndex(row => row.CreationDate);
            token.HasIndex(row => row.ExpirationDate);
        });
        builder.Entity<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().HasIndex(row => row.CreationDate);
    }
}
