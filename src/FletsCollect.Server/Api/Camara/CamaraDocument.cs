using System.Globalization;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FletsCollect.Server.Api.Camara;

/// <summary>
/// The OpenAPI 3.1 document of the façade at <c>/openapi/carrier-billing.json</c>, made from its routes. CAMARA's own documents say what
/// each member means; this one says what there is of it here.
/// </summary>
internal static class CamaraDocument
{
    public const string Name = "carrier-billing";

    private const string Error = "ErrorInfo";
    private const string OpenId = "openId";

    public static WebApplicationBuilder AddCamaraDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => MerchantPaths.IsCamara("/" + description.RelativePath);
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer(DescribeAsync);
        });
        return builder;
    }

    private static async Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var issuer = context.ApplicationServices.GetRequiredService<Issuer>();
        document.Info = new OpenApiInfo
        {
            Title = "CAMARA Carrier Billing",
            Version = "0.5.0",
            Description = "CAMARA Carrier Billing 0.5.0 and Carrier Billing Refund 0.3.0 (release r3.2) on the bill of a FLET'S line: one-off payments in whole yen, and no phone numbers. "
                + $"What differs from CAMARA: {issuer.Under("docs/carrier-billing")}.",
        };
        document.ExternalDocs = new OpenApiExternalDocs { Description = "CAMARA's own documents", Url = new Uri("https://github.com/camaraproject/CarrierBillingCheckOut/tree/r3.2") };
        document.Servers = [new OpenApiServer { Url = issuer.Address.AbsoluteUri.TrimEnd('/') }];
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[Error] = await context.GetOrCreateSchemaAsync(typeof(CamaraError), null, cancellationToken);
        foreach (var schema in document.Components.Schemas.Values)
            SpellInCamelCase(schema);
        document.Components.Responses = new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal)
        {
            [Error] = new OpenApiResponse
            {
                Description = "Refused; nothing was done.",
                Headers = CorrelatorHeader(),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = new OpenApiSchemaReference(Error, document) } },
            },
        };
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [OpenId] = new OpenApiSecurityScheme { Type = SecuritySchemeType.OpenIdConnect, OpenIdConnectUrl = issuer.Under(".well-known/openid-configuration"), Description = "Tokens are bound to a key (DPoP) or a certificate." },
        };
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var documented = metadata.OfType<Documented>().Last();
        var scope = metadata.OfType<IAuthorizeData>().Last().Policy!;
        (operation.OperationId, operation.Summary) = (documented.Id, documented.Summary);
        operation.Tags = new HashSet<OpenApiTagReference> { new(context.Description.RelativePath!.Contains("refund", StringComparison.Ordinal) ? "refund" : "payment", context.Document) };
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(OpenId, context.Document)] = [scope] }];
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = CamaraSetup.Correlator, In = ParameterLocation.Header, Description = "Comes back in the answer.", Schema = Text() });
        foreach (var name in documented.Query)
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = Text() });
        if (documented.Body is not null)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = await ApiDocument.ContentAsync(documented.Body, CamaraJson.Options, context, cancellationToken) };
        operation.Responses = new OpenApiResponses
        {
            [documented.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = documented.Summary,
                Headers = CorrelatorHeader(),
                Content = documented.Answer is null ? null : await ApiDocument.ContentAsync(documented.Answer, CamaraJson.Options, context, cancellationToken),
            },
        };
        foreach (var status in (string[])["400", "401", "403", "404", "429", "default", .. documented.Body is null ? (string[])[] : ["409", "415", "422"]])
            operation.Responses[status] = new OpenApiResponseReference(Error, context.Document);
    }

    /// <summary>Schemas are made as the rest of the API writes JSON, in snake case; CAMARA's has camels.</summary>
    private static void SpellInCamelCase(IOpenApiSchema? schema)
    {
        if (schema is not OpenApiSchema written)
            return;
        if (written.Properties is { } properties)
            written.Properties = properties.ToDictionary(member => CamelCase(member.Key), member => member.Value, StringComparer.Ordinal);
        if (written.Required is { } required)
            written.Required = required.Select(CamelCase).ToHashSet(StringComparer.Ordinal);
        // The reader takes numbers as numbers only.
        if (written.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Number) || type.HasFlag(JsonSchemaType.Integer)))
            (written.Type, written.Pattern, written.Format) = (type & ~JsonSchemaType.String, null, null);
        foreach (var inner in (IEnumerable<IOpenApiSchema?>)[.. written.Properties?.Values ?? [], written.Items, .. written.OneOf ?? [], .. written.AnyOf ?? []])
            SpellInCamelCase(inner);
    }

    private static string CamelCase(string name) =>
        string.Concat(name.Split('_').Select((word, index) => index == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static Dictionary<string, IOpenApiHeader> CorrelatorHeader() => new(StringComparer.Ordinal)
    {
        [CamaraSetup.Correlator] = new OpenApiHeader { Description = "The caller's, or the id of the answer.", Schema = Text() },
    };
}
