using FletsCollect.Charges;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>
/// Purchases in large numbers: what the subscribers approved is put there with its proofs, and the merchants' charges are confirmed in
/// groups, as a busy server does.
/// </summary>
internal sealed class Market(TestDatabase database, Guid token)
{
    private const int LargestGroup = 200;

    private int proofs;

    public static async Task<Market> OpenAsync(TestDatabase database)
    {
        var token = new OpenIddictEntityFrameworkCoreToken<Guid>
        {
            Id = Guid.CreateVersion7(),
            Status = Statuses.Valid,
            Authorization = new OpenIddictEntityFrameworkCoreAuthorization<Guid> { Id = Guid.CreateVersion7(), Status = Statuses.Valid },
        };
        await database.AddAsync(token);
        return new Market(database, token.Id);
    }

    /// <summary>Approves and confirms them; the charge of each, in their order, or null where it was refused.</summary>
    public async Task<IReadOnlyList<Guid?>> BuyAsync(IReadOnlyList<(Household Home, Merchant Merchant, long Amount)> wanted)
    {
        var charges = new List<Guid?>(wanted.Count);
        foreach (var group in wanted.Chunk(LargestGroup))
        {
            var approved = new WriteSet();
            var pending = group.Select(purchase => Approve(purchase.Home, purchase.Merchant, purchase.Amount, approved)).ToArray();
            await database.WriteAsync(approved);
            foreach (var answer in await database.RunAsync<ConfirmCharges, IReadOnlyList<Result<Idempotency.IdempotentAnswer, TokenRefusal>>>(
                confirm => confirm.ExecuteAsync(pending, again: false, CancellationToken.None)))
            {
                charges.Add(PublicId.TryParse(PublicId.Charge, BackOffice.Done(answer).Answer.Body, out var charge) ? charge : null);
            }
        }
        return charges;
    }

    private PendingCharge Approve(Household home, Merchant merchant, long amount, WriteSet approved)
    {
        var order = Household.Order(amount);
        var consent = home.ConsentTo(order) with { MerchantCode = merchant.Code };
        var proof = BackOffice.Done(LineProof.Prove(new RecognisedLine(home.Line, home.SessionId, home.Address), LineProofPurpose.Purchase, consent.Hash(), database.Now));
        Assert.Null(proof.Use(home.Line.Number, LineProofPurpose.Purchase, consent.Hash(), database.Now));
        var grant = new ChargeGrant(merchant, home.Credential, order, consent, proof.Id, database.Now);
        approved.Insert([proof, grant]);
        return new PendingCharge(
            home.Charge(grant) with { MerchantCode = merchant.Code }, token, new UsedTokenId("dpop:town", $"proof-{++proofs}", database.Now.AddMinutes(1)), Household.Render);
    }
}
