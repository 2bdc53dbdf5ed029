using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace FletsCollect.Merchant;

/// <summary>Which failures of a charge, or of a call about a subscription, are sent again. The idempotency key makes each of them safe.</summary>
internal static class ChargeResilience
{
    public static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, FletsPayOptions options)
    {
        if (options.ChargeRetries > 0)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.ChargeRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(300),
                MaxDelay = TimeSpan.FromSeconds(5),
                ShouldRetryAfterHeader = true,
                // Transient: network errors, our own time-out, 5xx, 408 and 429.
                ShouldHandle = arguments => ValueTask.FromResult(
                    HttpClientResiliencePredicates.IsTransient(arguments.Outcome)
                    || (arguments.Outcome.Result is { } response && IsInProgress(response))),
            });
        }

        pipeline.AddTimeout(options.ChargeAttemptTimeout);
    }

    /// <summary>
    /// A 409 is final (the grant is used up) unless it says when to come back, which only a charge that is still in flight does.
    /// </summary>
    public static bool IsInProgress(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Conflict && response.Headers.RetryAfter is not null;
}
