using System.Text.Json.Nodes;
using FletsCollect.Merchant;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Tests.Merchant;

public sealed class ChargeClientTests : IAsyncLifetime
{
    private static readonly ApprovedPurchase s_approved = new(StubMerchant.Purchase, "gr_1", "sub", "stub-access-token", ExpiresAt: null);

    private StubProvider _provider = null!;
    private StubMerchant _merchant = null!;

    private FletsChargeClient Client => _merchant.Services.GetRequiredService<FletsChargeClient>();

    public async ValueTask InitializeAsync()
    {
        _provider = await StubProvider.StartAsync();
        // Long enough for the busiest machine: only a test of silence waits for its end.
        _merchant = await StubMerchant.StartAsync(_provider, options =>
        {
            options.ChargeRetries = 2;
            options.ChargeAttemptTimeout = TimeSpan.FromSeconds(30);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _merchant.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Charge_is_sent_with_the_reference_as_its_key()
    {
        var confirmed = Assert.IsType<FletsChargeResult.Confirmed>(await Client.ChargeAsync(s_approved));

        Assert.Equal(("ch_stub1", "confirmed", new DateOnly(2026, 11, 22)), (confirmed.Charge.Id, confirmed.Charge.Status, confirmed.Charge.BusinessDate));
        Assert.False(confirmed.Replayed);
        var (key, body) = Assert.Single(_provider.Charges);
        Assert.Equal("ORD-0001", key);
        Assert.Equal("""{"grant_id":"gr_1","merchant_reference":"ORD-0001","amount":{"currency":"JPY","value":"315"}}""", body);
    }

    [Theory]
    [InlineData("503")]
    [InlineData("409")]
    [InlineData("cut")]
    public async Task Outage_is_repeated_with_the_same_key_and_body(string fault)
    {
        _provider.ChargeFaults.Enqueue(Fault(fault));

        var confirmed = Assert.IsType<FletsChargeResult.Confirmed>(await Client.ChargeAsync(s_approved, "key-1"));

        Assert.True(confirmed.Replayed);
        Assert.Equal(2, _provider.Charges.Count);
        Assert.Single(_provider.Charges.Distinct());
    }

    [Fact]
    public async Task Silence_is_given_up_and_repeated_with_the_same_key_and_body()
    {
        _provider.ChargeFaults.Enqueue(Fault("silence"));
        await using var hasty = await StubMerchant.StartAsync(_provider, options =>
        {
            options.ChargeRetries = 10;
            options.ChargeAttemptTimeout = TimeSpan.FromSeconds(1);
        });

        Assert.IsType<FletsChargeResult.Confirmed>(await hasty.Services.GetRequiredService<FletsChargeClient>().ChargeAsync(s_approved, "key-1"));

        // More than one on a machine that is so busy that an answer takes a second too.
        Assert.True(_provider.Charges.Count > 1);
        Assert.Single(_provider.Charges.Distinct());
    }

    [Fact]
    public async Task Charge_is_sent_again_with_the_nonce_that_the_provider_wants()
    {
        _provider.DpopNonce = "nonce-1";

        Assert.IsType<FletsChargeResult.Confirmed>(await Client.ChargeAsync(s_approved, "key-1"));
        Assert.IsType<FletsChargeResult.Confirmed>(await Client.ChargeAsync(s_approved, "key-2"));
        _provider.DpopNonce = "nonce-2";
        Assert.IsType<FletsChargeResult.Confirmed>(await Client.ChargeAsync(s_approved, "key-3"));

        Assert.Equal([null, "nonce-1", "nonce-1", "nonce-1", "nonce-2"], _provider.ProofNonces);
    }

    [Theory]
    [InlineData(409, "grant_consumed")]
    [InlineData(422, "amount_mismatch")]
    [InlineData(403, "insufficient_scope")]
    public async Task Refusal_is_final_and_typed(int status, string code)
    {
        _provider.ChargeFaults.Enqueue(context => ProblemAsync(context, status, code));

        var refused = Assert.IsType<FletsChargeResult.Refused>(await Client.ChargeAsync(s_approved));

        Assert.Equal((status, code, "req_1"), (refused.Problem.Status, refused.Problem.Code, refused.Problem.RequestId));
        Assert.Single(_provider.Charges);
    }

    [Fact]
    public async Task Refused_token_without_a_body_has_a_code_too()
    {
        var refused = Assert.IsType<FletsChargeResult.Refused>(await Client.ChargeAsync(s_approved with { AccessToken = "other" }));

        Assert.Equal((401, "invalid_token"), (refused.Problem.Status, refused.Problem.Code));
    }

    [Fact]
    public async Task Outage_that_lasts_leaves_the_outcome_open()
    {
        for (var attempt = 0; attempt < 3; attempt++)
            _provider.ChargeFaults.Enqueue(Fault("503"));

        var exception = await Assert.ThrowsAsync<FletsPayUnavailableException>(() => Client.ChargeAsync(s_approved));

        Assert.Equal(503, exception.Problem?.Status);
        Assert.Equal(3, _provider.Charges.Count);
    }

    [Fact]
    public async Task Answer_about_another_amount_leaves_the_outcome_open()
    {
        _provider.ChargeFaults.Enqueue(context =>
        {
            context.Response.StatusCode = 201;
            return context.Response.WriteAsJsonAsync(new JsonObject
            {
                ["id"] = "ch_1", ["status"] = "confirmed", ["grant_id"] = "gr_1", ["merchant_reference"] = "ORD-0001", ["description"] = "x",
                ["amount"] = new JsonObject { ["currency"] = "JPY", ["value"] = "999" },
                ["business_date"] = "2026-11-22", ["confirmed_at"] = "2026-11-22T11:00:00Z",
            });
        });

        await Assert.ThrowsAsync<FletsPayUnavailableException>(() => Client.ChargeAsync(s_approved));
    }

    private static Func<HttpContext, Task> Fault(string kind) => kind switch
    {
        "503" => context => ProblemAsync(context, 503, "unavailable"),
        "409" => context =>
        {
            context.Response.Headers.RetryAfter = "1";
            return ProblemAsync(context, 409, "request_in_progress");
        },
        "cut" => context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        "silence" => context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static Task ProblemAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { type = "about:blank", title = code, status, code, request_id = "req_1" }, options: null, contentType: "application/problem+json");
    }
}
