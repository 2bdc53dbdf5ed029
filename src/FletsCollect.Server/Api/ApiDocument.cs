using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FletsCollect.Server.Api.Camara;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Hosting.Throttling;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace FletsCollect.Server.Api;

/// <summary>
/// The OpenAPI 3.1 document of the merchants' API at <c>/openapi/v1.json</c>, made from the routes and their <see cref="Documented"/>
/// metadata, and a page to try it at <c>/docs/api</c>. A test holds it against a copy in the tests, so that every change of the API is seen.
/// </summary>
public static class ApiDocument
{
    private const string Name = "v1";

    private const string Problem = "Problem";
    private const string TooMany = "TooManyRequests";
    private const string OAuth = "oauth2";
    private const string Dpop = "dpop";

    public static WebApplicationBuilder AddApiDocument(this WebApplicationBuilder builder)
    {
        // Schemas are made as JSON is written: in snake case.
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.RelativePath is { } path && MerchantPaths.IsApi("/" + path);
            options.AddDocumentTransformer(DescribeAsync);
            options.AddOperationTransformer(DescribeAsync);
        });
        return builder;
    }

    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        // All of it comes from this server: no fonts, no telemetry and no helper from elsewhere.
        routes.MapScalarApiReference("/docs/api", page => page
            .WithTitle("FletsCollect API").WithOpenApiRoutePattern("/openapi/{documentName}.json").AddDocument(Name).AddDocument(CamaraDocument.Name)
            .WithNonce().DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideDeveloperTools());
        return routes;
    }

    private static async Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var issuer = context.ApplicationServices.GetRequiredService<Issuer>();
        document.Info = new OpenApiInfo
        {
            Title = "FletsCollect",
            Version = Name,
            Description = "Charges on the bill of a FLET'S line. Amounts are whole yen as strings. Every write takes an Idempotency-Key; every answer has a Request-Id. "
                + $"Events: {issuer.Under("docs/webhooks")}. Errors: {issuer.Under("docs/errors")}.",
        };
        document.Servers = [new OpenApiServer { Url = issuer.Address.AbsoluteUri.TrimEnd('/') }];
        // Those that the operations name; the framework adds the names of classes.
        document.Tags = null;
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        var problem = (OpenApiSchema)await context.GetOrCreateSchemaAsync(typeof(ProblemResource), null, cancellationToken);
        LeaveOutNulls(problem);
        if (problem.Properties?["code"] is OpenApiSchema code)
        {
            code.Enum = [.. Problems.Catalogue().Select(entry => (JsonNode)entry.Code)];
            code.Description = string.Join('\n', Problems.Catalogue().Select(entry => $"{entry.Status} {entry.Code}: {entry.Title} {entry.Remedy}"));
        }
        document.Components.Schemas[Problem] = problem;
        document.Components.Responses = new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal)
        {
            [Problem] = Refusal(document, "Refused; nothing was done.", AnswerHeaders()),
            [TooMany] = Refusal(document, "Too many requests.", AnswerHeaders("Retry-After", "Seconds to wait.")),
        };
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Dpop] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "DPoP",
                Description = "RFC 9449: 'Authorization: DPoP <token>' and, in the header DPoP, a new proof by the key that the token is bound to.",
            },
            [OAuth] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "Clients authenticate by private_key_jwt. A charge needs the token that its subscriber's approval gave; everything else takes the merchant's own.",
                Flows = new OpenApiOAuthFlows
                {
                    AuthorizationCode = new OpenApiOAuthFlow
                    {
                        AuthorizationUrl = issuer.Under("connect/authorize"), TokenUrl = issuer.Under("connect/token"),
                        Scopes = new Dictionary<string, string>(StringComparer.Ordinal) { [ChargeToken.Scope] = "One purchase, with authorization_details." },
                    },
                    ClientCredentials = new OpenApiOAuthFlow
                    {
                        TokenUrl = issuer.Under("connect/token"),
                        Scopes = ApiScopes.All.ToDictionary(scope => scope, _ => "The merchant's own.", StringComparer.Ordinal),
                    },
                },
            },
        };
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Tags = new HashSet<OpenApiTagReference> { new(context.Description.RelativePath!.Split('/')[1], context.Document) };
        Secure(operation, metadata, context.Document);
        var documented = metadata.OfType<Documented>().LastOrDefault();
        if (context.Description.HttpMethod != HttpMethods.Get && documented?.Keyed != false)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key", In = ParameterLocation.Header, Required = true, Description = "Yours, 1 to 255 visible ASCII characters: a repeat under it gets the first answer and does nothing.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255 },
            });
        }
        operation.Responses = new OpenApiResponses();
        if (documented is not null)
            await DescribeAsync(operation, documented, context, cancellationToken);
        foreach (var status in RefusalsOf(context.Description, documented))
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference(Problem, context.Document);
        operation.Responses["429"] = new OpenApiResponseReference(TooMany, context.Document);
        operation.Responses["default"] = new OpenApiResponseReference(Problem, context.Document);
    }

    /// <summary>The status codes of the problems that an operation can answer with; the codes themselves are listed with the schema.</summary>
    private static IEnumerable<int> RefusalsOf(ApiDescription operation, Documented? documented)
    {
        var writes = operation.HttpMethod != HttpMethods.Get;
        if (writes || documented?.Query.Count > 0)
            yield return StatusCodes.Status400BadRequest;
        yield return StatusCodes.Status401Unauthorized;
        yield return StatusCodes.Status403Forbidden;
        if (writes || operation.RelativePath!.Contains('{', StringComparison.Ordinal))
            yield return StatusCodes.Status404NotFound;
        yield return StatusCodes.Status406NotAcceptable;
        if (writes)
            yield return StatusCodes.Status409Conflict;
        if (documented?.Body is not null)
        {
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }
        if (writes && documented?.Keyed != false)
            yield return StatusCodes.Status422UnprocessableEntity;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, Documented documented, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.OperationId = documented.Id;
        operation.Summary = documented.Summary;
        foreach (var name in documented.Query)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
        if (documented.Body is not null)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = await ContentAsync(documented.Body, Problems.Json, context, cancellationToken) };
        operation.Responses![documented.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
        {
            Description = documented.Summary,
            Headers = AnswerHeaders(),
            Content = documented.Answer is null ? null : await ContentAsync(documented.Answer, Problems.Json, context, cancellationToken),
        };
    }

    /// <summary>An example with the schema of its type, as one of the API's documents shows it.</summary>
    internal static async Task<IDictionary<string, OpenApiMediaType>> ContentAsync(object example, JsonSerializerOptions json, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) =>
        new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new()
            {
                Schema = await SchemaOfAsync(example.GetType(), context, cancellationToken),
                Example = JsonSerializer.SerializeToNode(example, example.GetType(), json),
            },
        };

    /// <summary>One schema for each type, under its name.</summary>
    private static async Task<IOpenApiSchema> SchemaOfAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document ?? throw new InvalidOperationException("An operation without a document.");
        if (type.IsArray)
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = await SchemaOfAsync(type.GetElementType()!, context, cancellationToken) };
        var name = type.IsGenericType ? $"{NameOf(type.GetGenericArguments()[0])}Page" : NameOf(type);
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
        LeaveOutNulls(schema);
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>What is null is not written, so it is not required either.</summary>
    private static void LeaveOutNulls(IOpenApiSchema? schema)
    {
        if (schema is not OpenApiSchema { } written)
            return;
        foreach (var (name, member) in written.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))
        {
            LeaveOutNulls(member);
            if (member is not OpenApiSchema { } value || !IsNullable(value))
                continue;
            written.Required?.Remove(name);
            value.Type &= ~JsonSchemaType.Null;
        }
        LeaveOutNulls(written.Items);
    }

    private static bool IsNullable(OpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.Null) == true;

    private static string NameOf(Type type) => type.Name.Replace("Resource", "", StringComparison.Ordinal).Replace("Snapshot", "", StringComparison.Ordinal);

    /// <summary>The scope that the endpoint asks for: its authorization policy has the scope's name.</summary>
    private static void Secure(OpenApiOperation operation, IEnumerable<object> metadata, OpenApiDocument? document)
    {
        if (metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>().LastOrDefault() is not { } policy)
            return;
        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(Dpop, document)] = [],
                [new OpenApiSecuritySchemeReference(OAuth, document)] = [policy],
            },
        ];
    }

    private static OpenApiResponse Refusal(OpenApiDocument document, string description, IDictionary<string, IOpenApiHeader> headers) => new()
    {
        Description = description,
        Headers = headers,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, document) } },
    };

    private static Dictionary<string, IOpenApiHeader> AnswerHeaders(params ReadOnlySpan<string> more)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            [RequestIds.Header] = HeaderOf("The id of this answer, for the merchant desk."),
            [ThrottlingSetup.Policy] = HeaderOf("What is counted, reads or writes: q requests in w seconds."),
            [ThrottlingSetup.Left] = HeaderOf("r requests are left for t seconds."),
        };
        for (var i = 0; i < more.Length; i += 2)
            headers[more[i]] = HeaderOf(more[i + 1]);
        return headers;
    }

    private static OpenApiHeader HeaderOf(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
