using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace FletsCollect.Merchant.Protocol;

/// <summary>One call of the provider's API, ending in one of three ways: it was done, it was refused, or nobody knows.</summary>
internal static class ProviderCall
{
    /// <summary>Sends a request that is safe to repeat.</summary>
    /// <returns>The answer, with whether an earlier call with the same key had got it; or the provider's final no.</returns>
    /// <exception cref="FletsPayUnavailableException">Whether it was done is not known.</exception>
    public static async Task<(T? Answer, bool Replayed, FletsPayProblem? Refusal)> SendAsync<T>(
        HttpClient http, HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                return (null, false, await RefusalAsync(response, cancellationToken));
            var answer = await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new FletsPayUnavailableException("The provider's answer is empty; ask its merchant desk.");
            return (answer, response.Headers.Contains("Idempotent-Replayed"), null);
        }
        catch (Exception exception) when (exception is not FletsPayUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever broke after the request may have left: the answer is missing, not what was asked for.
            throw new FletsPayUnavailableException("The provider did not answer, so whether it was done is not known.", exception);
        }
    }

    private static async Task<FletsPayProblem> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await FletsPayProblem.ReadAsync(response, cancellationToken);
        // After a 5xx or a call still in flight nobody knows yet; anything else is the provider's final no.
        if (response.StatusCode >= HttpStatusCode.InternalServerError || ChargeResilience.IsInProgress(response)
            || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
        {
            throw new FletsPayUnavailableException($"The provider answered {problem.Status} {problem.Code}.") { Problem = problem };
        }
        return problem;
    }
}
