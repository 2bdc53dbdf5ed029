using System.Globalization;
using System.Text;
using FletsCollect.Merchant;
using FletsCollect.Outbox;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FletsCollect.Tests.Merchant;

/// <summary>What a merchant believes of a webhook: the provider's own signature, made not long ago, over exactly this body.</summary>
public sealed class FletsWebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly DateTime Now = new(2026, 11, 10, 3, 0, 0, DateTimeKind.Utc);
    private static readonly OutboxMessage Message = OutboxMessage.Of(Guid.CreateVersion7(), EventTypes.ChargeConfirmed, "ch_1", Now, new { merchantReference = "ORD-1" });
    private static readonly byte[] Body = CloudEvent.Write(Message, new Uri("https://pay.example/"));
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(Now));
    private static readonly string Timestamp = new DateTimeOffset(Now).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Event_of_the_provider_is_read()
    {
        var read = FletsWebhook.Verify(Message.PublicId, Timestamp, Sign(Secret), Body, Secret, Clock);

        Assert.Equal((Message.PublicId, "charge.confirmed", "ch_1", Now), (read?.Id, read?.Type, read?.Subject, read?.Time.UtcDateTime));
        Assert.Equal("ORD-1", read?.Data.GetProperty("merchant_reference").GetString());
    }

    [Fact]
    public void While_the_secret_is_rotated_either_one_verifies()
    {
        var both = $"{Sign(Other)} {Sign(Secret)}";

        Assert.NotNull(FletsWebhook.Verify(Message.PublicId, Timestamp, both, Body, Secret, Clock));
        Assert.NotNull(FletsWebhook.Verify(Message.PublicId, Timestamp, both, Body, Other, Clock));
    }

    [Fact]
    public void Other_secret_changed_body_exchanged_id_and_unsigned_request_are_not_believed()
    {
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace("ORD-1", "ORD-2", StringComparison.Ordinal));

        Assert.Null(FletsWebhook.Verify(Message.PublicId, Timestamp, Sign(Other), Body, Secret, Clock));
        Assert.Null(FletsWebhook.Verify(Message.PublicId, Timestamp, Sign(Secret), changed, Secret, Clock));
        Assert.Null(FletsWebhook.Verify("evt_1", Timestamp, Sign(Secret), Body, Secret, Clock));
        Assert.Null(FletsWebhook.Verify("evt_1", Timestamp, Sign(Secret, id: "evt_1"), Body, Secret, Clock));
        Assert.Null(FletsWebhook.Verify(Message.PublicId, Timestamp, "", Body, Secret, Clock));
        Assert.Null(FletsWebhook.Verify(Message.PublicId, "", Sign(Secret), Body, Secret, Clock));
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Message_of_another_time_is_not_believed(int seconds, bool believed)
    {
        var timestamp = new DateTimeOffset(Now.AddSeconds(seconds)).ToUnixTimeSeconds();

        var read = FletsWebhook.Verify(Message.PublicId, timestamp.ToString(CultureInfo.InvariantCulture), WebhookSignature.Sign([Secret], Message.PublicId, timestamp, Body), Body, Secret, Clock);

        Assert.Equal(believed, read is not null);
    }

    [Fact]
    public async Task Request_is_verified_by_its_headers_and_one_that_is_too_large_is_not_read()
    {
        Assert.NotNull(await FletsWebhook.VerifyAsync(RequestOf(Body, Sign(Secret)), Secret, Clock));

        var large = new byte[FletsWebhook.MostBytes + 1];
        Assert.Null(await FletsWebhook.VerifyAsync(RequestOf(large, WebhookSignature.Sign([Secret], Message.PublicId, new DateTimeOffset(Now).ToUnixTimeSeconds(), large)), Secret, Clock));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64")]
    public void Secret_that_is_none_is_refused_loudly(string secret) =>
        Assert.Throws<ArgumentException>(() => FletsWebhook.Verify(Message.PublicId, Timestamp, Sign(Secret), Body, secret, Clock));

    private static string Sign(string secret, string? id = null) => WebhookSignature.Sign([secret], id ?? Message.PublicId, new DateTimeOffset(Now).ToUnixTimeSeconds(), Body);

    private static HttpRequest RequestOf(byte[] body, string signature)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.Headers["webhook-id"] = Message.PublicId;
        request.Headers["webhook-timestamp"] = Timestamp;
        request.Headers["webhook-signature"] = signature;
        return request;
    }
}
