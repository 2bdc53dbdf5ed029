using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Usage;

internal static class UsageModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<MerchantUsage>(usage =>
        {
            usage.ToTable("merchant_usage");
            usage.HasKey(row => new { row.MerchantId, row.Day });
            usage.HasIndex(row => row.Day);
        });
        builder.Entity<PlanUsage>(usage =>
        {
            usage.ToTable("plan_usage");
            usage.HasKey(row => new { row.MerchantId, row.Day, row.Plan });
            usage.Property(row => row.Plan).HasMaxLength(64);
            usage.HasIndex(row => row.Day);
        });
        builder.Entity<UsageDay>(day =>
        {
            day.ToTable("usage_day");
            day.HasKey(row => row.Day);
            day.Property(row => row.Day).ValueGeneratedNever();
        });
    }
}
