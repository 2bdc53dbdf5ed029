using OpenIddict.Client;
using static OpenIddict.Abstractions.OpenIddictExceptions;

namespace FletsCollect.Merchant.Protocol;

/// <summary>
/// The access token for what a merchant does in its own name (RFC 6749 §4.4), bound to its key like every other. Kept in memory until
/// shortly before its end.
/// </summary>
internal sealed class MerchantToken(OpenIddictClientService client, TimeProvider clock)
{
    private static readonly List<string> s_scopes = ["subscriptions:read", "subscriptions:manage"];

    /// <summary>Longer than any call under the token takes.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    private Token? _present;

    /// <exception cref="FletsPayUnavailableException">There is no token to be had now. Nothing was done.</exception>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _present) is { } present && present.GoodUntil > clock.GetUtcNow())
            return present.Value;
        try
        {
            var result = await client.AuthenticateWithClientCredentialsAsync(new()
            {
                ProviderName = ProviderRegistration.Name,
                Scopes = s_scopes,
                CancellationToken = cancellationToken,
            });
            // Two calls at once may each get a token; both are good.
            if (result.AccessTokenExpirationDate is { } end)
                Volatile.Write(ref _present, new Token(result.AccessToken, end - s_margin));
            return result.AccessToken;
        }
        catch (Exception exception) when (exception is ProtocolException or HttpRequestException or TimeoutException)
        {
            throw new FletsPayUnavailableException(
                $"The provider gave no access token for {string.Join(' ', s_scopes)}, so nothing was done. Are both scopes in your contract?", exception);
        }
    }

    private sealed record Token(string Value, DateTimeOffset GoodUntil);
}
