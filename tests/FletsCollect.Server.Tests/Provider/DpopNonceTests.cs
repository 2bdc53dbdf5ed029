using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>Two servers that want a nonce of theirs in every DPoP proof (RFC 9449 §8 and §9), on a clock that the test moves.</summary>
public sealed class NonceServers : TwoServersOnOneDatabase
{
    private readonly TwoServersOnPostgreSql others;

    public NonceServers(TwoServersOnPostgreSql others)
        : this(others, new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
    {
    }

    private NonceServers(TwoServersOnPostgreSql others, FakeTimeProvider clock)
        : base(clock) => (this.others, Clock) = (others, clock);

    internal FakeTimeProvider Clock { get; }

    protected override string Cluster => others.ClusterForOthers;

    public override ValueTask InitializeAsync()
    {
        Share("Provider:DpopNonceRequired", "true");
        return base.InitializeAsync();
    }
}

/// <summary>
/// A proof with no nonce of the provider's is turned away with one, and nothing of its request is used up. Requests alternate between two
/// servers, so each nonce is taken by the one that did not give it.
/// </summary>
public sealed class DpopNonceTests(NonceServers servers, RunningServer without) : IClassFixture<NonceServers>
{
    [Fact]
    public async Task Token_request_is_sent_again_as_it_was_with_a_nonce()
    {
        using var merchant = servers.NewMerchant();
        var request = merchant.TokenRequest(await CodeAsync(merchant));

        var first = await merchant.RedeemAsync(request);
        var again = await merchant.RedeemAsync(request, Proof(merchant, "connect/token", NonceOf(first)));

        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (first.Status, first.Text("error")));
        Assert.Equal((HttpStatusCode.OK, "DPoP"), (again.Status, again.Text("token_type")));
    }

    [Fact]
    public async Task Pushed_request_is_sent_again_as_it_was_with_a_nonce()
    {
        using var merchant = servers.NewMerchant();
        var request = merchant.PushedRequest();

        var first = await merchant.PushAsync(request, merchant.Proof("POST", "connect/par"));
        var again = await merchant.PushAsync(request, Proof(merchant, "connect/par", NonceOf(first)));

        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (first.Status, first.Text("error")));
        Assert.Equal(HttpStatusCode.Created, again.Status);
    }

    [Fact]
    public async Task Charge_is_sent_again_as_it_was_with_a_nonce()
    {
        using var merchant = servers.NewMerchant();
        var tokens = await BuyAsync(merchant);

        var first = await ChargeAsync(merchant, tokens, nonce: null);
        var again = await ChargeAsync(merchant, tokens, NonceOf(first));

        Assert.Equal((HttpStatusCode.Unauthorized, "use_dpop_nonce"), (first.Status, first.Text("code")));
        Assert.Contains("error=\"use_dpop_nonce\"", first.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, again.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("made-up")]
    [InlineData("あ")]
    public async Task Nonce_that_nobody_gave_is_no_nonce(string nonce)
    {
        using var merchant = servers.NewMerchant();

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest("charges:read"), Proof(merchant, "connect/token", nonce));

        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (answer.Status, answer.Text("error")));
    }

    [Fact]
    public async Task Nonce_counts_for_five_minutes_and_is_renewed_with_an_answer_from_half_of_that_on()
    {
        using var merchant = servers.NewMerchant();
        var nonce = NonceOf(await merchant.RedeemAsync(merchant.ApiTokenRequest("charges:read")));

        servers.Clock.Advance(TimeSpan.FromSeconds(149));
        var young = await TokenAsync(merchant, nonce);
        servers.Clock.Advance(TimeSpan.FromSeconds(2));
        var renewed = await TokenAsync(merchant, nonce);
        servers.Clock.Advance(TimeSpan.FromSeconds(150));
        var old = await TokenAsync(merchant, nonce);

        Assert.Equal((HttpStatusCode.OK, false), (young.Status, young.Headers.ContainsKey("DPoP-Nonce")));
        Assert.Equal((HttpStatusCode.OK, true), (renewed.Status, renewed.Headers.ContainsKey("DPoP-Nonce")));
        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (old.Status, old.Text("error")));
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(merchant, NonceOf(renewed))).Status);
    }

    [Fact]
    public async Task Bad_proof_is_bad_with_a_nonce_too()
    {
        using var merchant = servers.NewMerchant();
        var nonce = NonceOf(await merchant.RedeemAsync(merchant.ApiTokenRequest("charges:read")));

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest("charges:read"), merchant.Proof("GET", "connect/token", change: claims => claims["nonce"] = nonce));

        Assert.Equal("invalid_dpop_proof", answer.Text("error"));
    }

    [Fact]
    public async Task Server_that_wants_none_gives_none_and_ignores_one()
    {
        using var merchant = without.NewMerchant();

        var answer = await merchant.RedeemAsync(merchant.ApiTokenRequest("charges:read"), Proof(merchant, "connect/token", "any"));

        Assert.Equal((HttpStatusCode.OK, false), (answer.Status, answer.Headers.ContainsKey("DPoP-Nonce")));
    }

    private static string NonceOf(Answer answer) => answer.Headers["DPoP-Nonce"];

    private static string Proof(MerchantClient merchant, string path, string? nonce, string? accessToken = null) => merchant.Proof("POST", path, accessToken, claims =>
    {
        if (nonce is not null)
            claims["nonce"] = nonce;
    });

    private static Task<Answer> TokenAsync(MerchantClient merchant, string nonce) => merchant.RedeemAsync(merchant.ApiTokenRequest("charges:read"), Proof(merchant, "connect/token", nonce));

    private static Task<Answer> ChargeAsync(MerchantClient merchant, Tokens tokens, string? nonce) =>
        merchant.ChargeAsync(tokens, "DPoP", [Proof(merchant, "v1/charges", nonce, tokens.AccessToken)]);

    private async Task<string> CodeAsync(MerchantClient merchant)
    {
        using var person = await servers.NewSubscriberAsync();
        var callback = await person.ApproveAsync(await merchant.StartAsync());
        return System.Web.HttpUtility.ParseQueryString(callback.Query)["code"]!;
    }

    private async Task<Tokens> BuyAsync(MerchantClient merchant)
    {
        var request = merchant.TokenRequest(await CodeAsync(merchant));
        var answer = await merchant.RedeemAsync(request, Proof(merchant, "connect/token", NonceOf(await merchant.RedeemAsync(request))));
        return new Tokens(answer.Text("access_token")!, answer.Json["authorization_details"]![0]!["grant_id"]!.GetValue<string>(), answer.Json);
    }
}
