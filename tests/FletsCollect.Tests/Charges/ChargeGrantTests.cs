using FletsCollect.Charges;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;

namespace FletsCollect.Tests.Charges;

/// <summary>What a consent allows: this amount, this order, once, for ten minutes.</summary>
public sealed class ChargeGrantTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Consent_allows_what_it_says() => Assert.Null(Grant().Refusal(new Yen(315), "order-1", Now));

    [Fact]
    public void Consent_is_good_just_before_it_ends() =>
        Assert.Null(Grant().Refusal(new Yen(315), "order-1", Now + ChargeGrant.ImmediateLifetime - TimeSpan.FromMilliseconds(1)));

    [Fact]
    public void Consent_that_ran_out_is_ended() =>
        Assert.Equal(ChargeRefusal.GrantEnded, Grant().Refusal(new Yen(315), "order-1", Now + ChargeGrant.ImmediateLifetime));

    [Theory]
    [InlineData(314)]
    [InlineData(316)]
    [InlineData(-315)]
    public void Consent_allows_no_other_amount(long amount) => Assert.Equal(ChargeRefusal.AmountMismatch, Grant().Refusal(new Yen(amount), "order-1", Now));

    [Theory]
    [InlineData("order-2")]
    [InlineData("ORDER-1")]
    [InlineData("")]
    public void Consent_allows_no_other_order(string reference) => Assert.Equal(ChargeRefusal.GrantMismatch, Grant().Refusal(new Yen(315), reference, Now));

    [Fact]
    public void Consumed_consent_allows_nothing_more()
    {
        var grant = Grant();
        grant.Consume();

        Assert.Equal(ChargeRefusal.GrantConsumed, grant.Refusal(new Yen(315), "order-1", Now));
    }

    [Fact]
    public void Consumed_consent_cannot_be_consumed_again()
    {
        var grant = Grant();
        grant.Consume();

        Assert.Throws<InvalidOperationException>(grant.Consume);
    }

    [Fact]
    public void Consumed_consent_cannot_be_revoked()
    {
        var grant = Grant();
        grant.Consume();

        Assert.Throws<InvalidOperationException>(grant.Revoke);
    }

    [Fact]
    public void Revoked_consent_is_ended_and_frees_its_order()
    {
        var grant = Grant();
        grant.Revoke();

        Assert.Equal(ChargeRefusal.GrantEnded, grant.Refusal(new Yen(315), "order-1", Now));
        Assert.Null(grant.LiveReference);
    }

    [Fact]
    public void Every_change_of_a_consent_moves_its_version()
    {
        var grant = Grant();
        var before = grant.Version;
        grant.Consume();

        Assert.Equal(before + 1, grant.Version);
    }

    private static ChargeGrant Grant()
    {
        var merchant = new Merchants.Merchant("shop", MerchantChannel.Internet, MerchantStatus.Live, new MerchantNames("店", "株式会社店", "物販", "京都市", "help@example.com"), null);
        var credential = Credential.Issue("fc0000000001", new LineNumber("CAF0000000001"), CredentialRole.Contractor, Now);
        var consent = new ConsentStatement(1, "ja", "shop", credential.Id, "CAF******0001", "order-1", 315, [new ConsentTerm("価格", "315円")]);
        return new ChargeGrant(merchant, credential, new OnceDetails("order-1", "品物", new Yen(315)), consent, lineProofId: null, Now);
    }
}
