using FletsCollect.Server.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Webhooks;

/// <summary>Two servers that both want to send: each event goes out once.</summary>
public sealed class TwoServersDeliveryTests(TwoServersOnPostgreSql servers)
{
    [Fact]
    public async Task Each_event_is_sent_by_one_of_two_servers()
    {
        using var merchant = new WebhookMerchant(servers, TimeProvider.System, await servers.NewOtherMerchantAsync());
        await using var receiver = await Receiver.StartAsync();
        await merchant.RegisterAsync(receiver.At("/hook"));
        var happened = new List<string>();
        for (var number = 0; number < 100; number++)
            happened.Add(await merchant.HappenAsync(number: number));

        await Task.WhenAll(servers.Each.SelectMany(server => Enumerable.Range(0, 3).Select(async _ =>
        {
            while (receiver.To("/hook").Count < happened.Count)
                await server.GetRequiredService<JobRunner>().RunAsync("deliver-webhooks", evenIfNotDue: true, CancellationToken.None);
        })));

        // Two of one millisecond are in no order.
        Assert.Equal(happened.Order(StringComparer.Ordinal), receiver.To("/hook").Select(arrived => arrived.Id).Order(StringComparer.Ordinal));
    }
}
