using System.Text;
using FletsCollect.Outbox;

namespace FletsCollect.Tests.Outbox;

/// <summary>Signatures are those of Standard Webhooks 1.0; another library's own check is in the server's tests.</summary>
public sealed class WebhookSignatureTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void Signature_is_that_of_the_published_example() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Body));

    [Fact]
    public void Two_secrets_make_two_signatures_the_newer_first()
    {
        const string older = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", newer = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        var both = WebhookSignature.Sign([newer, older], "msg_1", 1, Body);

        Assert.Equal($"{WebhookSignature.Sign([newer], "msg_1", 1, Body)} {WebhookSignature.Sign([older], "msg_1", 1, Body)}", both);
    }
}
