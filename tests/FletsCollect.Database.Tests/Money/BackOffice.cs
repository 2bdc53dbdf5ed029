using FletsCollect.Billing;
using FletsCollect.Calendars;
using FletsCollect.Documents;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using FletsCollect.Reconciliation;
using FletsCollect.Server.Database;
using FletsCollect.Server.Documents;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Database.Tests.Money;

/// <summary>A database with the telco's billing and the bank played, and the operator's steps of a month on it.</summary>
public sealed class BackOffice : IAsyncDisposable
{
    /// <summary>The month in which tests begin.</summary>
    public static readonly BillingMonth November = BillingMonth.At(TestDatabase.Start.UtcDateTime);

    /// <summary>The person who proposes payouts.</summary>
    public const string Maker = "suzuki";

    /// <summary>The person who approves them.</summary>
    public const string Checker = "tanaka";

    private BackOffice(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public static async Task<BackOffice> OpenAsync(Databases databases, DatabaseKind kind, params IInterceptor[] interceptors) =>
        new(await databases.OpenAsync(kind, services =>
        {
            Configure(services);
            if (interceptors.Length > 0)
                services.ConfigureDbContext<FletsCollectDbContext>(context => context.AddInterceptors(interceptors));
        }));

    /// <summary>A copy of an office at which nobody works any more, with all that is in its books.</summary>
    public static async Task<BackOffice> CopyAsync(Databases databases, BackOffice original) => new(await databases.CopyAsync(original.Database, Configure));

    private static void Configure(IServiceCollection services) => services
        .AddSimulatedBillingAndBank()
        .AddSingleton(new DocumentIssuer { IssuerName = "見本通信株式会社", IssuerAddress = "大阪", RegistrationNumber = "T8000000000001" })
        .AddSingleton(new DocumentFontOptions())
        .AddSingleton<DocumentFont>()
        .AddSingleton<DocumentPdf>();

    /// <summary>Moves the clock to the morning after a month.</summary>
    public void EndOf(BillingMonth month) => Database.Clock.SetUtcNow(new DateTimeOffset(BusinessDate.StartOf(month.Next.FirstDay)).AddHours(9));

    public Task<Result<MonthClose, CloseMonthRefusal>> CloseAsync(BillingMonth month, bool early = false) =>
        Database.RunAsync<CloseMonth, Result<MonthClose, CloseMonthRefusal>>(close => close.ExecuteAsync(new CloseMonthCommand(month, early), CancellationToken.None));

    public Task<Result<InvoicesIssued, IssueLineInvoicesRefusal>> IssueAsync(BillingMonth month) =>
        Database.RunAsync<IssueLineInvoices, Result<InvoicesIssued, IssueLineInvoicesRefusal>>(issue => issue.ExecuteAsync(month, CancellationToken.None));

    public Task<Result<InvoicesExported, ExportInvoicesRefusal>> ExportAsync(BillingMonth month, bool again = false) =>
        Database.RunAsync<ExportInvoices, Result<InvoicesExported, ExportInvoicesRefusal>>(export => export.ExecuteAsync(month, again, Maker, CancellationToken.None));

    public Task<FileImport> ImportLineFeesAsync(byte[] content) => Database.RunAsync<ImportLineFees, FileImport>(import => import.ExecuteAsync(new FileContent("fees.txt", content), Maker, CancellationToken.None));

    public Task<FileImport> ImportAcknowledgementAsync(byte[] content) => Database.RunAsync<ImportAcknowledgement, FileImport>(import => import.ExecuteAsync(new FileContent("answer.txt", content), Maker, CancellationToken.None));

    public Task<FileImport> ImportCollectionAsync(byte[] content) => Database.RunAsync<ImportCollection, FileImport>(import => import.ExecuteAsync(new FileContent("results.txt", content), Maker, CancellationToken.None));

    public Task<Result<RecordedCollection, RecordCollectionRefusal>> CollectAsync(LineInvoice invoice, CollectionOutcome outcome = CollectionOutcome.Paid, string? reference = null, long? amount = null) =>
        CollectAsync(new CollectionNotice(
            reference ?? $"telco-{invoice.PublicId}-{outcome}", invoice.Id, outcome, new Yen(amount ?? (outcome == CollectionOutcome.Paid ? (invoice.Outstanding.IsPositive ? invoice.Outstanding : invoice.AmountDue).Amount : 0))));

    public Task<Result<RecordedCollection, RecordCollectionRefusal>> CollectAsync(CollectionNotice notice) =>
        Database.RunAsync<RecordCollection, Result<RecordedCollection, RecordCollectionRefusal>>(record => record.ExecuteAsync(notice, CancellationToken.None));

    public Task<Result<RecordedRemittance, RecordRemittanceRefusal>> RemitAsync(long amount, string reference = "remittance-1") =>
        Database.RunAsync<RecordRemittance, Result<RecordedRemittance, RecordRemittanceRefusal>>(record =>
            record.ExecuteAsync(reference, new Yen(amount), BusinessDate.At(Database.Now), Maker, CancellationToken.None));

    public Task<Result<ReceiptMove, ProposeReceiptMoveRefusal>> ProposeReceiptMoveAsync(ProposeReceiptMoveCommand command) =>
        Database.RunAsync<ProposeReceiptMove, Result<ReceiptMove, ProposeReceiptMoveRefusal>>(propose => propose.ExecuteAsync(command, CancellationToken.None));

    public Task<Result<ReceiptDecision, DecideReceiptMoveRefusal>> DecideReceiptMoveAsync(Guid move, bool approve = true, string? reference = null, string by = Checker) =>
        Database.RunAsync<DecideReceiptMove, Result<ReceiptDecision, DecideReceiptMoveRefusal>>(decide => decide.ExecuteAsync(move, approve, reference, by, CancellationToken.None));

    public Task<Result<MerchantsSettled, SettleMerchantsRefusal>> SettleAsync(BillingMonth month) =>
        Database.RunAsync<SettleMerchants, Result<MerchantsSettled, SettleMerchantsRefusal>>(settle => settle.ExecuteAsync(month, CancellationToken.None));

    public Task<Result<PayoutsProposed, ProposePayoutsRefusal>> ProposeAsync(BillingMonth month, string by = Maker) =>
        Database.RunAsync<ProposePayouts, Result<PayoutsProposed, ProposePayoutsRefusal>>(propose => propose.ExecuteAsync(month, by, CancellationToken.None));

    public Task<Result<PayoutBatch, DecidePayoutBatchRefusal>> ApproveAsync(long batch, string by = Checker) =>
        Database.RunAsync<DecidePayoutBatch, Result<PayoutBatch, DecidePayoutBatchRefusal>>(decide => decide.ApproveAsync(batch, by, CancellationToken.None));

    public Task<Result<PayoutBatch, DecidePayoutBatchRefusal>> WithdrawAsync(long batch, string by = Checker) =>
        Database.RunAsync<DecidePayoutBatch, Result<PayoutBatch, DecidePayoutBatchRefusal>>(decide => decide.WithdrawAsync(batch, by, CancellationToken.None));

    public Task<Result<SubmittedBatch, SubmitPayoutBatchRefusal>> SubmitAsync(long batch) =>
        Database.RunAsync<SubmitPayoutBatch, Result<SubmittedBatch, SubmitPayoutBatchRefusal>>(submit => submit.ExecuteAsync(batch, CancellationToken.None));

    /// <summary>Takes a month's waiting payouts to the bank, by two people; empty when none waits.</summary>
    public async Task<IReadOnlyList<PayoutBatch>> SendAsync(BillingMonth month)
    {
        var sent = new List<PayoutBatch>();
        foreach (var batch in Done(await ProposeAsync(month)).Batches)
        {
            Done(await ApproveAsync(batch.Number));
            sent.Add(Done(await SubmitAsync(batch.Number)).Batch);
        }
        return sent;
    }

    public Task<Result<RecordedBankResult, RecordBankResultRefusal>> ConfirmAsync(Payout payout, string reference = "bank-1") =>
        AnswerAsync(payout, new BankAnswer(BankOutcome.Arrived, reference));

    public Task<Result<RecordedBankResult, RecordBankResultRefusal>> ReturnAsync(Payout payout, string reference) =>
        AnswerAsync(payout, new BankAnswer(BankOutcome.Returned, reference, "該当口座なし"));

    public Task<Result<MerchantBankAccount, RegisterBankAccountRefusal>> RegisterAsync(string merchant, BankAccount account) =>
        Database.RunAsync<RegisterBankAccount, Result<MerchantBankAccount, RegisterBankAccountRefusal>>(register => register.ExecuteAsync(merchant, account, CancellationToken.None));

    public Task<Result<Tariff, ProposeTariffRefusal>> ProposeTariffAsync(string version, BillingMonth from, TariffTerms terms, string by = Maker) =>
        Database.RunAsync<ProposeTariff, Result<Tariff, ProposeTariffRefusal>>(propose => propose.ExecuteAsync(new ProposeTariffCommand(version, from, terms, TaxRates: null, by), CancellationToken.None));

    public Task<Result<MerchantContract, ProposeContractRefusal>> ProposeContractAsync(string merchant, BillingMonth from, ContractTerms terms, string by = Maker) =>
        Database.RunAsync<ProposeContract, Result<MerchantContract, ProposeContractRefusal>>(propose => propose.ExecuteAsync(new ProposeContractCommand(merchant, from, terms, by), CancellationToken.None));

    public Task<Result<TermsDecision, DecideTermsRefusal>> DecideTermsAsync(string terms, bool approve = true, string by = Checker) =>
        Database.RunAsync<DecideTerms, Result<TermsDecision, DecideTermsRefusal>>(decide => decide.ExecuteAsync(terms, approve, by, CancellationToken.None));

    /// <summary>A tariff that two people agreed on.</summary>
    public async Task<Tariff> SetTariffAsync(string version, BillingMonth from, TariffTerms terms)
    {
        var tariff = Done(await ProposeTariffAsync(version, from, terms));
        Done(await DecideTermsAsync(tariff.PublicId));
        return tariff;
    }

    /// <summary>A contract that two people agreed on.</summary>
    public async Task<MerchantContract> AgreeAsync(Merchant merchant, BillingMonth from, ContractTerms terms)
    {
        var contract = Done(await ProposeContractAsync(merchant.Code, from, terms));
        Done(await DecideTermsAsync(contract.PublicId));
        return contract;
    }

    public Task<Result<FundsHold, HoldFundsRefusal>> HoldAsync(string merchant, long amount, string reason = "係争中", string by = Maker) =>
        Database.RunAsync<HoldFunds, Result<FundsHold, HoldFundsRefusal>>(hold => hold.HoldAsync(merchant, new Yen(amount), reason, by, CancellationToken.None));

    public Task<Result<FundsHold, HoldFundsRefusal>> ReleaseAsync(Guid hold, string by = Maker) =>
        Database.RunAsync<HoldFunds, Result<FundsHold, HoldFundsRefusal>>(release => release.ReleaseAsync(hold, by, CancellationToken.None));

    public Task<List<FeeStatement>> StatementsAsync(BillingMonth month) =>
        Database.ReadAsync(db => db.FeeStatements.Where(statement => statement.Month == month).OrderBy(statement => statement.Id).ToListAsync());

    public Task<List<LineInvoice>> InvoicesAsync(BillingMonth month) =>
        Database.ReadAsync(db => db.LineInvoices.Where(invoice => invoice.Month == month).OrderBy(invoice => invoice.Id).ToListAsync());

    public Task<List<Payout>> PayoutsAsync(BillingMonth month) =>
        Database.ReadAsync(db => db.Payouts.Where(payout => payout.Month == month).OrderBy(payout => payout.Id).ToListAsync());

    private Task<Result<RecordedBankResult, RecordBankResultRefusal>> AnswerAsync(Payout payout, BankAnswer answer) =>
        Database.RunAsync<RecordBankResult, Result<RecordedBankResult, RecordBankResultRefusal>>(record => record.ExecuteAsync(payout.Id, answer, CancellationToken.None));

    /// <summary>What the ledger holds, by kind of account: positive is owed to us, negative is owed by us; accounts at zero are left out.</summary>
    public async Task<IReadOnlyDictionary<string, long>> BalancesAsync() =>
        (await Database.ReadAsync(db => TrialBalance.ByKindAsync(db, CancellationToken.None))).Accounts
            .Where(account => account.Balance != Yen.Zero)
            .ToDictionary(account => account.Account.Kind, account => account.Balance.Amount, StringComparer.Ordinal);

    public Task<IReadOnlyList<Finding>> VerifyAsync() => Database.RunAsync<VerifyBooks, IReadOnlyList<Finding>>(verify => verify.ExecuteAsync(CancellationToken.None));

    public async Task AssertSoundAsync() => Assert.Empty(await VerifyAsync());

    /// <summary>Runs a month from its close to the bank.</summary>
    public async Task RunMonthAsync(BillingMonth month)
    {
        await ReachSettlementAsync(month);
        await SendAsync(month);
        foreach (var payout in (await PayoutsAsync(month)).Where(payout => payout.Status == PayoutStatus.Submitted))
            Done(await ConfirmAsync(payout));
    }

    /// <summary>Runs a month from its close to its statements, with every line paying.</summary>
    public async Task ReachSettlementAsync(BillingMonth month)
    {
        Done(await CloseAsync(month));
        Done(await IssueAsync(month));
        foreach (var invoice in await InvoicesAsync(month))
            Done(await CollectAsync(invoice));
        Done(await SettleAsync(month));
    }

    /// <summary>The value of a step that must not be refused.</summary>
    public static TValue Done<TValue, TRefusal>(Result<TValue, TRefusal> result)
        where TValue : notnull
        where TRefusal : struct, Enum =>
        result.Succeeded(out var value, out var refusal) ? value : throw new InvalidOperationException($"Refused: {refusal}.");

    /// <summary>The refusal of a step that must be refused.</summary>
    public static TRefusal Refused<TValue, TRefusal>(Result<TValue, TRefusal> result)
        where TValue : notnull
        where TRefusal : struct, Enum =>
        result.Succeeded(out _, out var refusal) ? throw new InvalidOperationException("It was not refused.") : refusal;

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
