// Code that breaks the rules of architecture on purpose: each rule is shown to find its offender.
#pragma warning disable MA0048, CA1822, MA0155, CA1052, S1118

namespace FletsCollect.Tests.Architecture.Planted.Charges
{
    internal sealed class PlantedCharge
    {
        public static PlantedCharge Make() => new();
    }
}

namespace FletsCollect.Tests.Architecture.Planted.Ledger
{
    internal sealed class LedgerThatKnowsCharges
    {
        public Charges.PlantedCharge? Charge { get; init; }
    }
}

namespace FletsCollect.Tests.Architecture.Planted.Lines
{
    internal sealed class LineThatAwaitsCharges
    {
        public async Task<int> CountAsync(int[] numbers)
        {
            await Task.Yield();
            return numbers.Count(number => Charges.PlantedCharge.Make().GetHashCode() == number);
        }
    }
}

namespace FletsCollect.Tests.Architecture.Planted.Api
{
    internal static class PlantedApi
    {
        public const int Version = 1;

        public static int Call() => Version;
    }
}

namespace FletsCollect.Tests.Architecture.Planted.Sites
{
    internal sealed class SiteThatCallsTheApi
    {
        public int Show() => Api.PlantedApi.Call();
    }
}

namespace FletsCollect.Tests.Architecture.Planted
{
    public class UnsealedOffender
    {
        public async void FireAndForget() => await Task.Yield();
    }

    internal sealed class PlantedPaymentCard
    {
        public int Id { get; set; }

        public string CardNumber { get; set; } = "";

        public DateTime ExpiresAt { get; set; }
    }
}
