using System.Net;
using FletsCollect.Database.Tests;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>How many commands a checkout sends to the database, step by step: each is a round trip that a customer waits for.</summary>
public sealed class CheckoutCommandsTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Push, open the page, approve, redeem, charge. SQLite counts every inserted row as one; other databases send them together.</summary>
    private static readonly int[] Most = [4, 7, 16, 7, 2];

    /// <summary>Those of them that read or write OpenIddict's own tables, from the push to the token.</summary>
    private const int MostOfOpenIddict = 9;

    private readonly CommandCounter database = new();
    private RunningServer server = null!;

    public ValueTask InitializeAsync()
    {
        // A clock that stands still, so that nothing runs in the background.
        server = new RunningServer(new FakeTimeProvider(TimeProvider.System.GetUtcNow()), configure: database.Attach)
        {
            MutualTlsAddress = new Uri($"https://localhost:{LoopbackPort.Free()}/"),
        };
        return server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Checkout_stays_within_its_commands()
    {
        using var warm = server.NewMerchant();
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        await warm.ChargeAsync(await warm.RedeemAsync(await person.ApproveAsync(await warm.StartAsync())), warm.Key(1));

        var (start, push) = await database.DuringAsync(() => merchant.StartAsync());
        var (page, open) = await database.DuringAsync(() => person.OpenAsync(start));
        var (answer, approve) = await database.DuringAsync(() => person.SubmitAsync(page, ("decision", "approve")));
        var (tokens, redeem) = await database.DuringAsync(() => merchant.RedeemAsync(answer.Elsewhere!));
        var (_, charge) = await database.DuringAsync(() => merchant.ChargeAsync(tokens, merchant.Key(1)));

        IReadOnlyList<string>[] steps = [push, open, approve, redeem, charge];
        var ofOpenIddict = steps[..4].Select(step => step.Count(command => command.Contains("open_iddict_", StringComparison.Ordinal))).ToList();
        output.WriteLine($"Commands: {Shown(steps.Select(step => step.Count))}; push to token {steps[..4].Sum(step => step.Count)}");
        output.WriteLine($"Of them on OpenIddict's tables: {Shown(ofOpenIddict)}; push to token {ofOpenIddict.Sum()}");
        Assert.All(steps.Zip(Most), step => Assert.InRange(step.First.Count, 1, step.Second));
        Assert.InRange(ofOpenIddict.Sum(), 1, MostOfOpenIddict);
    }

    [Fact]
    public async Task Charge_under_a_certificate_takes_no_more_commands_than_one_under_a_proof()
    {
        var certificate = TestCertificates.SelfSigned();
        using var merchant = await CertificateMerchant.RegisterAsync(server, certificate, TestCertificates.Registering(certificate));
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.BuyAsync(person);

        var (answer, commands) = await database.DuringAsync(() => merchant.ChargeAsync(tokens));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.InRange(commands.Count, 1, Most[^1]);
    }

    [Fact]
    public async Task OpenIddict_as_it_comes_sends_more_for_the_same_steps()
    {
        await using var stock = new StockProvider(database);
        await stock.StartAsync();
        using var merchant = new MerchantClient(stock.Issuer, TimeProvider.System);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        await BuyAsync();
        var steps = await BuyAsync();

        output.WriteLine($"Commands of OpenIddict as it comes: {Shown(steps)}; push to token {steps.Sum()}");
        Assert.True(steps.Sum() > MostOfOpenIddict, Shown(steps));

        async Task<int[]> BuyAsync()
        {
            var (start, push) = await database.DuringAsync(() => merchant.StartAsync(change: request =>
            {
                request["scope"] = "openid";
                request.Remove("authorization_details");
            }));
            var (_, open) = await database.DuringAsync(() => browser.GetStringAsync(start));
            var query = System.Web.HttpUtility.ParseQueryString(start.Query);
            using var form = new FormUrlEncodedContent(query.AllKeys.Select(key => KeyValuePair.Create(key!, query[key]!)));
            var (answer, approve) = await database.DuringAsync(() => browser.PostAsync(new Uri(stock.Issuer, "connect/authorize"), form));
            var code = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query)["code"]!;
            var (redeemed, redeem) = await database.DuringAsync(() => merchant.RedeemAsync(merchant.TokenRequest(code), []));
            Assert.Equal(HttpStatusCode.OK, redeemed.Status);
            return [push.Count, open.Count, approve.Count, redeem.Count];
        }
    }

    private static string Shown(IEnumerable<int> counts) => string.Join(", ", counts);
}
