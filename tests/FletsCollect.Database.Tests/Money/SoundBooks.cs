using System.Collections.Concurrent;
using FletsCollect.Billing;
using FletsCollect.Database.Tests.Subscriptions;
using FletsCollect.Merchants;
using FletsCollect.Server.Database;
using FletsCollect.Settlement;
using static FletsCollect.Database.Tests.Money.BackOffice;

namespace FletsCollect.Database.Tests.Money;

/// <summary>
/// A finished month with something of everything that the books know, made once for each database; a test that harms it gets a copy.
/// </summary>
public sealed class SoundBooks(Databases databases) : IAsyncLifetime
{
    private readonly ConcurrentDictionary<DatabaseKind, Lazy<Task<BackOffice>>> made = new();

    public async Task<BackOffice> CopyAsync(DatabaseKind kind) =>
        await BackOffice.CopyAsync(databases, await made.GetOrAdd(kind, _ => new Lazy<Task<BackOffice>>(() => MakeAsync(kind))).Value);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var office in made.Values)
            await (await office.Value).DisposeAsync();
    }

    private async Task<BackOffice> MakeAsync(DatabaseKind kind)
    {
        var office = await OpenAsync(databases, kind);
        var home = await Household.AddAsync(office.Database);
        var first = await home.BuyAsync(315);
        Done(await home.RefundAsync(await home.BuyAsync(400), 50));
        await home.CancelAsync(await home.BuyAsync(500));
        await home.ConfirmReservedAsync(await home.ReserveAsync(700), 600);
        await home.ReserveAsync(800, within: TimeSpan.FromDays(30));
        await home.SubscribeAsync(office.Database);
        await office.AgreeAsync(home.Merchant, November, ContractTerms.Standard with { TransferFee = new Yen(5) });
        office.EndOf(November);
        await office.RunMonthAsync(November);
        Done(await office.RemitAsync(100));
        Done(await home.RefundAsync(first, 100));
        Done(await office.HoldAsync(home.Merchant.Code, 20));
        Done(await office.CollectAsync(new CollectionNotice("stray-1", Guid.CreateVersion7(), CollectionOutcome.Paid, new Yen(900))));
        Done(await office.DecideReceiptMoveAsync(Done(await office.ProposeReceiptMoveAsync(new ProposeReceiptMoveCommand("stray-1", null, new Yen(400), "誤入金", Maker))).Id, reference: "bank-out-1"));
        await office.AssertSoundAsync();
        return office;
    }
}
