namespace FletsCollect.Settlement;

/// <summary>The provider's own account, from which merchants are paid; configuration section <c>Payouts:Sender</c>. Default: none, and then no payout is proposed.</summary>
public sealed class TransferSender
{
    public const string Section = PayoutSchedule.Section + ":Sender";

    /// <summary>The code that the bank gave its client, up to ten digits.</summary>
    public string ClientCode { get; init; } = "";

    /// <summary>Four digits.</summary>
    public string BankCode { get; init; } = "";

    /// <summary>In kana, like every name here.</summary>
    public string BankName { get; init; } = "";

    /// <summary>Three digits.</summary>
    public string BranchCode { get; init; } = "";

    public string BranchName { get; init; } = "";

    /// <summary>Default: a current account.</summary>
    public BankAccountType AccountType { get; init; } = BankAccountType.Current;

    /// <summary>Up to seven digits.</summary>
    public string AccountNumber { get; init; } = "";

    /// <summary>The provider's name as its bank has it.</summary>
    public string ClientName { get; init; } = "";

    public ZenginSender ToSender() => new(ClientCode, new BankAccount(BankCode, BankName, BranchCode, BranchName, AccountType, AccountNumber, ClientName));
}
