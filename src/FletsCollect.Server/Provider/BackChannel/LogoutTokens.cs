using System.Text.Json;
using FletsCollect.Keys;
using FletsCollect.Server.Hosting;
using FletsCollect.Subscribers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace FletsCollect.Server.Provider.BackChannel;

/// <summary>
/// Logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4): they say to one merchant that one of its subscribers signed out, by the
/// <c>sub</c> and <c>sid</c> that this merchant knows. The <c>sid</c> is always there, so a merchant that requires it needs no setting.
/// </summary>
internal sealed class LogoutTokens(ProviderKeys keys, PairwiseSubjects subjects, Issuer issuer, TimeProvider clock)
{
    public const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>For a message under way; each attempt has a token of its own.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    public static void Add(OpenIddictServerBuilder server) =>
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                context.Metadata["backchannel_logout_supported"] = true;
                context.Metadata["backchannel_logout_session_supported"] = true;
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MaxValue - 85_000));

    public string Write(MerchantSession session)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return Tokens.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "logout+jwt",
            Issuer = issuer.Address.AbsoluteUri,
            Audience = session.ClientId,
            IssuedAt = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = subjects.Of(session.ClientId, session.CredentialId),
                ["sid"] = subjects.SessionOf(session.ClientId, session.SessionId),
                ["jti"] = Guid.CreateVersion7().ToString("N"),
                ["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { [Event] = JsonSerializer.SerializeToElement(new { }) },
            },
            SigningCredentials = new SigningCredentials(keys.Ring.Of(ProviderKeyUse.Signing).First().Key, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
