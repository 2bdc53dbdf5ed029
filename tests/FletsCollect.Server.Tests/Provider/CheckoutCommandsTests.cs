using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>How many commands a checkout sends to the database, step by step: each is a round trip that a customer waits for.</summary>
public sealed class CheckoutCommandsTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>Push, open the page, approve, redeem, charge. SQLite counts every inserted row as one; other databases send them together.</summary>
    private static readonly int[] Most = [6, 8, 18, 10, 10];

    private readonly CommandCounter database = new();
    private RunningServer server = null!;

    public ValueTask InitializeAsync()
    {
        server = new RunningServer(TimeProvider.System, configure: database.Attach);
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

        var steps = new[] { push.Count, open.Count, approve.Count, redeem.Count, charge.Count };
        output.WriteLine($"Commands: push {steps[0]}, open {steps[1]}, approve {steps[2]}, redeem {steps[3]}, charge {steps[4]}; push to redeem {steps[..4].Sum()}");
        Assert.All(steps.Zip(Most), step => Assert.InRange(step.First, 1, step.Second));
    }
}
