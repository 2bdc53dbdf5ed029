using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// How a merchant authenticates and what its tokens are bound to: settings of its application, under the names of the client metadata
/// registry. Without any, it signs assertions (<c>private_key_jwt</c>) and its tokens are bound to a DPoP key. There is no third
/// way to bind, and none not to.
/// </summary>
/// <param name="AuthenticationMethod">The one method that is taken from this client.</param>
/// <param name="IsCertificateBound">True when its access tokens are bound to its certificate, false when to a DPoP key.</param>
/// <param name="SubjectName">For <c>tls_client_auth</c>: the distinguished name that the certificate must have.</param>
/// <param name="DnsName">For <c>tls_client_auth</c>: the DNS name that the certificate must be for.</param>
internal sealed record ClientRegistration(string AuthenticationMethod, bool IsCertificateBound, string? SubjectName, string? DnsName)
{
    /// <summary>Setting: <c>private_key_jwt</c>, <c>self_signed_tls_client_auth</c> or <c>tls_client_auth</c> (RFC 7591 §2).</summary>
    public const string AuthenticationMethodSetting = "token_endpoint_auth_method";

    /// <summary>Setting: <c>true</c> or <c>false</c> (RFC 8705 §3.4).</summary>
    public const string CertificateBoundSetting = "tls_client_certificate_bound_access_tokens";

    /// <summary>Setting: a distinguished name as RFC 4514 writes it (RFC 8705 §2.1.2).</summary>
    public const string SubjectNameSetting = "tls_client_auth_subject_dn";

    /// <summary>Setting: a DNS name (RFC 8705 §2.1.2).</summary>
    public const string DnsNameSetting = "tls_client_auth_san_dns";

    public bool AuthenticatesByCertificate => AuthenticationMethod is ClientAuthenticationMethods.TlsClientAuth or ClientAuthenticationMethods.SelfSignedTlsClientAuth;

    public bool UsesCertificate => AuthenticatesByCertificate || IsCertificateBound;

    /// <summary>The registration of a client that exists.</summary>
    public static async Task<ClientRegistration> ReadAsync(IOpenIddictApplicationManager applications, string clientId, CancellationToken cancellationToken)
    {
        var application = await applications.FindByClientIdAsync(clientId, cancellationToken)
            ?? throw new InvalidOperationException("The client was authenticated and is not registered.");
        return await ReadAsync(applications, application, cancellationToken);
    }

    public static async Task<ClientRegistration> ReadAsync(IOpenIddictApplicationManager applications, object application, CancellationToken cancellationToken)
    {
        var settings = await applications.GetSettingsAsync(application, cancellationToken);
        return new ClientRegistration(
            settings.GetValueOrDefault(AuthenticationMethodSetting, ClientAuthenticationMethods.PrivateKeyJwt),
            settings.GetValueOrDefault(CertificateBoundSetting) is "true",
            settings.GetValueOrDefault(SubjectNameSetting),
            settings.GetValueOrDefault(DnsNameSetting));
    }
}
