using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Outbox;

internal static class OutboxModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<OutboxMessage>(message =>
        {
            message.ToTable("outbox");
            message.Property(row => row.Id).ValueGeneratedNever();
            message.Property(row => row.Type).HasMaxLength(64);
            message.Property(row => row.Subject).HasMaxLength(64);
            message.Property(row => row.TraceParent).HasMaxLength(55);
            message.Ignore(row => row.PublicId);
            message.HasIndex(row => new { row.MerchantId, row.Id });
            message.HasIndex(row => new { row.Dispatched, row.Id });
        });
        builder.Entity<WebhookEndpoint>(endpoint =>
        {
            endpoint.ToTable("webhook_endpoint");
            endpoint.Property(row => row.Id).ValueGeneratedNever();
            endpoint.Property(row => row.Url).HasMaxLength(WebhookEndpoint.LongestUrl);
            endpoint.Property(row => row.Description).HasMaxLength(WebhookEndpoint.LongestDescription);
            endpoint.Property(row => row.Types).HasMaxLength(4000);
            endpoint.Ignore(row => row.PublicId).Ignore(row => row.EventTypes);
            endpoint.HasMany(row => row.Secrets).WithOne().HasForeignKey(secret => secret.EndpointId);
            endpoint.Property(row => row.Subject).HasMaxLength(64);
            endpoint.Property(row => row.Correlator).HasMaxLength(256);
            endpoint.HasIndex(row => new { row.MerchantId, row.Id });
            endpoint.HasIndex(row => row.Subject);
            endpoint.HasIndex(row => row.EndsAt);
        });
        builder.Entity<WebhookSecret>(secret =>
        {
            secret.ToTable("webhook_secret");
            secret.Property(row => row.Id).ValueGeneratedNever();
        });
        builder.Entity<WebhookDelivery>(delivery =>
        {
            delivery.ToTable("webhook_delivery");
            delivery.Property(row => row.Id).ValueGeneratedNever();
            delivery.Property(row => row.EventType).HasMaxLength(64);
            delivery.Property(row => row.LastError).HasMaxLength(WebhookDelivery.LongestError);
            delivery.Property(row => row.Claim).IsConcurrencyToken();
            delivery.Ignore(row => row.PublicId);
            delivery.HasIndex(row => new { row.MessageId, row.EndpointId }).IsUnique();
            delivery.HasIndex(row => new { row.EndpointId, row.Status, row.NextAttemptAt });
            delivery.HasIndex(row => new { row.MerchantId, row.CreatedAt, row.Id });
        });
        builder.Entity<WebhookAttempt>(attempt =>
        {
            attempt.ToTable("webhook_attempt");
            attempt.Property(row => row.Id).ValueGeneratedNever();
            attempt.Property(row => row.Error).HasMaxLength(WebhookDelivery.LongestError);
            attempt.Ignore(row => row.PublicId);
            attempt.HasIndex(row => row.DeliveryId);
        });
    }
}
