using FletsCollect.Outbox;

namespace FletsCollect.Tests.Outbox;

/// <summary>When a delivery that failed is tried again.</summary>
public sealed class WebhookRetriesTests
{
    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(0.0, 65.6)]
    [InlineData(1.0, 72.2)]
    public void All_attempts_together_take_about_three_days(double jitter, double hours)
    {
        var at = Now;
        var attempts = 1;
        while (WebhookRetries.Next(attempts, at, null, jitter) is { } next)
        {
            Assert.True(next > at);
            (at, attempts) = (next, attempts + 1);
        }

        Assert.Equal(WebhookRetries.Attempts, attempts);
        Assert.Equal(hours, (at - Now).TotalHours, 0.1);
    }

    [Theory]
    [InlineData(1, 3600, 3600)]
    [InlineData(1, 1, 5)]
    [InlineData(1, 1_000_000, 86_400)]
    [InlineData(1, -5, 5)]
    [InlineData(5, 60, 7200)]
    public void Endpoint_may_ask_for_a_longer_wait_up_to_a_day_and_never_for_a_shorter_one(int tries, int asked, int waits) =>
        Assert.Equal(Now.AddSeconds(waits), WebhookRetries.Next(tries, Now, TimeSpan.FromSeconds(asked), 0));
}
