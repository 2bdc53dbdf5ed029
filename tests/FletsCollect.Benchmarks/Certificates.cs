using System.Security.Cryptography.X509Certificates;
using FletsCollect.Server.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FletsCollect.Benchmarks;

/// <summary>What connections on loopback show one another.</summary>
internal static class Certificates
{
    /// <summary>What the load shows, for every merchant: to verify one is the same work as to verify another.</summary>
    public static X509Certificate2 Merchant { get; } = TestCertificates.SelfSigned();

    /// <summary>An endpoint that asks for a certificate, as an operator configures one; any is taken, for the token names the right one.</summary>
    public static void Ask(ListenOptions endPoint) => endPoint.UseHttps(TestCertificates.Server, https =>
    {
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
    });
}
