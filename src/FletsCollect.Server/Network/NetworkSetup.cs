using FletsCollect.Lines;
using FletsCollect.Server.Jobs;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Network;

/// <summary>Where requests really come from, and the endpoint that the access network's AAA feeds.</summary>
public static class NetworkSetup
{
    public static WebApplicationBuilder AddNetwork(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NetworkOptions>().Bind(builder.Configuration.GetSection(NetworkOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<LineSessionRules>().Bind(builder.Configuration.GetSection(LineSessionRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<LineSessionRules>>().Value);
        builder.Services.AddScoped<AaaAuthentication>();
        builder.Services.AddOptions<LineRules>().Bind(builder.Configuration.GetSection(LineRules.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<LineRules>>().Value);
        builder.Services.AddJob<ApplyLineChangesJob>();
        if (builder.Configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
        {
            throw new InvalidOperationException(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED makes every client's forwarded headers count, and with them anybody's line. Unset it and name the proxies in Network:Proxies.");
        }
        return builder;
    }

    /// <summary>
    /// Takes the client's address from the forwarded header, if it comes from a configured proxy. First in the pipeline: everything after
    /// sees one address.
    /// </summary>
    public static IApplicationBuilder UseClientAddress(this WebApplication app)
    {
        var network = app.Configuration.GetSection(NetworkOptions.Section).Get<NetworkOptions>() ?? new NetworkOptions();
        if (network.Proxies.Count == 0)
            return app;
        var proxies = new KnownProxies(network.Proxies);
        if (network.ClientCertificateHeader is { Length: > 0 } header)
        {
            // Before the client's address takes the place of the proxy's.
            var certificate = new ForwardedCertificate(header, http => proxies.Contains(http.Connection.RemoteIpAddress), app.Services.GetRequiredService<ILogger<ForwardedCertificate>>());
            app.Use(certificate.InvokeAsync);
        }
        var address = new ClientAddress(network.ForwardedHeader, proxies);
        return app.Use(address.InvokeAsync);
    }
}
