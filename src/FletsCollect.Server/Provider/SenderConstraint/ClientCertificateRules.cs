using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// Which certificates authenticate a merchant (RFC 8705 §2), in the place of OpenIddict's own check: that one takes any client for one
/// that may use certificates, and a certificate of an authority for every name that the client is redirected to.
/// </summary>
internal static class ClientCertificateRules
{
    public static void Add(OpenIddictServerBuilder server)
    {
        server.RemoveEventHandler(ValidateClientCertificate.Descriptor);
        // Before OpenIddict asks whether there is any authentication at all: there a certificate that means nothing would do.
        server.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseScopedHandler<CheckMethod>()
            .SetOrder(ValidateClientType.Descriptor.Order - 500));
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
            .UseSingletonHandler<Advertise>()
            .SetOrder(int.MaxValue - 80_000));
    }

    /// <summary>What is advertised when certificates count: the methods, and where to send requests with them.</summary>
    public static void Configure(OpenIddictServerOptions server, MutualTlsOptions options)
    {
        if (options.Address is not { } address)
            return;
        server.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.SelfSignedTlsClientAuth);
        if (options.Authorities.Count > 0)
            server.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.TlsClientAuth);
        server.MtlsPushedAuthorizationEndpointAliasUri = Alias(server.PushedAuthorizationEndpointUris);
        server.MtlsTokenEndpointAliasUri = Alias(server.TokenEndpointUris);
        server.MtlsIntrospectionEndpointAliasUri = Alias(server.IntrospectionEndpointUris);
        server.MtlsRevocationEndpointAliasUri = Alias(server.RevocationEndpointUris);
        server.MtlsDeviceAuthorizationEndpointAliasUri = Alias(server.DeviceAuthorizationEndpointUris);

        Uri? Alias(List<Uri> endpoints) => endpoints.Count > 0 ? new Uri(address, endpoints[0]) : null;
    }

    /// <summary>True while the certificate may be used.</summary>
    public static bool IsInForce(X509Certificate2 certificate, DateTimeOffset now) =>
        certificate.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime();

    /// <summary>Whether what a connection shows is the certificate that a token is bound to, and may be used.</summary>
    public static bool IsTheOne([NotNullWhen(true)] X509Certificate2? shown, string bound, DateTimeOffset now) =>
        shown is not null && Thumbprint(shown) == bound && IsInForce(shown, now);

    /// <summary>The hash by which tokens name a certificate (RFC 8705 §3.1).</summary>
    public static string Thumbprint(X509Certificate2 certificate) => Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256));

    private sealed class Advertise(IOptionsMonitor<OpenIddictServerOptions> server) : IOpenIddictServerHandler<HandleConfigurationRequestContext>
    {
        public ValueTask HandleAsync(HandleConfigurationRequestContext context)
        {
            context.TlsClientCertificateBoundAccessTokens = server.CurrentValue.MtlsTokenEndpointAliasUri is not null;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Holds each client to the one method that it registered. Every failure is <c>invalid_client</c>.</summary>
    private sealed class CheckMethod(IOpenIddictApplicationManager applications, IOptions<MutualTlsOptions> options, TimeProvider clock)
        : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        public async ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.EndpointType is OpenIddictServerEndpointType.Authorization or OpenIddictServerEndpointType.EndSession or OpenIddictServerEndpointType.EndUserVerification
                || context.ClientId is not { Length: > 0 } clientId
                || await applications.FindByClientIdAsync(clientId, context.CancellationToken) is not { } application)
                return;
            var registration = await ClientRegistration.ReadAsync(applications, application, context.CancellationToken);
            if (options.Value.Address is null || !registration.UsesCertificate)
                context.Transaction.RemoteCertificate = null;
            if (await ProblemAsync(application, registration, context) is { } problem)
                context.Reject(Errors.InvalidClient, problem);
        }

        private async Task<string?> ProblemAsync(object application, ClientRegistration registration, ProcessAuthenticationContext context)
        {
            var certificate = context.Transaction.RemoteCertificate;
            if (certificate is not null && !IsInForce(certificate, clock.GetUtcNow()))
                return "The client certificate is not in force.";
            if (!registration.AuthenticatesByCertificate)
                return context.ClientAssertionPrincipal is null ? "This client authenticates by private_key_jwt: send a client assertion." : null;
            if (context.ClientAssertion is not null || context.ClientSecret is not null)
                return "This client authenticates by its TLS certificate alone.";
            if (certificate is null)
                return $"This client authenticates by its TLS certificate: send the request to {options.Value.Address} with it.";
            return registration.AuthenticationMethod == ClientAuthenticationMethods.TlsClientAuth
                ? ProblemOfIssued(certificate, registration)
                : await ProblemOfSelfSignedAsync(application, certificate, context.CancellationToken);
        }

        /// <summary>A certificate of an authority must be good and for the registered name (RFC 8705 §2.1).</summary>
        private string? ProblemOfIssued(X509Certificate2 certificate, ClientRegistration registration)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(options.Value.ReadAuthorities());
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2", "Client Authentication"));
            chain.ChainPolicy.VerificationTime = clock.GetLocalNow().DateTime;
            if (options.Value.Authorities.Count == 0 || !chain.Build(certificate))
                return "The client certificate was issued by no authority that is trusted here.";
            var isNamed = registration is { DnsName: { } dns } ? certificate.MatchesHostname(dns, allowWildcards: false, allowCommonName: false)
                : registration is { SubjectName: { } subject } && certificate.SubjectName.RawData.AsSpan().SequenceEqual(new X500DistinguishedName(subject).RawData);
            return isNamed ? null : "The client certificate is for another name than the registered one.";
        }

        /// <summary>A certificate of the merchant's own making must be one that it registered, in <c>x5c</c> of a key (RFC 8705 §2.2).</summary>
        private async Task<string?> ProblemOfSelfSignedAsync(object application, X509Certificate2 certificate, CancellationToken cancellationToken)
        {
            var keys = await applications.GetJsonWebKeySetAsync(application, cancellationToken);
            var shown = Convert.ToBase64String(certificate.RawData);
            return keys?.Keys.Any(key => key.X5c.FirstOrDefault() == shown) is true ? null : "The client certificate is not one that this client registered.";
        }
    }
}
