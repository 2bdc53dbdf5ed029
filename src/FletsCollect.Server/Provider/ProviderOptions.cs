using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Server.Provider;

/// <summary>The OpenID Connect provider; configuration section <c>Provider</c>.</summary>
public sealed class ProviderOptions
{
    public const string Section = "Provider";

    /// <summary>The issuer: the address under which browsers and merchants reach this server, ending in a slash. No default.</summary>
    [Required(ErrorMessage = "Provider:Issuer is missing; give the public https address of this server, ending in a slash.")]
    public Uri? Issuer { get; init; }

    /// <summary>How old a sign-in may be when a purchase is approved. Default 300 s, from 30 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00", ErrorMessage = "Provider:PurchaseSignInAge must lie between 30 seconds and one hour.")]
    public TimeSpan PurchaseSignInAge { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How often a server looks whether another one, or a command, changed a merchant's registration, which is how long such a change may
    /// take to be heeded. Default 1 s, from 100 ms to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Provider:FollowClientsEvery must lie between 100 milliseconds and one minute.")]
    public TimeSpan FollowClientsEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether DPoP proofs need a nonce of this server (RFC 9449 §8 and §9). Default false: proofs count for a minute and once, and each
    /// client is spared a request that is turned away first. True where proofs must not be made ahead of time.
    /// </summary>
    public bool DpopNonceRequired { get; init; }

    /// <summary>How long a nonce counts; a new one is sent from half of that on. Default 5 min, from 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00", ErrorMessage = "Provider:DpopNonceLifetime must lie between 10 seconds and one hour.")]
    public TimeSpan DpopNonceLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The resource that access tokens for a subscriber's charge are meant for.</summary>
    public Uri ChargesResource => Under("v1/charges");

    /// <summary>The resource that merchants' own access tokens are meant for.</summary>
    public Uri ApiResource => Under("v1");

    private Uri Under(string path) => new(Issuer ?? throw new InvalidOperationException("Provider:Issuer is missing."), path);
}
