using System.Net;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Database.Tests;
using FletsCollect.Idempotency;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FletsCollect.Benchmarks;

/// <summary>A bare Kestrel with one way of answering the charge request, to hold the charge path against.</summary>
internal sealed class ProbeServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ProbeServer(WebApplication app, IPEndPoint endPoint, IPEndPoint mutualTlsEndPoint)
    {
        this.app = app;
        (EndPoint, MutualTlsEndPoint) = (endPoint, mutualTlsEndPoint);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>The same where certificates are shown.</summary>
    public IPEndPoint MutualTlsEndPoint { get; }

    /// <summary>Nothing behind it: reads the JSON body and answers one of the same size.</summary>
    public static Task<ProbeServer> EchoAsync() => StartAsync((ChargeBody body) => TypedResults.Json(body));

    /// <summary>The same charge as an ordinary web application makes it: a unit of work of Entity Framework for each request.</summary>
    public static Task<ProbeServer> ByEntitiesAsync(BenchmarkServer server) => StartAsync(
        async (JsonElement body) =>
        {
            await using var scope = server.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>();
            _ = PublicId.TryParse(PublicId.Grant, body.GetProperty("grant_id").GetString(), out var id);
            var grant = await db.ChargeGrants.AsNoTracking().SingleAsync(grant => grant.Id == id);
            var code = await db.Merchants.Where(merchant => merchant.Id == grant.MerchantId).Select(merchant => merchant.Code).SingleAsync();
            var answer = await scope.ServiceProvider.GetRequiredService<CreateCharge>().ExecuteAsync(
                new CreateChargeCommand(code, id, id, grant.Amount, grant.MerchantReference, new IdempotencyKey(grant.PublicId, CreateCharge.Operation, "hash")),
                outcome => new StoredAnswer(outcome.Succeeded(out _, out _) ? 201 : 409, "{}"),
                CancellationToken.None);
            return TypedResults.Text(answer.Answer.Body, statusCode: answer.Answer.Status);
        });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<ProbeServer> StartAsync(Delegate answer)
    {
        var (endPoint, mutualTls) = (new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()), new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(endPoint);
            kestrel.Listen(mutualTls, Certificates.Ask);
        });
        builder.Logging.ClearProviders();
        var built = builder.Build();
        built.MapPost("/v1/charges", answer);
        await built.StartAsync();
        return new ProbeServer(built, endPoint, mutualTls);
    }

    private sealed record ChargeBody(string Grant_id, string Merchant_reference, AmountBody Amount);

    private sealed record AmountBody(string Currency, string Value);
}
