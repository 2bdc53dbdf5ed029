using FletsCollect.Keys;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Commands;

/// <summary>The command on the provider's keys. Running servers follow by themselves.</summary>
internal static class KeyCommands
{
    public static async Task<int> RotateAsync(CommandRun run, bool atOnce, CancellationToken cancellationToken)
    {
        var rotation = await run.RunAsync<RotateKeys, KeyRotation>(rotate =>
            rotate.ExecuteAsync(atOnce ? KeyRotationReason.OrderedAtOnce : KeyRotationReason.Ordered, cancellationToken));
        var readEvery = await run.RunAsync<IOptions<KeyRotationOptions>, TimeSpan>(options => Task.FromResult(options.Value.ReadEvery));
        var now = await run.RunAsync<TimeProvider, DateTime>(clock => Task.FromResult(clock.GetUtcNow().UtcDateTime));
        run.Say(rotation switch
        {
            { Made: 0, BroughtForward: 0 } => "The next keys are published already and wait for their day; nothing changed. '--now' brings them forward.",
            _ when atOnce => $"The next keys are in use. Every server follows within {readEvery.TotalSeconds:0} seconds, or when it meets one of their tokens.",
            _ => "The next keys are published and wait for their day.",
        });
        run.Table(
            "Keys of the provider",
            ["Use", Column.Number("Generation"), "State", "Made", "In use from", "In use until"],
            rotation.Keys.OrderBy(key => key.Use).ThenBy(key => key.Generation).Select(key => (string[])
                [key.Use.ToString(), $"{key.Generation}", key.StateAt(now).ToString(), $"{key.CreatedAt:u}", $"{key.ActiveFrom:u}", key.RetiredAt is { } retired ? $"{retired:u}" : ""]));
        return CommandRun.Done;
    }
}
