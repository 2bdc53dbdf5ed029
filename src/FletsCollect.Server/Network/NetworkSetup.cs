using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace FletsCollect.Server.Network;

/// <summary>Where requests really come from, and the endpoint that the access network's AAA feeds.</summary>
public static class NetworkSetup
{
    public static WebApplicationBuilder AddNetwork(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NetworkOptions>().Bind(builder.Configuration.GetSection(NetworkOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        if (builder.Configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
        {
            throw new InvalidOperationException(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED makes every client's forwarded headers count, and with them anybody's line. Unset it and name the proxies in Network:Proxies.");
        }
        return builder;
    }

    /// <summary>
    /// Takes the client's address from forwarded headers, if they come from a configured proxy. First in the pipeline: everything after
    /// sees one address.
    /// </summary>
    public static IApplicationBuilder UseClientAddress(this WebApplication app)
    {
        var network = app.Configuration.GetSection(NetworkOptions.Section).Get<NetworkOptions>() ?? new NetworkOptions();
        // With no known proxy at all the middleware would trust everybody, so then it is left out.
        if (network.Proxies.Count == 0)
            return app;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Hops are bounded by the list of proxies, not by a number.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in network.Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
        if (network.ClientCertificateHeader is { Length: > 0 } header)
        {
            var certificate = new ForwardedCertificate(header, http => IsKnown(options, http.Connection.RemoteIpAddress), app.Services.GetRequiredService<ILogger<ForwardedCertificate>>());
            app.Use(certificate.InvokeAsync);
        }
        return app.UseForwardedHeaders(options);
    }

    private static bool IsKnown(ForwardedHeadersOptions options, IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is not null && (options.KnownProxies.Contains(address) || options.KnownIPNetworks.Any(network => network.Contains(address)));
    }
}
