using System.Globalization;
using FletsCollect.Calendars;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Commands;

/// <summary>
/// Paying merchants, in steps that two people share. The command line believes the name that it is given: who may run it at all, and as
/// whom, is for the operating system to say.
/// </summary>
internal static class PayoutCommands
{
    public static async Task<int> RegisterAccountAsync(CommandRun run, string merchant, BankAccount account, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<RegisterBankAccount, Result<MerchantBankAccount, RegisterBankAccountRefusal>>(register => register.ExecuteAsync(merchant, account, cancellationToken));
        if (!outcome.Succeeded(out var registered, out var refusal))
            return run.Refuse($"The bank account of {merchant} was not taken: {refusal}.", Explain(refusal));
        run.Say($"{merchant} is paid to {registered.Account.Masked}: {registered.Account.BankName} {registered.Account.BranchName}, {registered.Account.Holder}.");
        return CommandRun.Done;
    }

    public static async Task<int> ProposeAsync(CommandRun run, BillingMonth month, string by, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<ProposePayouts, Result<PayoutsProposed, ProposePayoutsRefusal>>(propose => propose.ExecuteAsync(month, by, cancellationToken));
        if (!outcome.Succeeded(out var proposed, out var refusal))
        {
            var (reason, remedy) = refusal switch
            {
                ProposePayoutsRefusal.MonthNotSettled => ($"{month} has no fee statement.", $"Run settle {month} first."),
                ProposePayoutsRefusal.ProposerMissing => ("Who proposes is not named.", "Give the name with --by."),
                _ => throw new ArgumentOutOfRangeException(nameof(month), refusal, "Unknown refusal."),
            };
            return run.Refuse(reason, remedy);
        }
        run.Say(proposed.Batches.Count == 0 ? $"No payout of {month} waits to be proposed; nothing changed." : $"Payouts of {month}: {proposed.Batches.Count} batches proposed; a second person approves them.");
        foreach (var batch in proposed.Batches)
            await ShowBatchAsync(run, batch, cancellationToken);
        if (proposed.WithoutAccount.Count > 0)
            run.Table("Merchants without a bank account: register-bank-account, then propose again", ["Merchant"], proposed.WithoutAccount.Select(merchant => (string[])[merchant]));
        return CommandRun.Done;
    }

    public static async Task<int> DecideAsync(CommandRun run, long number, bool approve, string by, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<DecidePayoutBatch, Result<PayoutBatch, DecidePayoutBatchRefusal>>(decide =>
            approve ? decide.ApproveAsync(number, by, cancellationToken) : decide.WithdrawAsync(number, by, cancellationToken));
        if (!outcome.Succeeded(out var batch, out var refusal))
            return run.Refuse($"Batch {number} was not {(approve ? "approved" : "withdrawn")}: {refusal}.", Explain(refusal));
        run.Say($"Batch {batch.Number} is {batch.Status}: {batch.Count} transfers, {batch.Total} yen.{(approve ? $" SHA-256 of its file: {batch.TransferFileHash}." : "")}");
        await ShowBatchAsync(run, batch, cancellationToken);
        return CommandRun.Done;
    }

    /// <summary>Writes the approved file for a person who carries it to the bank.</summary>
    public static async Task<int> WriteFileAsync(CommandRun run, long number, string path, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<SubmitPayoutBatch, Result<SubmittedBatch, SubmitPayoutBatchRefusal>>(submit => submit.ExecuteAsync(number, cancellationToken));
        if (!outcome.Succeeded(out var submitted, out var refusal))
            return run.Refuse($"Batch {number} has no file for the bank: {refusal}.", Explain(refusal));
        await File.WriteAllBytesAsync(path, submitted.File.Content, cancellationToken);
        run.Say($"{path}: batch {number}, {submitted.Batch.Count} transfers, {submitted.Batch.Total} yen, SHA-256 {submitted.File.Hash}.{(submitted.Repeated ? " It was written before, with the same bytes: give the bank one of them." : "")}");
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    public static async Task<int> RecordResultAsync(CommandRun run, Guid payout, BankAnswer answer, CancellationToken cancellationToken)
    {
        var outcome = await run.RunAsync<RecordBankResult, Result<RecordedBankResult, RecordBankResultRefusal>>(record => record.ExecuteAsync(payout, answer, cancellationToken));
        if (!outcome.Succeeded(out var recorded, out var refusal))
            return run.Refuse($"The bank's word on {PublicId.Format(PublicId.Payout, payout)} was not recorded: {refusal}.", "Compare the payout (show-month) with the bank's statement.");
        run.Say(recorded.Repeated ? $"{recorded.Payout.PublicId} had this result before; nothing changed." : $"{recorded.Payout.PublicId} is {recorded.Payout.Status}.");
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    /// <summary>Hands the month's approved batches to the connected bank and records what it answers.</summary>
    public static async Task<int> PayOutAsync(CommandRun run, BillingMonth month, CancellationToken cancellationToken)
    {
        if (!await run.RunAsync<IBankChannel, bool>(bank => Task.FromResult(bank.IsConnected)))
            return run.Refuse("This installation has no connection to a bank.", "Only the Development environment plays one. Elsewhere carry the file: write-transfer-file, then record-bank-result.");
        var batches = await run.RunAsync<FletsCollectDbContext, List<long>>(db => (
            from payout in db.Payouts.AsNoTracking()
            where payout.Month == month && (payout.Status == PayoutStatus.Batched || payout.Status == PayoutStatus.Submitted)
            join batch in db.PayoutBatches.AsNoTracking() on payout.BatchId equals batch.Id
            select batch.Number).Distinct().OrderBy(number => number).ToListAsync(cancellationToken));
        var (sent, answered) = (0, 0);
        foreach (var number in batches)
        {
            var outcome = await run.RunAsync<SubmitPayoutBatch, Result<SubmittedBatch, SubmitPayoutBatchRefusal>>(submit => submit.ExecuteAsync(number, cancellationToken));
            if (!outcome.Succeeded(out var submitted, out var refusal))
                return run.Refuse($"Batch {number} has no file for the bank: {refusal}.", Explain(refusal));
            await run.RunAsync<IBankChannel, bool>(async bank =>
            {
                await bank.SubmitAsync(submitted.File, cancellationToken);
                return true;
            });
            sent += submitted.Repeated ? 0 : submitted.Batch.Count;
            foreach (var transfer in await TransfersAsync(run, submitted.Batch, cancellationToken))
            {
                if (await run.RunAsync<IBankChannel, BankAnswer?>(bank => bank.FindAnswerAsync(transfer, cancellationToken)) is not { } answer)
                    continue;
                var result = await run.RunAsync<RecordBankResult, Result<RecordedBankResult, RecordBankResultRefusal>>(record => record.ExecuteAsync(transfer.PayoutId, answer, cancellationToken));
                if (!result.Succeeded(out var recorded, out var unfit))
                    return run.Refuse($"The bank's answer on {PublicId.Format(PublicId.Payout, transfer.PayoutId)} does not fit: {unfit}.", "Compare the payout with the bank's statement before running this again.");
                answered += recorded.Repeated ? 0 : 1;
            }
        }
        run.Say(sent + answered == 0
            ? $"No approved payout of {month} waits; nothing changed. propose-payouts and approve-payouts come first."
            : $"Payouts of {month}: {sent} handed to the bank, {answered} confirmed by it.");
        await MonthTables.PayoutsAsync(run, month, cancellationToken);
        await run.TrialBalanceAsync(cancellationToken);
        return CommandRun.Done;
    }

    private static async Task ShowBatchAsync(CommandRun run, PayoutBatch batch, CancellationToken cancellationToken)
    {
        var transfers = await TransfersAsync(run, batch, cancellationToken);
        run.Table(
            string.Create(CultureInfo.InvariantCulture, $"Batch {batch.Number} for {batch.PayoutDate:yyyy-MM-dd}, {batch.Total} yen"),
            ["Position", "Payout", "Bank", "Branch", "Account", "Holder", Column.Number("Amount, yen")],
            transfers.Select(transfer => (string[])
            [
                $"{transfer.Position}", PublicId.Format(PublicId.Payout, transfer.PayoutId), transfer.Payee.BankName, transfer.Payee.BranchName, transfer.Payee.Masked, transfer.Payee.Holder, transfer.Amount.ToString(),
            ]));
    }

    private static Task<List<PayoutTransfer>> TransfersAsync(CommandRun run, PayoutBatch batch, CancellationToken cancellationToken) =>
        run.RunAsync<FletsCollectDbContext, List<PayoutTransfer>>(db =>
            db.PayoutTransfers.AsNoTracking().Where(transfer => transfer.BatchId == batch.Id).OrderBy(transfer => transfer.Position).ToListAsync(cancellationToken));

    private static string Explain(RegisterBankAccountRefusal refusal) => refusal switch
    {
        RegisterBankAccountRefusal.MerchantNotFound => "Give the code of a merchant.",
        RegisterBankAccountRefusal.BankCodeInvalid => "A bank code has four digits.",
        RegisterBankAccountRefusal.BranchCodeInvalid => "A branch code has three digits.",
        RegisterBankAccountRefusal.AccountNumberInvalid => "An account number has up to seven digits.",
        RegisterBankAccountRefusal.AccountTypeInvalid => "The type is Ordinary, Current, Savings or Other.",
        RegisterBankAccountRefusal.BankNameInvalid or RegisterBankAccountRefusal.BranchNameInvalid or RegisterBankAccountRefusal.HolderInvalid =>
            "Write it in kana as the bank has it: kana except ヲ, capital letters, digits, and ( ) - . only.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string Explain(DecidePayoutBatchRefusal refusal) => refusal switch
    {
        DecidePayoutBatchRefusal.BatchNotFound => "propose-payouts says the numbers of its batches.",
        DecidePayoutBatchRefusal.BatchNotProposed => "It was approved or withdrawn before.",
        DecidePayoutBatchRefusal.DeciderMissing => "Give the name with --by.",
        DecidePayoutBatchRefusal.MakerIsChecker => "Somebody else than who proposed it must approve it.",
        DecidePayoutBatchRefusal.AccountChanged => "Withdraw it with withdraw-payouts and propose again, so that the new account is checked.",
        DecidePayoutBatchRefusal.PayoutDatePassed => "Withdraw it with withdraw-payouts and propose again for the next bank day.",
        DecidePayoutBatchRefusal.FileNotWritable => "Complete the provider's own account in Payouts:Sender, with names in kana.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };

    private static string Explain(SubmitPayoutBatchRefusal refusal) => refusal switch
    {
        SubmitPayoutBatchRefusal.BatchNotFound => "propose-payouts says the numbers of its batches.",
        SubmitPayoutBatchRefusal.BatchNotApproved => "A second person approves it first: approve-payouts.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
