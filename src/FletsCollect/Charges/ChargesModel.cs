using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Charges;

internal static class ChargesModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<ChargeGrant>(grant =>
        {
            grant.ToTable("charge_grant", table => table.HasCheckConstraint("ck_charge_grant_amount", "amount > 0"));
            grant.Property(row => row.Id).ValueGeneratedNever();
            grant.Property(row => row.MerchantReference).HasMaxLength(64);
            grant.Property(row => row.LiveReference).HasMaxLength(64);
            grant.Property(row => row.Description).HasMaxLength(200);
            grant.Property(row => row.Details).HasConversion<ChargeDetailsConverter>();
            grant.Property(row => row.ConsentHash).HasMaxLength(64);
            grant.Property(row => row.Version).IsConcurrencyToken();
            grant.Ignore(row => row.PublicId);
            grant.Ignore(row => row.IsDeferred);
            grant.HasIndex(row => new { row.MerchantId, row.LiveReference }).IsUnique();
            grant.HasIndex(row => new { row.CredentialId, row.Id });
            grant.HasIndex(row => row.AuthorisedAt);
            grant.HasIndex(row => row.ReplacesGrantId).IsUnique();
        });
        builder.Entity<PurchaseApproval>(approval =>
        {
            approval.ToTable("purchase_approval", table => table.HasCheckConstraint("ck_purchase_approval_amount", "amount > 0"));
            approval.Property(row => row.Id).ValueGeneratedNever();
            approval.Property(row => row.MerchantReference).HasMaxLength(64);
            approval.Property(row => row.Description).HasMaxLength(200);
            approval.Property(row => row.ConsentHash).HasMaxLength(64);
            approval.Property(row => row.RequestKey).HasMaxLength(64);
            approval.Property(row => row.Version).IsConcurrencyToken();
            approval.Ignore(row => row.PublicId);
            approval.HasIndex(row => new { row.Line, row.Status });
            approval.Property(row => row.LiveReference).HasMaxLength(64);
            approval.HasIndex(row => new { row.CredentialId, row.MerchantId, row.MerchantReference });
            approval.HasIndex(row => new { row.CredentialId, row.MerchantId, row.LiveReference }).IsUnique();
            approval.HasIndex(row => new { row.MerchantId, row.AskedAt });
            approval.HasIndex(row => new { row.Status, row.ExpiresAt });
            approval.HasIndex(row => row.RequestKey);
        });
        builder.Entity<Charge>(charge =>
        {
            charge.ToTable("charge", table =>
            {
                table.HasCheckConstraint("ck_charge_amount", "amount > 0");
                table.HasCheckConstraint("ck_charge_refunded", "removed >= 0 AND removed <= refunded AND refunded <= amount");
            });
            charge.Property(row => row.Id).ValueGeneratedNever();
            charge.Property(row => row.Items).HasConversion<ChargeItemsConverter, ChargeItemsComparer>();
            charge.Property(row => row.Version).IsConcurrencyToken();
            charge.Ignore(row => row.Remaining);
            charge.Ignore(row => row.CountedIn);
            // Only what may still run out; most charges never are in it.
            charge.HasIndex(row => row.ExpiresAt).HasFilter("status = 'Reserved'");
            charge.Property(row => row.MerchantReference).HasMaxLength(64);
            charge.Property(row => row.Description).HasMaxLength(200);
            charge.Ignore(row => row.PublicId);
            charge.HasIndex(row => new { row.GrantId, row.Cycle }).IsUnique();
            charge.HasIndex(row => new { row.Line, row.Id });
            charge.HasIndex(row => new { row.MerchantId, row.CreatedAt, row.Id });
            charge.HasIndex(row => new { row.MerchantId, row.MerchantReference, row.Id });
            // Most charges are confirmed by the request that makes them, and never in it.
            charge.HasIndex(row => new { row.MerchantId, row.Status, row.CreatedAt, row.Id }).HasFilter(ChargesOfStatus.NotConfirmed);
        });
        builder.Entity<Refund>(refund =>
        {
            refund.ToTable("refund", table => table.HasCheckConstraint("ck_refund_amount", "amount > 0"));
            refund.Property(row => row.Id).ValueGeneratedNever();
            refund.Property(row => row.Reason).HasMaxLength(200);
            refund.Property(row => row.DenialReason).HasMaxLength(200);
            refund.Property(row => row.RequestedBy).HasMaxLength(160);
            refund.Property(row => row.Version).IsConcurrencyToken();
            refund.Ignore(row => row.PublicId);
            refund.HasIndex(row => row.ChargeId);
            refund.HasIndex(row => new { row.MerchantId, row.CreatedAt, row.Id });
            refund.HasIndex(row => new { row.Line, row.Status });
        });
        builder.Entity<ChargeEvent>(history =>
        {
            history.ToTable("charge_event", table =>
            {
                table.HasCheckConstraint("ck_charge_event_amount", "amount > 0");
                table.IsAppendOnly();
            });
            history.Property(row => row.Id).ValueGeneratedNever();
            history.HasIndex(row => row.ChargeId);
            history.HasIndex(row => new { row.BusinessDate, row.Kind });
        });
    }
}
