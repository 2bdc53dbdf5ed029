using System.Net;
using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Refunds;
using FletsCollect.Settlement;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests;

/// <summary>
/// A line with a credential and a live access session, and a merchant to buy from: everything that a purchase needs. Rows that some
/// other part of the product owns are put there as they are; approvals and charges are made by the real use cases.
/// </summary>
public sealed class Household
{
    private static int made;

    private readonly TestDatabase database;

    private Household(TestDatabase database, Line line, Credential credential, IPAddress address, Merchant merchant)
    {
        this.database = database;
        Line = line;
        Credential = credential;
        Address = address;
        Merchant = merchant;
    }

    public Line Line { get; }

    public Credential Credential { get; }

    /// <summary>The address that the line's access session holds.</summary>
    public IPAddress Address { get; }

    public Merchant Merchant { get; }

    /// <summary>The access session that <see cref="AddManyAsync"/> put there; empty for a household that was connected one by one.</summary>
    public Guid SessionId { get; private set; }

    /// <summary>An active Hikari Next line of a grown-up contractor of many years, so with a limit of 100,000 yen, and a live merchant.</summary>
    public static async Task<Household> AddAsync(
        TestDatabase database, LineServiceType type = LineServiceType.HikariNext, LineStatus status = LineStatus.Active, Merchant? merchant = null)
    {
        var number = Interlocked.Increment(ref made);
        var line = LineOf(number, type, status);
        var credential = CredentialOf(line, database.Now, CredentialRole.Contractor);
        var address = AddressOf(number);
        if (merchant is null)
        {
            merchant = MerchantOf(number);
            await database.AddAsync(merchant, new MerchantBankAccount(merchant, AccountOf(number), database.Now));
        }
        await database.AddAsync(line, credential);
        var household = new Household(database, line, credential, address, merchant);
        await household.ConnectAsync(line, address);
        return household;
    }

    /// <summary>Many of them at once, put there by the database: connected as by the AAA, for a world in which how they got there is not the subject.</summary>
    public static async Task<IReadOnlyList<Household>> AddManyAsync(TestDatabase database, int count, IReadOnlyList<Merchant> merchants)
    {
        var homes = new List<Household>(count);
        foreach (var some in Enumerable.Range(0, count).Chunk(1_000))
        {
            var set = new WriteSet();
            foreach (var index in some)
            {
                var number = Interlocked.Increment(ref made);
                var line = LineOf(number);
                var credential = CredentialOf(line, database.Now, CredentialRole.Contractor);
                var home = new Household(database, line, credential, AddressOf(number), merchants[index % merchants.Count]);
                var session = new LineSession(line.Number, $"s{number}", "192.0.2.1", database.Now, database.Now);
                home.SessionId = session.Id;
                set.Insert([line, credential, session, new LineSessionAddress(AddressPrefix.Covering(home.Address)[0], session.Id)]);
                homes.Add(home);
            }
            await database.WriteAsync(set);
        }
        return homes;
    }

    private static IPAddress AddressOf(int number) => new([10, (byte)(number / 65_536), (byte)(number / 256 % 256), (byte)(number % 256)]);

    public static Line LineOf(int number, LineServiceType type = LineServiceType.HikariNext, LineStatus status = LineStatus.Active) =>
        new(new LineNumber($"CAF{number:D10}"), type, status, $"{number:D10}", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5));

    public static Merchant MerchantOf(int number, MerchantStatus status = MerchantStatus.Live) =>
        new($"merchant-{number}", MerchantChannel.Internet, status, new MerchantNames("ブログ", "株式会社ブログ", "SNS", "京都市", "help@example.com"), new DateOnly(2011, 7, 20), mayChargeMonthly: true);

    public static BankAccount AccountOf(int number) => new("0158", "ｷﾖｳﾄ", "001", "ﾎﾝﾃﾝ", BankAccountType.Ordinary, $"{number:D7}", "ｶ)ﾌﾞﾛｸﾞ");

    /// <summary>A credential as issuance leaves it, except for the password, which costs time to hash.</summary>
    public static Credential CredentialOf(Line line, DateTime now, CredentialRole role = CredentialRole.Member)
    {
        var name = $"fc{Interlocked.Increment(ref made):D10}";
        var credential = Credential.Issue(name, line.Number, role, now);
        credential.NormalizedUserName = name.ToUpperInvariant();
        credential.SecurityStamp = name;
        credential.Move(CredentialMove.SignIn, now);
        return credential;
    }

    /// <summary>Begins an access session of a line on an address, as the AAA reports it.</summary>
    public Task ConnectAsync(Line line, IPAddress address) =>
        database.RunAsync<RecordAccounting>(record => record.ExecuteAsync(
            new SessionSeen("192.0.2.1", $"s{Interlocked.Increment(ref made)}", line.Number, [.. AddressPrefix.Covering(address).Take(1)], database.Now),
            CancellationToken.None));

    /// <summary>What the merchant asks for; each order has a reference of its own unless one is given.</summary>
    public static ChargeDetails Order(long amount = 315, string? reference = null) =>
        new OnceDetails(reference ?? $"order-{Interlocked.Increment(ref made)}", "ブログ有料プラン", new Yen(amount));

    /// <summary>Asks for an approval from the household's own address, or from another one, or by another credential.</summary>
    public Task<Result<ChargeGrant, ApprovalRefusal>> ApproveAsync(ChargeDetails order, IPAddress? from = null, Credential? by = null)
    {
        var consent = ConsentTo(order, by);
        return ApproveAsync(new ApproveChargeCommand(Merchant.Code, (by ?? Credential).Id, from ?? Address, order, consent, consent.Hash()));
    }

    public Task<Result<ChargeGrant, ApprovalRefusal>> ApproveAsync(ApproveChargeCommand command) =>
        database.RunAsync<ApproveCharge, Result<ChargeGrant, ApprovalRefusal>>(approve => approve.ExecuteAsync(command, CancellationToken.None));

    public ConsentStatement ConsentTo(ChargeDetails order, Credential? by = null) =>
        new(1, "ja", Merchant.Code, (by ?? Credential).Id, Line.Number.Masked, order.MerchantReference, order.Amount.Amount, [new ConsentTerm("価格", $"{order.Amount}円")]);

    /// <summary>An approved purchase.</summary>
    public async Task<ChargeGrant> GrantAsync(long amount = 315, string? reference = null, Credential? by = null) =>
        (await ApproveAsync(Order(amount, reference), by: by)).Succeeded(out var grant, out var refusal)
            ? grant
            : throw new InvalidOperationException($"The purchase was not approved: {refusal}.");

    /// <summary>A purchase of a member that had to wait, and to which the contractor said yes.</summary>
    public async Task<ChargeGrant> GrantWithYesAsync(ChargeDetails order, Credential by)
    {
        var asked = await ApproveAsync(order, by: by);
        if (asked.Succeeded(out _, out var refusal) || refusal != ApprovalRefusal.WaitsForContractor)
            throw new InvalidOperationException($"The purchase does not wait: {refusal}.");
        var id = await database.ReadAsync(db => db.PurchaseApprovals.Where(row => row.MerchantReference == order.MerchantReference).Select(row => row.Id).SingleAsync());
        await database.RunAsync<DecidePurchaseApproval, Result<PurchaseApproval, PurchaseDecisionRefusal>>(decide => decide.ExecuteAsync(Credential.Id, id, approved: true, CancellationToken.None));
        return (await ApproveAsync(order, by: by)).Succeeded(out var grant, out refusal) ? grant : throw new InvalidOperationException($"The purchase was not approved: {refusal}.");
    }

    /// <summary>Another ID of the line, of somebody who is not its contractor.</summary>
    public async Task<Credential> AddMemberAsync()
    {
        var member = CredentialOf(Line, database.Now);
        await database.AddAsync(member);
        return member;
    }

    /// <summary>Changes the household's rules, by its contractor on the line unless said otherwise.</summary>
    public Task<HouseholdRefusal?> ChangeAsync(HouseholdChange change, Credential? by = null, IPAddress? from = null) =>
        database.RunAsync<ChangeHousehold, HouseholdRefusal?>(household => household.ExecuteAsync((by ?? Credential).Id, from ?? Address, change, CancellationToken.None));

    /// <summary>The charge that the merchant's back end asks for after the approval, under a new key each time.</summary>
    public CreateChargeCommand Charge(ChargeGrant grant, string? key = null) =>
        new(Merchant.Code, grant.Id, grant.Id, grant.Amount, grant.MerchantReference, new IdempotencyKey(key ?? Guid.CreateVersion7().ToString(), CreateCharge.Operation, "hash"));

    /// <summary>Confirms a charge; the answer's body is the refusal's name, or the charge's public id.</summary>
    public Task<IdempotentAnswer> ConfirmAsync(CreateChargeCommand command) =>
        database.RunAsync<CreateCharge, IdempotentAnswer>(confirm => confirm.ExecuteAsync(command, Render, CancellationToken.None));

    /// <summary>Buys something: approved by the subscriber and confirmed by the merchant.</summary>
    public async Task<Guid> BuyAsync(long amount = 315)
    {
        var answer = await ConfirmAsync(Charge(await GrantAsync(amount)));
        return PublicId.TryParse(PublicId.Charge, answer.Answer.Body, out var charge)
            ? charge
            : throw new InvalidOperationException($"The charge was not confirmed: {answer.Answer.Body}.");
    }

    /// <summary>Reserves a deferred purchase that may be confirmed for as long.</summary>
    public async Task<Guid> ReserveAsync(long amount = 315, TimeSpan? within = null, AmountMode mode = AmountMode.Exact, long? charged = null)
    {
        var order = (OnceDetails)Order(amount) with { Mode = mode, CaptureBy = database.Now + (within ?? TimeSpan.FromDays(7)) };
        var grant = (await ApproveAsync(order)).Succeeded(out var approved, out var refusal) ? approved : throw new InvalidOperationException($"The purchase was not approved: {refusal}.");
        var answer = await ConfirmAsync(Charge(grant) with { Amount = new Yen(charged ?? amount) });
        return PublicId.TryParse(PublicId.Charge, answer.Answer.Body, out var charge) ? charge : throw new InvalidOperationException($"The charge was not reserved: {answer.Answer.Body}.");
    }

    /// <summary>Confirms what is reserved, under a new key.</summary>
    public Task<Result<Charge, ConfirmReservationRefusal>> ConfirmReservedAsync(Guid charge, long? amount = null, params IReadOnlyList<ChargeItem> items) =>
        AsMerchantAsync<ConfirmReservation, Charge, ConfirmReservationRefusal>((confirm, db, merchant) => confirm.ExecuteAsync(
            db, merchant, new ConfirmReservationCommand(charge, amount is { } yen ? new Yen(yen) : null, items.Count == 0 ? null : items), CancellationToken.None));

    public Task<Result<Charge, CancelChargeRefusal>> CancelAsync(Guid charge) =>
        AsMerchantAsync<CancelCharge, Charge, CancelChargeRefusal>((cancel, db, merchant) => cancel.ExecuteAsync(db, merchant, charge, CancellationToken.None));

    /// <summary>Asks for a refund, of all that is left unless an amount is given.</summary>
    public Task<Result<Refund, RefundRefusal>> RefundAsync(Guid charge, long? amount = null) =>
        AsMerchantAsync<RequestRefund, Refund, RefundRefusal>((refund, db, merchant) => refund.ExecuteAsync(
            db, new RequestRefundCommand(charge, amount is { } yen ? new Yen(yen) : null, "返品", merchant.Id, AuditActor.Merchant(merchant.Code)), CancellationToken.None));

    /// <summary>A use case that the merchant calls, in a unit of work of its own.</summary>
    public Task<Result<TValue, TRefusal>> AsMerchantAsync<TUseCase, TValue, TRefusal>(Func<TUseCase, FletsCollectDbContext, Merchant, Task<Result<TValue, TRefusal>>> use)
        where TUseCase : notnull
        where TValue : notnull
        where TRefusal : struct, Enum => AsMerchantAsync(Merchant.Code, use);

    public Task<Result<TValue, TRefusal>> AsMerchantAsync<TUseCase, TValue, TRefusal>(string merchantCode, Func<TUseCase, FletsCollectDbContext, Merchant, Task<Result<TValue, TRefusal>>> use)
        where TUseCase : notnull
        where TValue : notnull
        where TRefusal : struct, Enum =>
        database.RunAsync<UnitOfWork, Result<TValue, TRefusal>>(unitOfWork => unitOfWork.CommitAsync(
            async (db, token) => await database.RunAsync<TUseCase, Result<TValue, TRefusal>>(async useCase =>
                await use(useCase, db, await db.Merchants.SingleAsync(merchant => merchant.Code == merchantCode, token))),
            CancellationToken.None));

    internal static StoredAnswer Render(Result<Charge, ChargeRefusal> outcome) =>
        outcome.Succeeded(out var charge, out var refusal) ? new StoredAnswer(201, charge.PublicId) : new StoredAnswer(409, refusal.ToString());
}
