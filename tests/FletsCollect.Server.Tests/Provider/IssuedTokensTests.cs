using System.Net;
using FletsCollect.Server.Provider.ChargePath;
using Microsoft.Extensions.DependencyInjection;

namespace FletsCollect.Server.Tests.Provider;

/// <summary>A token that the server remembers is taken without looking at its signature again, so nothing else may pass for it.</summary>
public class IssuedTokensTests(RunningServer server)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Token_that_differs_from_the_one_that_was_issued_in_one_character_is_refused(int part)
    {
        using var merchant = server.NewMerchant();
        using var person = await server.NewSubscriberAsync();
        var tokens = await merchant.RedeemAsync(await person.ApproveAsync(await merchant.StartAsync()));
        var parts = tokens.AccessToken.Split('.');
        var place = parts[part].Length / 2;
        parts[part] = parts[part][..place] + (parts[part][place] == 'A' ? 'B' : 'A') + parts[part][(place + 1)..];
        var forged = string.Join('.', parts);
        var issued = server.Services.GetRequiredService<IssuedTokens>();

        var refused = await merchant.ChargeAsync(tokens with { AccessToken = forged }, merchant.Key(1));
        var charged = await merchant.ChargeAsync(tokens, merchant.Key(2));

        Assert.Equal((true, false), (issued.Contains(tokens.AccessToken), issued.Contains(forged)));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.Equal(HttpStatusCode.Created, charged.Status);
    }

    [Fact]
    public void Token_is_forgotten_after_its_time()
    {
        using var issued = new IssuedTokens();

        issued.Add("token", TimeSpan.FromTicks(1));

        Assert.False(issued.Contains("token"));
    }
}
