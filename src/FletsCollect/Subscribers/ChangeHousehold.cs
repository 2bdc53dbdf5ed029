using System.Net;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscribers;

/// <summary>
/// Changes what a household may spend (domain.md §4, "Spending limits"). Whatever lets more be spent is proved by the line, in the very
/// request that asks. Asking for what is so already changes nothing.
/// </summary>
public sealed class ChangeHousehold(UnitOfWork unitOfWork, ILineDirectory lines, SpendingLimits limits, TimeProvider clock)
{
    /// <summary>Null when it is done.</summary>
    /// <param name="credentialId">Who is signed in.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async Task<HouseholdRefusal?> ExecuteAsync(Guid credentialId, IPAddress? address, HouseholdChange change, CancellationToken cancellationToken)
    {
        var recognition = await lines.RecogniseAsync(address, cancellationToken);
        return await unitOfWork.CommitAsync(
            async (db, token) =>
            {
                var now = clock.Instant();
                var home = await ReadAsync(db, credentialId, change, BillingMonth.At(now), token);
                var actor = AuditActor.Credential(home.Asking.UserName ?? "");
                var refusal = Decide(home, change, recognition, now, out var proof);
                if (refusal is not null)
                    db.Add(AuditEntry.Of("household.change-refused", actor, home.Line.Number.Masked, now, new { change = change.Action, reason = refusal.ToString() }));
                else if (!change.IsDone(home))
                    await ApplyAsync(db, home, change, proof, actor, now, token);
                return refusal;
            },
            cancellationToken);
    }

    /// <summary>
    /// Stops an ID, or lets it go on, for the operator's desk: in a person's name, without the line. Null when there is no such ID, or it was
    /// revoked.
    /// </summary>
    public Task<Credential?> ByDeskAsync(string userName, bool freeze, string person, string reason, CancellationToken cancellationToken) => unitOfWork.CommitAsync(
        async (db, token) =>
        {
            var now = clock.Instant();
            var normalized = userName.ToUpperInvariant();
            if (await db.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == normalized && row.Status != CredentialStatus.Revoked, token) is not { } credential)
                return null;
            HouseholdChange change = freeze ? new HouseholdChange.FreezeCredential(credential.Id, CredentialStopper.Operator) : new HouseholdChange.UnfreezeCredential(credential.Id, CredentialStopper.Operator);
            var home = await ReadAsync(db, credential.Id, change, BillingMonth.At(now), token);
            if (change.IsDone(home))
                return credential;
            await ApplyAsync(db, home, change, proof: null, AuditActor.Person(person), now, token);
            db.Add(AuditEntry.Of("credential.desk-decision", AuditActor.Person(person), credential.UserName ?? "", now, new { change = change.Action, reason }));
            return credential;
        },
        cancellationToken);

    private async Task<HouseholdScene> ReadAsync(FletsCollectDbContext db, Guid credentialId, HouseholdChange change, BillingMonth month, CancellationToken cancellationToken)
    {
        var asking = await db.Users.SingleAsync(row => row.Id == credentialId, cancellationToken);
        var line = await db.Lines.SingleAsync(row => row.Number == asking.Line, cancellationToken);
        var rules = await db.HouseholdRules.SingleOrDefaultAsync(row => row.Line == line.Number, cancellationToken) ?? HouseholdRules.NoneOf(line.Number);
        var about = change.AboutCredential is { } id
            ? await db.Users.SingleOrDefaultAsync(row => row.Id == id && row.Line == line.Number && row.Status != CredentialStatus.Revoked, cancellationToken)
            : null;
        var (code, block) = change.AboutMerchant is { } merchant
            ? (await db.Merchants.Where(row => row.Id == merchant).Select(row => row.Code).SingleOrDefaultAsync(cancellationToken),
                await db.MerchantBlocks.SingleOrDefaultAsync(row => row.Line == line.Number && row.MerchantId == merchant, cancellationToken))
            : (null, null);
        return new HouseholdScene(asking, line, limits.For(line, month), rules, about, code, block);
    }

    private static HouseholdRefusal? Decide(HouseholdScene home, HouseholdChange change, Result<RecognisedLine, LineRefusal> recognition, DateTime now, out LineProof? proof)
    {
        proof = null;
        if (!change.IsAllowedTo(home.Asking))
            return HouseholdRefusal.NotContractor;
        if (change.Refusal(home) is { } refusal)
            return refusal;
        if (change.IsDone(home) || !change.LetsMoreBeSpent(home))
            return null;
        var boundTo = $"{change.Action}:{home.Asking.Id:N}";
        return recognition.Succeeded(out var recognised, out _)
            && LineProof.Prove(recognised, LineProofPurpose.HouseholdChange, boundTo, now).Succeeded(out proof, out _)
            && proof.Use(home.Line.Number, LineProofPurpose.HouseholdChange, boundTo, now) is null
            ? null
            : HouseholdRefusal.LineNotProved;
    }

    private async Task ApplyAsync(
        FletsCollectDbContext db, HouseholdScene home, HouseholdChange change, LineProof? proof, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (proof is not null)
            db.Add(proof);
        await HouseholdRules.ChangeAsync(db, home.Line, limits, now, rules => change.Apply(home, rules, db, now), cancellationToken);
        if (change is HouseholdChange.FreezeCredential { CredentialId: var frozen })
            await SubscriberSession.EndAllAsync(db, frozen, kept: null, now, cancellationToken);
        db.Add(AuditEntry.Of(change.Action, actor, (home.About ?? home.Asking).UserName ?? "", now, change.Detail(home)));
    }
}
