namespace FletsCollect.Merchant;

/// <summary>What the merchant and the provider agreed on. Bound from the configuration section <c>FletsPay</c> and checked at start.</summary>
public sealed class FletsPayOptions
{
    /// <summary>The configuration section that <see cref="FletsPaySetup.AddFletsPay"/> binds.</summary>
    public const string Section = "FletsPay";

    /// <summary>
    /// The provider's issuer, exactly as its discovery document spells it, with the trailing slash: it is also the audience of the
    /// client assertion, and the provider compares strings. https, or http on a loopback host for development. Required.
    /// </summary>
    public string Issuer { get; set; } = "";

    /// <summary>The merchant's <c>client_id</c>. Required.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>
    /// The address that the subscriber's browser returns to, absolute and exactly as registered with the provider.
    /// <see cref="FletsPaySetup.MapFletsPay"/> answers at its path. Behind a proxy that ends TLS, configure forwarded headers, or the
    /// request's own address will not match it. Required.
    /// </summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>
    /// The merchant's private key as PEM (EC, P-256): it signs the client assertion (ES256). Keep it in a secret store;
    /// the public half is registered with the provider. Either this or <see cref="SigningKeyFile"/> is required.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>A file with the PEM of <see cref="SigningKey"/>, for platforms that mount secrets as files.</summary>
    public string? SigningKeyFile { get; set; }

    /// <summary>The <c>kid</c> under which the public half is registered. Required, so that keys can be rotated.</summary>
    public string SigningKeyId { get; set; } = "";

    /// <summary>
    /// The charge endpoint. Default: <c>v1/charges</c> below the issuer. It is also the <c>locations</c> of the authorization details, so
    /// the access token is good for no other address.
    /// </summary>
    public string? ChargeEndpoint { get; set; }

    /// <summary>How long one call to the charge endpoint, or about a subscription, may take before it is sent again with the same key. Default 10 s, range 1-60 s.</summary>
    public TimeSpan ChargeAttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often such a call is sent again after a network error, 5xx, 429 or "in progress". Default 4, range 0-10.</summary>
    public int ChargeRetries { get; set; } = 4;

    internal Uri IssuerUri => new(Issuer, UriKind.Absolute);

    internal Uri RedirectAddress => new(RedirectUri, UriKind.Absolute);

    internal Uri ChargeAddress => ChargeEndpoint is { Length: > 0 } own ? new(own, UriKind.Absolute) : new(IssuerUri, "v1/charges");

    internal Uri SubscriptionsAddress => new(IssuerUri, "v1/subscriptions");

    internal string? ReadSigningKey() => SigningKeyFile is { Length: > 0 } file ? File.ReadAllText(file) : SigningKey;
}
