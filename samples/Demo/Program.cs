using System.Runtime.InteropServices;
using FletsCollect.Samples.Demo;

// dotnet run --project samples/Demo [-- --fresh]
// Starts the provider and the sample merchant, says what to try, and ends both together.
if (args.Except(["--fresh"], StringComparer.Ordinal).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"Unknown option {unknown}. The only one is --fresh: start with an empty database.");
    return 2;
}

var places = Places.Find();
if (Ports.FindBusy(places.Provider, places.Merchant, Places.Postbox) is { } busy)
{
    Console.Error.WriteLine(busy);
    return 1;
}

if (args.Contains("--fresh", StringComparer.Ordinal))
    places.DeleteData();

var stop = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, AskToStop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, AskToStop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, AskToStop);

using var closing = new CancellationTokenSource();
var postbox = Postbox.RunAsync(closing.Token);

// Both start before the first await, on the main thread: see Child.
using var provider = Child.Start("provider", places.ProviderAssembly, places.ProviderFolder, places.Provider, ("Demo__WebhookSecret", Places.WebhookSecret), ("Mail__Host", Places.Postbox.Host), ("Mail__Port", $"{Places.Postbox.Port}"), ("Mail__Security", "None"), ("Mail__From", "demo@flets.example"));
using var merchant = Child.Start("merchant", places.MerchantAssembly, places.MerchantFolder, places.Merchant, ("FletsPay__WebhookSecret", Places.WebhookSecret));
var ended = Task.WhenAny(provider.Ended, merchant.Ended);
var asked = Task.WhenAny(stop.Task, Launcher.Gone());

Console.WriteLine("Starting the provider and the sample merchant. 起動しています…");
var ready = Task.WhenAll(provider.ReadyAsync(), merchant.ReadyAsync());
var exitCode = 0;
if (await Task.WhenAny(ready, ended, asked) == ready)
{
    if (ready.IsCompletedSuccessfully)
    {
        Instructions.Print(places);
        await Task.WhenAny(ended, asked);
    }
    else
    {
        Console.Error.WriteLine(ready.Exception!.InnerException!.Message);
        exitCode = 1;
    }
}

// Who ended is read before the other one is told to end. Ctrl+C reaches the children too, so an end after it is not a failure.
if (!asked.IsCompleted && ended.IsCompleted)
{
    var dead = await await ended;
    Console.Error.WriteLine($"The {dead.Name} ended by itself with code {dead.ExitCode}; its last lines are above. Stopping the other one.");
    exitCode = 1;
}

await Task.WhenAll(provider.StopAsync(), merchant.StopAsync());
await closing.CancelAsync();
await postbox.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
Console.WriteLine("Stopped. 終了しました。");
return exitCode;

void AskToStop(PosixSignalContext context)
{
    // Not at once: the children end first.
    context.Cancel = true;
    stop.TrySetResult();
}
