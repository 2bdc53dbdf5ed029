using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace FletsCollect.Server.Api.Camara;

/// <summary>CAMARA's JSON: camel case, and of what comes in, nothing that is not asked for.</summary>
internal static class CamaraJson
{
    private const int MostBytes = 16 * 1024;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 8,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The body of a request, or what to answer.</summary>
    public static async Task<(T? Body, CamaraError? Error)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, CamaraError.Of(StatusCodes.Status415UnsupportedMediaType));
        if (request.ContentLength is > MostBytes)
            return (null, TooLarge);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, cancellationToken) is { } body ? (body, null) : (null, NotAnObject(null));
        }
        catch (BadHttpRequestException unread) when (unread.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge);
        }
        catch (JsonException wrong)
        {
            return (null, NotAnObject(wrong.Path));
        }
    }

    private static readonly CamaraError TooLarge = CamaraError.InvalidArgument($"The body is larger than {MostBytes} bytes.");

    private static CamaraError NotAnObject(string? path) =>
        CamaraError.InvalidArgument($"The body is not as the schema says{(path is null or "$" ? "" : $": look at {path}")}. It must be a JSON object without unknown, missing or repeated members.");
}
