using FletsCollect.Documents;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Documents;

/// <summary>Printed and machine-readable invoices and statements.</summary>
public static class DocumentsSetup
{
    public static WebApplicationBuilder AddDocuments(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DocumentIssuer>().Bind(builder.Configuration.GetSection(DocumentIssuer.Section)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<DocumentIssuer>>().Value);
        builder.Services.AddSingleton(builder.Configuration.GetSection(DocumentIssuer.Section).Get<DocumentFontOptions>() ?? new DocumentFontOptions());
        builder.Services.AddSingleton<DocumentFont>();
        builder.Services.AddSingleton<DocumentPdf>();
        return builder;
    }
}
