using FletsCollect.Merchants;

namespace FletsCollect.Settlement;

/// <summary>Where a merchant is paid. A changed account counts for batches that are proposed afterwards; a proposed one that names the old account is not approved.</summary>
public sealed class MerchantBankAccount
{
    private MerchantBankAccount() { }

    public MerchantBankAccount(Merchant merchant, BankAccount account, DateTime now)
    {
        MerchantId = merchant.Id;
        Change(account, now);
    }

    public Guid MerchantId { get; private set; }

    public BankAccount Account { get; private set; } = null!;

    public DateTime RegisteredAt { get; private set; }

    /// <summary>Counts the changes of this row; a writer that read an older version is refused.</summary>
    public int Version { get; private set; }

    /// <summary>Takes an account that was normalised before, so that what a person checks is what the bank reads.</summary>
    public void Change(BankAccount account, DateTime now)
    {
        Account = account;
        RegisteredAt = now;
        Version++;
    }
}
