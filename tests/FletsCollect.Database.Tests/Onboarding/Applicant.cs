using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Onboarding;

/// <summary>A company on its way to become a merchant, with the two people of the operator who take it there.</summary>
internal sealed class Applicant(TestDatabase database)
{
    public static readonly AuditActor Maker = AuditActor.Person("maker");

    private static int made;

    private readonly int number = Interlocked.Increment(ref made);

    public string Token { get; } = MerchantApplication.NewToken();

    public string Code => $"applicant-{number}";

    public Guid Id { get; private set; }

    public ApplicationForm Form => new(
        $"株式会社申込{number}", "T7000012050002", "京都市見本町1", "見本 花子", $"owner{number}@applicant.example", "075-123-4567", $"申込ブログ{number}", "SNS", MerchantChannel.Internet, "月額980円", Monthly: true,
        "https://applicant.example/", "help@applicant.example", new BankAccount("0158", "ｷﾖｳﾄ", "001", "ﾎﾝﾃﾝ", BankAccountType.Ordinary, "1234567", "ｶ)ﾓｳｼｺﾐ"));

    public async Task<Applicant> SubmitAsync()
    {
        Id = (await database.RunAsync<SubmitApplication, MerchantApplication>(submit => submit.ExecuteAsync(Form, Token, "ja", CancellationToken.None))).Id;
        return this;
    }

    public async Task<Applicant> ScreenAsync()
    {
        await SubmitAsync();
        Assert.Null(await ScreenAsync(screen => screen.TakeUpAsync(Id, Maker, CancellationToken.None)));
        return this;
    }

    /// <summary>Null when it was done, else why not.</summary>
    public async Task<ScreenApplicationRefusal?> ScreenAsync(Func<ScreenApplication, Task<Result<MerchantApplication, ScreenApplicationRefusal>>> use) =>
        (await database.RunAsync(use)).Succeeded(out _, out var refusal) ? null : refusal;

    public async Task<(MerchantContract? Terms, OfferTermsRefusal? Refusal)> OfferAsync(string? code = null, ContractTerms? terms = null) =>
        (await database.RunAsync<OfferTerms, Result<MerchantContract, OfferTermsRefusal>>(offer =>
            offer.ExecuteAsync(new OfferTermsCommand(Id, code ?? Code, BillingMonth.At(database.Now), terms ?? ContractTerms.Standard, "maker"), CancellationToken.None)))
        .Succeeded(out var contract, out var refusal) ? (contract, null) : (null, refusal);

    public async Task<DecideTermsRefusal?> DecideAsync(string terms, bool approve = true, string by = "checker") =>
        (await database.RunAsync<DecideTerms, Result<TermsDecision, DecideTermsRefusal>>(decide => decide.ExecuteAsync(terms, approve, by, CancellationToken.None))).Succeeded(out _, out var refusal) ? null : refusal;

    public async Task<(ContractedMerchant? Merchant, ConcludeContractRefusal? Refusal)> ConcludeAsync() =>
        (await database.RunAsync<ConcludeContract, Result<ContractedMerchant, ConcludeContractRefusal>>(conclude => conclude.ExecuteAsync(Id, Maker, CancellationToken.None)))
        .Succeeded(out var merchant, out var refusal) ? (merchant, null) : (null, refusal);

    /// <summary>All the way to a contract.</summary>
    public async Task<Applicant> ContractAsync()
    {
        await ScreenAsync();
        Assert.Null(await DecideAsync((await OfferAsync()).Terms!.PublicId));
        Assert.Null((await ConcludeAsync()).Refusal);
        return this;
    }

    public async Task<SteerMerchantRefusal?> SteerAsync(MerchantMove move, string reason = "試験のため", string? certification = null) =>
        (await database.RunAsync<SteerMerchant, Result<Merchant, SteerMerchantRefusal>>(steer => steer.ExecuteAsync(Code, move, reason, certification, Maker, CancellationToken.None))).Succeeded(out _, out var refusal) ? null : refusal;

    public Task<MerchantApplication> ReadAsync() => database.ReadAsync(db => db.MerchantApplications.AsNoTracking().SingleAsync(row => row.Id == Id));

    public Task<List<MerchantEvent>> HistoryAsync() => database.ReadAsync(db => db.MerchantEvents.AsNoTracking().Where(row => row.MerchantId == Id).OrderBy(row => row.Id).ToListAsync());
}
