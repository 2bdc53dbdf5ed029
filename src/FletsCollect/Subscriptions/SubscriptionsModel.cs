using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

internal static class SubscriptionsModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<Subscription>(subscription =>
        {
            subscription.ToTable("subscription", table => table.HasCheckConstraint("ck_subscription_amount", "amount > 0"));
            subscription.Property(row => row.Id).ValueGeneratedNever();
            subscription.Property(row => row.MerchantReference).HasMaxLength(64);
            subscription.Property(row => row.Description).HasMaxLength(200);
            subscription.Property(row => row.Plan).HasMaxLength(64);
            subscription.Property(row => row.Version).IsConcurrencyToken();
            subscription.Ignore(row => row.PublicId);
            subscription.Ignore(row => row.IsOver);
            subscription.HasIndex(row => row.GrantId).IsUnique();
            subscription.HasIndex(row => row.DueAt);
            subscription.HasIndex(row => new { row.MerchantId, row.CreatedAt, row.Id });
            subscription.HasIndex(row => new { row.MerchantId, row.Status, row.CreatedAt, row.Id });
            subscription.HasIndex(row => new { row.MerchantId, row.Plan, row.CreatedAt, row.Id });
            subscription.HasIndex(row => new { row.MerchantId, row.MerchantReference, row.Id });
            subscription.HasIndex(row => row.CredentialId);
            subscription.HasIndex(row => row.Line);
        });
        builder.Entity<SubscriptionCycle>(cycle =>
        {
            cycle.ToTable("subscription_cycle", table => table.IsAppendOnly());
            cycle.HasKey(row => new { row.SubscriptionId, row.FirstDay });
            cycle.HasIndex(row => row.ChargeId).IsUnique();
        });
        builder.Entity<SubscriptionChange>(change =>
        {
            change.ToTable("subscription_change", table => table.IsAppendOnly());
            change.Property(row => row.Id).ValueGeneratedNever();
            change.Property(row => row.FromPlan).HasMaxLength(64);
            change.Property(row => row.ToPlan).HasMaxLength(64);
            change.HasIndex(row => row.Day);
        });
        builder.Entity<Plan>(plan =>
        {
            plan.ToTable("plan", table => table.HasCheckConstraint("ck_plan_price", "price > 0"));
            plan.Property(row => row.Id).ValueGeneratedNever();
            plan.Property(row => row.Code).HasMaxLength(64);
            plan.Property(row => row.Name).HasMaxLength(200);
            plan.Property(row => row.Version).IsConcurrencyToken();
            plan.HasIndex(row => new { row.MerchantId, row.Code }).IsUnique();
        });
    }
}
