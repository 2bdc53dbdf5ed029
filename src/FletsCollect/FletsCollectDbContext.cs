using FletsCollect.Audit;
using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.CarrierBilling;
using FletsCollect.Charges;
using FletsCollect.DirectDebits;
using FletsCollect.Idempotency;
using FletsCollect.Jobs;
using FletsCollect.Keys;
using FletsCollect.Ledger;
using FletsCollect.Lines;
using FletsCollect.Mail;
using FletsCollect.Merchants;
using FletsCollect.Notices;
using FletsCollect.Onboarding;
using FletsCollect.Outbox;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using FletsCollect.Subscriptions;
using FletsCollect.Support;
using FletsCollect.Usage;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FletsCollect;

/// <summary>
/// The one database: the money, the lines and the people, and with them OpenIddict's applications and tokens, Identity's credentials and
/// the Data Protection keys. It behaves alike on SQLite, PostgreSQL and SQL Server, so only types that all three keep alike are used:
/// 64-bit integers for money, UTC instants cut to milliseconds, enums and months as text.
/// </summary>
public sealed class FletsCollectDbContext(DbContextOptions<FletsCollectDbContext> options)
    : IdentityUserContext<Credential, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<Line> Lines => Set<Line>();

    public DbSet<LineImport> LineImports => Set<LineImport>();

    public DbSet<LineChange> LineChanges => Set<LineChange>();

    public DbSet<LineEvent> LineEvents => Set<LineEvent>();

    public DbSet<LineSession> LineSessions => Set<LineSession>();

    public DbSet<LineSessionAddress> LineSessionAddresses => Set<LineSessionAddress>();

    public DbSet<LineProof> LineProofs => Set<LineProof>();

    public DbSet<FailedAttempt> FailedAttempts => Set<FailedAttempt>();

    public DbSet<LineLimit> LineLimits => Set<LineLimit>();

    public DbSet<CredentialSpending> CredentialSpendings => Set<CredentialSpending>();

    public DbSet<HouseholdRules> HouseholdRules => Set<HouseholdRules>();

    public DbSet<MerchantBlock> MerchantBlocks => Set<MerchantBlock>();
    public DbSet<SubscriberSession> SubscriberSessions => Set<SubscriberSession>();

    public DbSet<PurchasePin> PurchasePins => Set<PurchasePin>();

    public DbSet<NotificationAddress> NotificationAddresses => Set<NotificationAddress>();

    public DbSet<MailMessage> MailMessages => Set<MailMessage>();

    public DbSet<ResetCode> ResetCodes => Set<ResetCode>();

    public DbSet<MemberRule> MemberRules => Set<MemberRule>();

    public DbSet<PurchaseApproval> PurchaseApprovals => Set<PurchaseApproval>();

    public DbSet<MerchantSession> MerchantSessions => Set<MerchantSession>();

    public DbSet<MerchantSignIn> MerchantSignIns => Set<MerchantSignIn>();

    public DbSet<Merchant> Merchants => Set<Merchant>();

    public DbSet<MerchantEvent> MerchantEvents => Set<MerchantEvent>();

    public DbSet<MerchantApplication> MerchantApplications => Set<MerchantApplication>();

    public DbSet<CertificationRun> CertificationRuns => Set<CertificationRun>();

    public DbSet<MerchantContract> MerchantContracts => Set<MerchantContract>();

    public DbSet<LargestChargeProposal> LargestChargeProposals => Set<LargestChargeProposal>();

    public DbSet<TermsDecision> TermsDecisions => Set<TermsDecision>();

    public DbSet<ChargeGrant> ChargeGrants => Set<ChargeGrant>();

    public DbSet<MerchantUsage> MerchantUsages => Set<MerchantUsage>();

    public DbSet<PlanUsage> PlanUsages => Set<PlanUsage>();

    public DbSet<UsageDay> UsageDays => Set<UsageDay>();

    public DbSet<Charge> Charges => Set<Charge>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    public DbSet<SubscriptionChange> SubscriptionChanges => Set<SubscriptionChange>();

    public DbSet<SubscriptionCycle> SubscriptionCycles => Set<SubscriptionCycle>();

    public DbSet<ChargeEvent> ChargeEvents => Set<ChargeEvent>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    public DbSet<Transfer> Transfers => Set<Transfer>();

    public DbSet<LedgerBatch> LedgerBatches => Set<LedgerBatch>();

    public DbSet<LedgerHead> LedgerHeads => Set<LedgerHead>();

    public DbSet<BillingCycle> BillingCycles => Set<BillingCycle>();

    public DbSet<LineInvoice> LineInvoices => Set<LineInvoice>();

    public DbSet<LineInvoiceItem> LineInvoiceItems => Set<LineInvoiceItem>();

    public DbSet<LineInvoiceCredit> LineInvoiceCredits => Set<LineInvoiceCredit>();

    public DbSet<CollectionResult> CollectionResults => Set<CollectionResult>();

    public DbSet<CollectionAllocation> CollectionAllocations => Set<CollectionAllocation>();

    public DbSet<Remittance> Remittances => Set<Remittance>();

    public DbSet<ReceiptMove> ReceiptMoves => Set<ReceiptMove>();

    public DbSet<ReceiptDecision> ReceiptDecisions => Set<ReceiptDecision>();

    public DbSet<GiveUpProposal> GiveUpProposals => Set<GiveUpProposal>();

    public DbSet<GiveUpDecision> GiveUpDecisions => Set<GiveUpDecision>();

    public DbSet<LineFeeItem> LineFeeItems => Set<LineFeeItem>();

    public DbSet<ParkedLine> ParkedLines => Set<ParkedLine>();

    public DbSet<BillingFile> BillingFiles => Set<BillingFile>();

    public DbSet<DebitRequestItem> DebitRequestItems => Set<DebitRequestItem>();

    public DbSet<Tariff> Tariffs => Set<Tariff>();

    public DbSet<FeeStatement> FeeStatements => Set<FeeStatement>();

    public DbSet<FeeStatementItem> FeeStatementItems => Set<FeeStatementItem>();

    public DbSet<FeeAdjustment> FeeAdjustments => Set<FeeAdjustment>();

    public DbSet<FundsHold> FundsHolds => Set<FundsHold>();

    public DbSet<Payout> Payouts => Set<Payout>();

    public DbSet<PayoutBatch> PayoutBatches => Set<PayoutBatch>();

    public DbSet<PayoutTransfer> PayoutTransfers => Set<PayoutTransfer>();

    public DbSet<BankResult> BankResults => Set<BankResult>();

    public DbSet<MerchantBankAccount> MerchantBankAccounts => Set<MerchantBankAccount>();

    public DbSet<StaffMember> StaffMembers => Set<StaffMember>();

    public DbSet<SupportCase> SupportCases => Set<SupportCase>();

    public DbSet<SupportMessage> SupportMessages => Set<SupportMessage>();

    public DbSet<Dispute> Disputes => Set<Dispute>();

    public DbSet<Enquiry> Enquiries => Set<Enquiry>();

    public DbSet<PublicNotice> PublicNotices => Set<PublicNotice>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();

    public DbSet<CarrierBillingRequest> CarrierBillingRequests => Set<CarrierBillingRequest>();

    public DbSet<JobLease> JobLeases => Set<JobLease>();

    public DbSet<ProviderKey> ProviderKeys => Set<ProviderKey>();

    public DbSet<ChangeStamp> ChangeStamps => Set<ChangeStamp>();

    public DbSet<UsedTokenId> UsedTokenIds => Set<UsedTokenId>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Yen>().HaveConversion<YenConverter>();
        configurationBuilder.Properties<LineNumber>().HaveConversion<LineNumberConverter>().HaveMaxLength(32);
        configurationBuilder.Properties<BillingMonth>().HaveConversion<BillingMonthConverter>().HaveMaxLength(7);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.UseOpenIddict<Guid>();
        LinesModel.Configure(builder);
        SubscribersModel.Configure(builder);
        MerchantsModel.Configure(builder);
        ChargesModel.Configure(builder);
        SubscriptionsModel.Configure(builder);
        IdempotencyModel.Configure(builder);
        LedgerModel.Configure(builder);
        BillingModel.Configure(builder);
        DirectDebitsModel.Configure(builder);
        SettlementModel.Configure(builder);
        StaffModel.Configure(builder);
        OnboardingModel.Configure(builder);
        NoticesModel.Configure(builder);
        SupportModel.Configure(builder);
        AuditModel.Configure(builder);
        MailModel.Configure(builder);
        OutboxModel.Configure(builder);
        UsageModel.Configure(builder);
        CarrierBillingModel.Configure(builder);
        JobsModel.Configure(builder);
        KeysModel.Configure(builder);
        ByteOrder.Apply(builder, Database.ProviderName);
        SnakeCaseNames.Apply(builder);
    }

    /// <summary>Instants are stored in UTC and read back as UTC, which not every database says by itself.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        instant => instant.Kind == DateTimeKind.Utc ? instant : DateTime.SpecifyKind(instant, DateTimeKind.Utc),
        stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));
}
