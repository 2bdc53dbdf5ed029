using Microsoft.AspNetCore.DataProtection;

namespace FletsCollect.Outbox;

/// <summary>Where a merchant wants to be told of one thing, beside the endpoints that are told of everything.</summary>
/// <param name="Url">Absolute, https.</param>
/// <param name="ProtectedToken">The bearer token that it wants to be shown, as <see cref="EventSinks.Protect"/> made it; null for none.</param>
/// <param name="EndsAt">When it is told nothing more: the token's end, if it has one.</param>
/// <param name="Correlator">What it wants to know the messages by.</param>
public sealed record EventSink(string Url, string? ProtectedToken, DateTime EndsAt, string Correlator);

/// <summary>Hides the tokens of sinks from a reader of the database.</summary>
public sealed class EventSinks(IDataProtectionProvider protection)
{
    /// <summary>How long a sink without a token is told of a thing; its last change is long before.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(180);

    private readonly IDataProtector protector = protection.CreateProtector("FletsCollect.Outbox.EventSink");

    public string Protect(string token) => protector.Protect(token);

    public string Read(string protectedToken) => protector.Unprotect(protectedToken);
}
