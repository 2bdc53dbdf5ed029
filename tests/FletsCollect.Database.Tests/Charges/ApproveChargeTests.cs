using System.Net;
using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Database.Tests.Charges;

/// <summary>When a subscriber's approval becomes a consent, and when it does not (domain.md §3).</summary>
public sealed class ApproveChargeTests(Databases databases)
{
    [Theory, EveryDatabase]
    public async Task Approval_from_the_line_itself_is_kept_with_its_proof_and_with_what_was_shown(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var order = Household.Order(315);

        Assert.True((await home.ApproveAsync(order)).Succeeded(out var grant, out _));

        var kept = await database.ReadAsync(db => db.ChargeGrants.SingleAsync());
        var proof = await database.ReadAsync(db => db.LineProofs.SingleAsync());
        Assert.Equal((grant.Id, new Yen(315), proof.Id), (kept.Id, kept.Amount, kept.LineProofId));
        Assert.Equal(home.ConsentTo(order).ToJson(), kept.ConsentText);
        Assert.Equal((home.Line.Number, kept.ConsentHash, home.Address.ToString()), (proof.Line, proof.BoundTo, proof.Address));
        Assert.NotNull(proof.UsedAt);
    }

    [Theory, EveryDatabase]
    public async Task Approval_from_a_neighbours_line_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var neighbour = await Household.AddAsync(database);

        await RefusesAsync(database, ApprovalRefusal.AnotherLine, home.ApproveAsync(Household.Order(), from: neighbour.Address));
    }

    [Theory, EveryDatabase]
    public async Task Approval_from_an_address_without_a_session_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, ApprovalRefusal.LineNotRecognised, home.ApproveAsync(Household.Order(), from: IPAddress.Parse("203.0.113.9")));
    }

    [Theory]
    [EveryDatabaseWith(LineStatus.Suspended, ApprovalRefusal.LineSuspended)]
    [EveryDatabaseWith(LineStatus.InArrears, ApprovalRefusal.LineInArrears)]
    [EveryDatabaseWith(LineStatus.Terminated, ApprovalRefusal.LineTerminated)]
    public async Task Approval_on_a_line_that_is_not_active_is_refused(DatabaseKind kind, LineStatus status, ApprovalRefusal refusal)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, status: status);

        await RefusesAsync(database, refusal, home.ApproveAsync(Household.Order()));
    }

    [Theory]
    [EveryDatabaseWith(LineServiceType.BFlets)]
    [EveryDatabaseWith(LineServiceType.FletsAdsl)]
    public async Task Approval_on_a_line_of_another_service_is_refused(DatabaseKind kind, LineServiceType type)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, type);

        await RefusesAsync(database, ApprovalRefusal.LineServiceNotEligible, home.ApproveAsync(Household.Order()));
    }

    [Theory, EveryDatabase]
    public async Task Approval_on_a_Premium_line_asks_for_a_second_factor(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database, LineServiceType.HikariPremium);

        await RefusesAsync(database, ApprovalRefusal.SecondFactorRequired, home.ApproveAsync(Household.Order()));
    }

    [Theory, EveryDatabase]
    public async Task Approval_beyond_what_is_left_of_the_months_limit_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.BuyAsync(50_000);
        await home.BuyAsync(49_900);

        Assert.False((await home.ApproveAsync(Household.Order(101))).Succeeded(out _, out var refusal));

        Assert.Equal(ApprovalRefusal.OverLimit, refusal);
    }

    [Theory, EveryDatabase]
    public async Task Approval_beyond_what_the_merchant_may_charge_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);

        await RefusesAsync(database, ApprovalRefusal.AboveMerchantCap, home.ApproveAsync(Household.Order(50_001)));
    }

    [Theory, EveryDatabase]
    public async Task Approval_for_a_merchant_that_is_not_live_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var planned = Household.MerchantOf(999_999, MerchantStatus.Contracted);
        await database.AddAsync(planned);
        var home = await Household.AddAsync(database, merchant: planned);

        await RefusesAsync(database, ApprovalRefusal.MerchantNotLive, home.ApproveAsync(Household.Order()));
    }

    [Theory, EveryDatabase]
    public async Task Approval_by_a_frozen_credential_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await database.ChangeAsync(db => db.Entry(db.Users.Single()).Property(credential => credential.Status).CurrentValue = CredentialStatus.Frozen);

        await RefusesAsync(database, ApprovalRefusal.CredentialNotActive, home.ApproveAsync(Household.Order()));
    }

    [Theory, EveryDatabase]
    public async Task Approval_of_a_page_that_changed_after_it_was_shown_is_refused(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var order = Household.Order(315);
        var shown = home.ConsentTo(order with { Amount = new Yen(300) }).Hash();

        await RefusesAsync(
            database,
            ApprovalRefusal.ConsentChanged,
            home.ApproveAsync(new ApproveChargeCommand(home.Merchant.Code, home.Credential.Id, home.Address, order, home.ConsentTo(order), shown)));
    }

    [Theory, EveryDatabase]
    public async Task Order_that_was_paid_cannot_be_approved_again(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        await home.ConfirmAsync(home.Charge(await home.GrantAsync(reference: "order")));

        Assert.False((await home.ApproveAsync(Household.Order(reference: "order"))).Succeeded(out _, out var refusal));

        Assert.Equal(ApprovalRefusal.ReferenceInUse, refusal);
    }

    [Theory, EveryDatabase]
    public async Task Order_that_somebody_else_approved_is_in_use(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var other = Household.CredentialOf(home.Line, database.Now);
        await database.AddAsync(other);
        await home.GrantAsync(reference: "order");

        Assert.False((await home.ApproveAsync(Household.Order(reference: "order"), by: other)).Succeeded(out _, out var refusal));

        Assert.Equal(ApprovalRefusal.ReferenceInUse, refusal);
    }

    [Theory, EveryDatabase]
    public async Task Person_who_approves_the_same_terms_twice_gave_one_consent(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var first = await home.GrantAsync(reference: "order");

        var second = await home.GrantAsync(reference: "order");

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(ChargeGrantStatus.Authorised, (await database.ReadAsync(db => db.ChargeGrants.SingleAsync())).Status);
    }

    [Theory, EveryDatabase]
    public async Task Person_who_approves_other_terms_gets_a_new_consent_in_place_of_the_old(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var first = await home.GrantAsync(amount: 315, reference: "order");

        var second = await home.GrantAsync(amount: 300, reference: "order");

        var grants = await database.ReadAsync(db => db.ChargeGrants.ToDictionaryAsync(grant => grant.Id, grant => grant.Status));
        Assert.Equal(ChargeGrantStatus.Revoked, grants[first.Id]);
        Assert.Equal(ChargeGrantStatus.Authorised, grants[second.Id]);
    }

    [Theory, EveryDatabase]
    public async Task Consent_that_ends_before_a_new_token_would_gives_way_to_a_new_one(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var first = await home.GrantAsync(reference: "order");
        database.Clock.Advance(TimeSpan.FromMinutes(5));

        var second = await home.GrantAsync(reference: "order");

        var grants = await database.ReadAsync(db => db.ChargeGrants.ToDictionaryAsync(grant => grant.Id, grant => grant.Status));
        Assert.Equal(ChargeGrantStatus.Revoked, grants[first.Id]);
        Assert.Equal(ChargeGrantStatus.Authorised, grants[second.Id]);
    }

    [Theory, EveryDatabase]
    public async Task Order_whose_consent_ran_out_may_be_approved_by_somebody_else(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var home = await Household.AddAsync(database);
        var other = Household.CredentialOf(home.Line, database.Now);
        await database.AddAsync(other);
        await home.GrantAsync(reference: "order");

        database.Clock.Advance(ChargeGrant.ImmediateLifetime);

        Assert.True((await home.ApproveAsync(Household.Order(reference: "order"), by: other)).Succeeded(out _, out _));
    }

    [Theory, EveryDatabase]
    public async Task Two_merchants_may_have_orders_of_the_same_name(DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        var one = await Household.AddAsync(database);
        var other = await Household.AddAsync(database);
        await one.GrantAsync(reference: "order");

        Assert.True((await other.ApproveAsync(Household.Order(reference: "order"))).Succeeded(out _, out _));
    }

    private static async Task RefusesAsync(TestDatabase database, ApprovalRefusal expected, Task<Result<ChargeGrant, ApprovalRefusal>> approval)
    {
        Assert.False((await approval).Succeeded(out _, out var refusal));
        Assert.Equal(expected, refusal);
        Assert.False(await database.ReadAsync(db => db.ChargeGrants.AnyAsync()));
        Assert.True(await database.ReadAsync(db => db.AuditEntries.AnyAsync(entry => entry.Action == "charge.approval-refused")));
    }
}
