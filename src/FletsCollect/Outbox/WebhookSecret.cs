using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.Outbox;

/// <summary>A secret that an endpoint and the product share. Kept protected; shown to the merchant once.</summary>
public sealed class WebhookSecret
{
    private WebhookSecret() { }

    internal WebhookSecret(Guid endpointId, string protectedValue, DateTime now)
    {
        Id = Guid.CreateVersion7();
        EndpointId = endpointId;
        ProtectedValue = protectedValue;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid EndpointId { get; private set; }

    /// <summary>What <see cref="WebhookSecrets"/> made.</summary>
    public string ProtectedValue { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    /// <summary>Until when it signs; null while nothing has followed it.</summary>
    public DateTime? ValidUntil { get; private set; }

    internal void EndAt(DateTime instant) => ValidUntil = instant;
}

/// <summary>Makes secrets, and hides them from a reader of the database with the Data Protection ring.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const int Bytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.Outbox.WebhookSecret");

    /// <summary>A new secret, protected.</summary>
    public string Make() => Protect(WebhookSignature.SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>A secret that both sides have already, protected.</summary>
    public string Protect(string secret) => protector.Protect(secret);

    /// <summary>The secret as the merchant knows it, <c>whsec_…</c>.</summary>
    public string Read(string protectedValue) => protector.Unprotect(protectedValue);
}
