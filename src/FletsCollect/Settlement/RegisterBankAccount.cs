using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why a merchant's bank account is not taken. Nothing was stored.</summary>
public enum RegisterBankAccountRefusal
{
    MerchantNotFound,
    BankCodeInvalid,
    BankNameInvalid,
    BranchCodeInvalid,
    BranchNameInvalid,
    AccountTypeInvalid,
    AccountNumberInvalid,
    HolderInvalid,
}

/// <summary>Notes the account that a merchant is paid to, in the characters in which a bank file will have it.</summary>
public sealed class RegisterBankAccount(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<MerchantBankAccount, RegisterBankAccountRefusal>> ExecuteAsync(string merchantCode, BankAccount account, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<MerchantBankAccount, RegisterBankAccountRefusal>>(
            async (db, token) =>
            {
                var merchant = await db.Merchants.AsNoTracking().SingleOrDefaultAsync(merchant => merchant.Code == merchantCode, token);
                if (merchant is null)
                    return RegisterBankAccountRefusal.MerchantNotFound;
                var (normalised, fault) = account.Normalise();
                if (normalised is null)
                    return RefusalOf(fault?.Field);
                var now = clock.Instant();
                var registered = await db.MerchantBankAccounts.SingleOrDefaultAsync(row => row.MerchantId == merchant.Id, token);
                var before = registered?.Account.Masked;
                if (registered is null)
                    db.Add(registered = new MerchantBankAccount(merchant, normalised, now));
                else
                    registered.Change(normalised, now);
                db.Add(AuditEntry.Of("merchant-bank-account.registered", AuditActor.Operator, merchant.Code, now, new { before, after = normalised.Masked }));
                return registered;
            },
            cancellationToken);

    private static RegisterBankAccountRefusal RefusalOf(string? field) => field switch
    {
        nameof(BankAccount.BankCode) => RegisterBankAccountRefusal.BankCodeInvalid,
        nameof(BankAccount.BankName) => RegisterBankAccountRefusal.BankNameInvalid,
        nameof(BankAccount.BranchCode) => RegisterBankAccountRefusal.BranchCodeInvalid,
        nameof(BankAccount.BranchName) => RegisterBankAccountRefusal.BranchNameInvalid,
        nameof(BankAccount.Type) => RegisterBankAccountRefusal.AccountTypeInvalid,
        nameof(BankAccount.Number) => RegisterBankAccountRefusal.AccountNumberInvalid,
        nameof(BankAccount.Holder) => RegisterBankAccountRefusal.HolderInvalid,
        _ => throw new InvalidOperationException($"No refusal for {field}."),
    };
}
