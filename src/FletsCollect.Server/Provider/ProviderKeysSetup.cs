using FletsCollect.Calendars;
using FletsCollect.Keys;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using OpenIddict.Validation;

namespace FletsCollect.Server.Provider;

/// <summary>Hands the keys to OpenIddict, now and whenever they change.</summary>
internal static class ProviderKeysSetup
{
    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<KeyRotationOptions>().Bind(builder.Configuration.GetSection(KeyRotationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ProviderKeys>();
        AddChange<OpenIddictServerOptions>(services);
        AddChange<OpenIddictValidationOptions>(services);
        services.AddOptions<OpenIddictServerOptions>().Configure<ProviderKeys>(Hand);
        services.AddHostedService<KeyRotationJob>();
    }

    private static void AddChange<TOptions>(IServiceCollection services)
    {
        services.AddSingleton<OptionsChange<TOptions>>();
        services.AddSingleton<IOptionsChangeTokenSource<TOptions>>(provider => provider.GetRequiredService<OptionsChange<TOptions>>());
    }

    /// <summary>OpenIddict makes tokens with the first key and checks them with all.</summary>
    private static void Hand(OpenIddictServerOptions options, ProviderKeys keys)
    {
        foreach (var signing in keys.Ring.Of(ProviderKeyUse.Signing))
            options.SigningCredentials.Add(new SigningCredentials(signing.Key, SecurityAlgorithms.EcdsaSha256));
        foreach (var encryption in keys.Ring.Of(ProviderKeyUse.Encryption))
            options.EncryptionCredentials.Add(new EncryptingCredentials(encryption.Key, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
    }
}

/// <summary>Tells the options framework that options of one type must be built again.</summary>
public sealed class OptionsChange<TOptions> : IOptionsChangeTokenSource<TOptions>
{
    private ConfigurationReloadToken present = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => present;

    public void Raise() => Interlocked.Exchange(ref present, new ConfigurationReloadToken()).OnReload();
}

/// <summary>Makes the next keys when they are due, and follows what other servers and the operator do to the keys.</summary>
internal sealed class KeyRotationJob(ProviderKeys keys, IOptions<KeyRotationOptions> options, TimeProvider clock, ILogger<KeyRotationJob> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.ReadEvery, clock, stoppingToken);
            try
            {
                await keys.ReadAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The keys at hand still work, and the next turn tries again.
                log.LogError(exception, "The provider's keys could not be read.");
            }
        }
    }
}
