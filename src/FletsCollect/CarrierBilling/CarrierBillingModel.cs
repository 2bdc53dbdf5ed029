using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.CarrierBilling;

internal static class CarrierBillingModel
{
    public static void Configure(ModelBuilder builder) =>
        builder.Entity<CarrierBillingRequest>(request =>
        {
            request.ToTable("carrier_billing_request");
            request.Property(row => row.Id).ValueGeneratedNever();
            request.Property(row => row.ReferenceCode).HasMaxLength(64);
            request.Property(row => row.MerchantIdentifier).HasMaxLength(100);
            request.Property(row => row.Sink).HasMaxLength(WebhookEndpoint.LongestUrl);
            request.Ignore(row => row.IsRefund);
            // The payment's own row has the charge's key; a refund has its own, and one reference names one of them.
            request.HasIndex(row => new { row.ChargeId, row.ReferenceCode }).IsUnique();
            request.HasIndex(row => new { row.MerchantId, row.MerchantIdentifier });
        });
}
