using System.Net.Http.Json;
using System.Text.Json;
using FletsCollect.Merchant.Protocol;

namespace FletsCollect.Merchant;

/// <summary>A problem of the provider's API (RFC 9457).</summary>
/// <param name="Type">An address that names the kind of problem.</param>
/// <param name="Title">A short text of that kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened this time.</param>
/// <param name="Code">The stable code to decide by, such as <c>amount_mismatch</c> or <c>grant_consumed</c>.</param>
/// <param name="Param">The member of the request that is wrong, if one is.</param>
/// <param name="RequestId">Quote this to the provider's merchant desk.</param>
public sealed record FletsPayProblem(
    string? Type, string? Title, int Status, string? Detail, string Code, string? Param, string? RequestId)
{
    internal static async Task<FletsPayProblem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json")
        {
            try
            {
                var problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.FletsPayProblem, cancellationToken);
                if (problem is { Code.Length: > 0 })
                    return problem with { Status = status };
            }
            catch (JsonException)
            {
                // A proxy's error page under the wrong name; the status still says enough.
            }
        }

        // A refused token is answered in WWW-Authenticate (RFC 6750), not necessarily with a body.
        var code = response.StatusCode is System.Net.HttpStatusCode.Unauthorized ? "invalid_token" : $"http_{status}";
        return new(Type: null, response.ReasonPhrase, status, Detail: null, code, Param: null, RequestId: null);
    }
}
