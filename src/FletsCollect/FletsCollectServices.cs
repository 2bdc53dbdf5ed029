using FletsCollect.Billing;
using FletsCollect.Charges;
using FletsCollect.DirectDebits;
using FletsCollect.Idempotency;
using FletsCollect.Jobs;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Mail;
using FletsCollect.Merchants;
using FletsCollect.Notices;
using FletsCollect.Onboarding;
using FletsCollect.Outbox;
using FletsCollect.Pruning;
using FletsCollect.Reconciliation;
using FletsCollect.Refunds;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using FletsCollect.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FletsCollect;

/// <summary>The use cases of the money, for a host that brings a database, a clock, Identity's password hasher and Data Protection.</summary>
public static class FletsCollectServices
{
    /// <summary>
    /// Adds every use case. The host adds <c>IDbContextFactory&lt;FletsCollectDbContext&gt;</c> and <see cref="IDatabaseConflicts"/> for the
    /// database it chose.
    /// </summary>
    public static IServiceCollection AddFletsCollect(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SpendingLimits>();
        services.TryAddSingleton<PayoutSchedule>();
        services.AddScoped<UnitOfWork>();
        services.TryAddSingleton<OnboardingRules>();
        services.AddScoped<SubmitApplication>();
        services.AddScoped<ScreenApplication>();
        services.AddScoped<OfferTerms>();
        services.AddScoped<ConcludeContract>();
        services.AddScoped<SteerMerchant>();
        services.AddScoped<RunCertification>();
        services.AddScoped<KeepNotices>();
        services.AddScoped<InviteStaff>();
        services.AddScoped<SuspendStaff>();
        services.AddScoped<JobLeases>();
        services.TryAddSingleton<LineSessionRules>();
        services.TryAddSingleton<LineRules>();
        services.AddScoped<ImportLines>();
        services.AddScoped<ApplyLineChanges>();
        services.AddScoped<ILineFollower, CredentialsFollowLine>();
        services.AddScoped<ILineFollower, GrantsFollowLine>();
        services.AddScoped<ILineDirectory, LineDirectory>();
        services.AddScoped<RecordAccounting>();
        services.TryAddSingleton<CredentialRules>();
        services.AddScoped<IssueCredential>();
        services.AddScoped<ChangeHousehold>();
        services.AddScoped<RecoverCredential>();
        services.AddScoped<PostResetCode>();
        services.AddScoped<RevokeCredential>();
        services.AddSingleton<MailSecrets>();
        services.AddScoped<KeepNotificationAddress>();
        services.AddScoped<SendMail>();
        services.AddScoped<UnlockCredential>();
        services.AddScoped<KeepPurchasePin>();
        services.AddScoped<SetMemberRule>();
        services.AddScoped<DecidePurchaseApproval>();
        services.AddScoped<ExpirePurchaseApprovals>();
        services.AddScoped<ApproveCharge>();
        services.TryAddSingleton<IdempotencyRules>();
        services.AddScoped<IdempotentWork>();
        services.AddScoped<CreateCharge>();
        services.TryAddSingleton<RenewalRules>();
        services.AddScoped<CycleCharge>();
        services.AddScoped<KeepPlans>();
        services.AddScoped<StartSubscription>();
        services.AddScoped<ChargeCurrentCycle>();
        services.AddScoped<RenewSubscriptions>();
        services.AddScoped<CancelSubscription>();
        services.AddScoped<ILineFollower, FollowLine>();
        services.AddScoped<IGrantFollower, FollowGrant>();
        services.AddScoped<RevokeGrant>();
        services.AddScoped<CountUsage>();
        services.AddScoped<ConfirmCharges>();
        services.AddScoped<ConfirmReservation>();
        services.AddScoped<ExpireReservations>();
        services.AddScoped<CancelCharge>();
        services.AddScoped<RequestRefund>();
        services.AddScoped<DecideRefund>();
        services.AddScoped<OpenDispute>();
        services.AddScoped<DecideDispute>();
        services.AddScoped<WriteToDesk>();
        services.AddScoped<AnswerCase>();
        services.TryAddSingleton<DeskRules>();
        services.AddScoped<RefundOnBehalf>();
        services.AddScoped<KeepEnquiries>();
        services.TryAddSingleton<IBillingChannel, UnconnectedBilling>();
        services.TryAddSingleton<IBankChannel, UnconnectedBank>();
        services.AddScoped<CloseMonth>();
        services.AddScoped<PreviewClose>();
        services.AddScoped<IssueLineInvoices>();
        services.AddScoped<RecordCollection>();
        services.AddScoped<ProposeTariff>();
        services.AddScoped<ProposeContract>();
        services.AddScoped<DecideTerms>();
        services.AddScoped<RecordRemittance>();
        services.AddScoped<ProposeReceiptMove>();
        services.AddScoped<DecideReceiptMove>();
        services.AddScoped<ProposeGiveUp>();
        services.AddScoped<DecideGiveUp>();
        services.AddScoped<ChangeLargestCharge>();
        services.AddScoped<DecideLargestCharge>();
        services.AddScoped<ExportInvoices>();
        services.AddScoped<ImportAcknowledgement>();
        services.AddScoped<ImportCollection>();
        services.AddScoped<ImportLineFees>();
        services.AddSingleton<SealedFiles>();
        services.AddScoped<RequestDebits>();
        services.AddScoped<ImportDebits>();
        services.TryAddSingleton<CollectionRules>();
        services.AddScoped<SettleMerchants>();
        services.AddScoped<HoldFunds>();
        services.TryAddSingleton<TransferSender>();
        services.AddScoped<RegisterBankAccount>();
        services.AddScoped<ProposePayouts>();
        services.AddScoped<DecidePayoutBatch>();
        services.AddScoped<SubmitPayoutBatch>();
        services.AddScoped<RecordBankResult>();
        services.AddScoped<VerifyBooks>();
        services.AddScoped<ReconcileMonth>();
        services.AddScoped<RotateKeys>();
        services.AddScoped<PruneExpired>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<EventSinks>();
        services.AddScoped<ManageWebhookEndpoints>();
        services.AddScoped<RedeliverWebhooks>();
        services.AddScoped<DeliverWebhooks>();
        services.AddScoped<PruneOutbox>();
        return services;
    }

    /// <summary>
    /// Plays the telco's billing and the bank, which no developer's machine has. For the Development environment alone: elsewhere it would
    /// say that money was collected and paid which was not.
    /// </summary>
    public static IServiceCollection AddSimulatedBillingAndBank(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IBillingChannel, SimulatedBilling>());
        services.Replace(ServiceDescriptor.Singleton<IBankChannel, SimulatedBank>());
        services.Replace(ServiceDescriptor.Singleton(SimulatedBank.Sender));
        return services;
    }
}
