using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Why no certification was run.</summary>
public enum RunCertificationRefusal
{
    MerchantNotFound,

    /// <summary>Certification is run in the sandbox, by a merchant that is trying it out.</summary>
    NotInSandbox,
}

/// <summary>A webhook that a receiver has to refuse.</summary>
public enum BadWebhook
{
    /// <summary>Signed with a secret that is not the endpoint's.</summary>
    WrongSignature,

    /// <summary>Signed rightly, ten minutes ago.</summary>
    OldTimestamp,
}

/// <summary>Sends webhooks that must be refused. One for each host.</summary>
public interface IBadWebhookSender
{
    /// <summary>The status code that the endpoint answered; null when it did not.</summary>
    Task<int?> SendAsync(WebhookEndpoint endpoint, BadWebhook kind, CancellationToken cancellationToken);
}

/// <summary>
/// Judges a merchant's systems by what this server recorded of them in the sandbox, and by what they answer to webhooks that they must refuse.
/// Nothing is believed of what anybody says.
/// </summary>
public sealed class RunCertification(UnitOfWork unitOfWork, FletsCollectDbContext reading, IBadWebhookSender sender, OnboardingRules rules, TimeProvider clock)
{
    /// <summary>The audit entry that says that a merchant repeated a request; written in the sandbox alone.</summary>
    public const string ReplayedAction = "request.replayed";

    public async Task<Result<CertificationRun, RunCertificationRefusal>> ExecuteAsync(Guid merchantId, AuditActor by, CancellationToken cancellationToken)
    {
        if (await reading.Merchants.AsNoTracking().SingleOrDefaultAsync(row => row.Id == merchantId, cancellationToken) is not { } merchant)
            return RunCertificationRefusal.MerchantNotFound;
        if (rules.Environment != ServiceEnvironment.Sandbox || merchant.Status != MerchantStatus.Sandbox)
            return RunCertificationRefusal.NotInSandbox;
        // What is sent takes its time, so it is sent before the transaction that keeps what came of it.
        var found = await LookAsync(merchant, cancellationToken);
        return await unitOfWork.CommitAsync(
            (db, _) =>
            {
                var now = clock.Instant();
                var run = new CertificationRun(merchant, found, by.ToString(), now);
                db.AddRange(run, AuditEntry.Of("certification.run", by, merchant.Code, now, new { run = run.PublicId, passed = run.Passed }));
                return Task.FromResult(run);
            },
            cancellationToken);
    }

    private async Task<IReadOnlyList<(CertificationCheck Check, bool Passed, string Evidence)>> LookAsync(Merchant merchant, CancellationToken cancellationToken)
    {
        var id = merchant.Id;
        var found = new List<(CertificationCheck, bool, string)>();
        async Task SeeAsync(CertificationCheck check, string prefix, IQueryable<Guid> rows)
        {
            var first = await rows.OrderBy(row => row).Take(1).ToListAsync(cancellationToken);
            found.Add((check, first.Count > 0, first.Count > 0 ? PublicId.Format(prefix, first[0]) : ""));
        }
        var charges = reading.Charges.AsNoTracking().Where(row => row.MerchantId == id);
        var events = reading.ChargeEvents.AsNoTracking();
        await SeeAsync(CertificationCheck.ChargeConfirmed, PublicId.Charge, charges.OfOnce(reading).Where(row => row.ConfirmedAt != null).Select(row => row.Id));
        if (merchant.MayChargeMonthly)
            await SeeAsync(CertificationCheck.MonthlyCharged, PublicId.Charge, charges.OfPeriods(reading).Where(row => row.ConfirmedAt != null).Select(row => row.Id));
        var reserved = charges.Where(row => events.Any(happened => happened.ChargeId == row.Id && happened.Kind == ChargeEventKind.Reserve));
        await SeeAsync(CertificationCheck.ReservationConfirmed, PublicId.Charge, reserved.Where(row => row.ConfirmedAt != null).Select(row => row.Id));
        await SeeAsync(CertificationCheck.ReservationCancelled, PublicId.Charge, reserved.Where(row => row.Status == ChargeStatus.Cancelled && row.ConfirmedAt == null).Select(row => row.Id));
        var replayed = await reading.AuditEntries.AsNoTracking().Where(row => row.Subject == merchant.Code && row.Action == ReplayedAction).OrderBy(row => row.Id).Select(row => row.Detail).FirstOrDefaultAsync(cancellationToken);
        found.Add((CertificationCheck.RequestReplayed, replayed is not null, replayed ?? ""));
        await SeeAsync(CertificationCheck.Refunded, PublicId.Refund, reading.Refunds.AsNoTracking().Where(row => row.MerchantId == id && row.Status != RefundStatus.Denied).Select(row => row.Id));
        found.Add(await CancelledAsync(id, cancellationToken));
        await SeeAsync(CertificationCheck.WebhookTaken, PublicId.WebhookDelivery, reading.WebhookDeliveries.AsNoTracking().Where(row => row.MerchantId == id && row.Status == WebhookDeliveryStatus.Delivered).Select(row => row.Id));
        var endpoints = await reading.WebhookEndpoints.AsNoTracking().Include(row => row.Secrets)
            .Where(row => row.MerchantId == id && row.Subject == null && row.Status == WebhookEndpointStatus.Enabled).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        found.Add(await RefusedAsync(CertificationCheck.WrongSignatureRefused, endpoints, BadWebhook.WrongSignature, cancellationToken));
        found.Add(await RefusedAsync(CertificationCheck.OldTimestampRefused, endpoints, BadWebhook.OldTimestamp, cancellationToken));
        return found;
    }

    private async Task<(CertificationCheck Check, bool Passed, string Evidence)> CancelledAsync(Guid merchantId, CancellationToken cancellationToken)
    {
        var evidence = await reading.Subscriptions.AsNoTracking().Where(row => row.MerchantId == merchantId && row.EndReason == SubscriptionEndReason.CancelledBySubscriber).OrderBy(row => row.Id).Select(row => row.Id).Take(1).ToListAsync(cancellationToken) is [var subscription]
            ? PublicId.Format(PublicId.Subscription, subscription)
            : await reading.OutboxMessages.AsNoTracking().Where(row => row.MerchantId == merchantId && row.Type == EventTypes.GrantRevoked && row.Data.Contains("\"revoked_by\":\"subscriber\"")).OrderBy(row => row.Id).Select(row => row.Subject).FirstOrDefaultAsync(cancellationToken);
        return (CertificationCheck.CancelledBySubscriber, evidence is not null, evidence ?? "");
    }

    private async Task<(CertificationCheck Check, bool Passed, string Evidence)> RefusedAsync(CertificationCheck check, IReadOnlyList<WebhookEndpoint> endpoints, BadWebhook kind, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(endpoints.Select(async endpoint => (endpoint.PublicId, Status: await sender.SendAsync(endpoint, kind, cancellationToken))));
        return (check, answers.Length > 0 && answers.All(answer => answer.Status is >= 400 and < 500), string.Join(", ", answers.Select(answer => $"{answer.PublicId}: {answer.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"}")));
    }
}
