using System.Text.Json;
using FletsCollect.Idempotency;

namespace FletsCollect.Server.Api.Camara;

/// <summary>A refusal in CAMARA's form (Commonalities 0.6, <c>ErrorInfo</c>).</summary>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Code">The documented code.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record CamaraError(int Status, string Code, string Message)
{
    public static readonly CamaraError NotFound = new(404, "NOT_FOUND", "The specified resource is not found.");
    public static readonly CamaraError IdentifierNotFound = new(404, "IDENTIFIER_NOT_FOUND", "phoneNumber not found: lines are known by the three-legged access token alone.");
    public static readonly CamaraError MissingIdentifier = new(422, "MISSING_IDENTIFIER", "The payer cannot be identified: use the three-legged access token of the payment.");
    public static readonly CamaraError UnnecessaryIdentifier = new(422, "UNNECESSARY_IDENTIFIER", "The payer is already identified by the access token; leave phoneNumber out.");
    public static readonly CamaraError InProgress = new(409, "ABORTED", "A request of this clientCorrelator, or another one that holds what it needs, is still being worked on. Send it again in a moment.");

    public static readonly CamaraError DuplicateCorrelator = new(400, "INVALID_ARGUMENT", "clientCorrelator already exist on server, for another request.");

    public static CamaraError InvalidArgument(string message) => new(400, "INVALID_ARGUMENT", message);

    public static CamaraError OutOfRange(string message) => new(400, "OUT_OF_RANGE", message);

    public static CamaraError PermissionDenied(string message) => new(403, "PERMISSION_DENIED", message);

    public static CamaraError AlreadyExists(string message) => new(409, "ALREADY_EXISTS", message);

    /// <summary>The error of a bare status code, for what is refused before any endpoint runs.</summary>
    public static CamaraError Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => new(status, "UNAUTHENTICATED", "Request not authenticated due to missing, invalid, or expired credentials. A new authentication is required."),
        StatusCodes.Status403Forbidden => PermissionDenied("Client does not have sufficient permissions to perform this action."),
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => new(status, "METHOD_NOT_ALLOWED", "The requested method is not allowed/supported on the target resource."),
        StatusCodes.Status406NotAcceptable => new(status, "NOT_ACCEPTABLE", "The server cannot produce a response matching the content requested by the client through Accept-* headers."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json."),
        StatusCodes.Status429TooManyRequests => new(status, "TOO_MANY_REQUESTS", "Rate limit reached."),
        StatusCodes.Status503ServiceUnavailable => new(status, "UNAVAILABLE", "Service Unavailable."),
        < 500 => InvalidArgument("Client specified an invalid argument, request body or query param."),
        _ => new(StatusCodes.Status500InternalServerError, "INTERNAL", "Unknown server error. Typically a server bug."),
    };

    /// <summary>The answer to a request.</summary>
    public IResult Answer() => TypedResults.Text(JsonSerializer.Serialize(this, CamaraJson.Options), "application/json", statusCode: Status);

    /// <summary>The answer in the form in which it is kept for a repeat of the request.</summary>
    public StoredAnswer Stored() => new(Status, JsonSerializer.Serialize(this, CamaraJson.Options));
}
