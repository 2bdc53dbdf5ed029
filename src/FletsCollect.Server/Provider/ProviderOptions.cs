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

    /// <summary>The resource that access tokens for a subscriber's charge are meant for.</summary>
    public Uri ChargesResource => Under("v1/charges");

    /// <summary>The resource that merchants' own access tokens are meant for.</summary>
    public Uri ApiResource => Under("v1");

    private Uri Under(string path) => new(Issuer ?? throw new InvalidOperationException("Provider:Issuer is missing."), path);
}
