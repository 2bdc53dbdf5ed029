using System.Security.Cryptography;
using FletsCollect.Merchants;
using FletsCollect.Server.Tests.SignIn.Staff;
using FletsCollect.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace FletsCollect.Server.Tests.Sites;

/// <summary>A merchant's people register its keys and redirect addresses themselves, each time with a fresh code of their app.</summary>
public sealed class MerchantClientTests(ClockedServer server) : IClassFixture<ClockedServer>
{
    private const string Path = "/merchant/integration";

    [Fact]
    public async Task Merchant_that_registered_its_own_key_and_address_pushes_a_request_with_them()
    {
        var code = await NewMerchantAsync();
        using var developer = await StaffBrowser.JoinedAsync(server, StaffRole.Developer, code, server.Clock);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var shop = new MerchantClient(server.Issuer, server.Clock) { ClientId = code, SigningKey = new ECDsaSecurityKey(key) { KeyId = "mine-1" } };

        var keyed = await ChangeAsync(developer, "AddKey", ("PublicKey", key.ExportSubjectPublicKeyInfoPem()), ("KeyId", "mine-1"));
        var addressed = await ChangeAsync(developer, "AddAddress", ("Address", MerchantClient.RedirectUri));

        Assert.NotNull(keyed.Document!.QuerySelector("#done"));
        Assert.Contains(MerchantClient.RedirectUri, addressed.Document!.QuerySelector("#addresses")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(await shop.StartAsync());
        Assert.Equal(
            ["client-key.added", "client-redirect.added", "client.changed", "client.registered"],
            await server.DatabaseAsync(db => db.AuditEntries.Where(entry => entry.Subject == code && entry.Actor.StartsWith("staff:")).OrderBy(entry => entry.Action).Select(entry => entry.Action).ToListAsync()));
    }

    [Fact]
    public async Task Change_without_a_fresh_code_is_refused_and_a_code_is_good_once()
    {
        var code = await NewMerchantAsync();
        using var developer = await StaffBrowser.JoinedAsync(server, StaffRole.Developer, code, server.Clock);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var used = developer.Code;
        var page = await developer.Browser.OpenAsync(Path);

        var without = await developer.Browser.SubmitToAsync(page, $"{Path}?handler=AddKey", ("PublicKey", NewKey()), ("AppCode", ""));
        var wrong = await developer.Browser.SubmitToAsync(page, $"{Path}?handler=AddKey", ("PublicKey", NewKey()), ("AppCode", "000000"));
        await developer.Browser.SubmitToAsync(page, $"{Path}?handler=AddKey", ("PublicKey", NewKey()), ("AppCode", used));
        var again = await developer.Browser.SubmitToAsync(page, $"{Path}?handler=AddKey", ("PublicKey", NewKey()), ("AppCode", used));

        Assert.All([without, wrong, again], answer => Assert.Contains("認証アプリ", answer.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal));
        Assert.Single((await developer.Browser.OpenAsync(Path)).Document!.QuerySelectorAll("#keys li"));
    }

    [Fact]
    public async Task Keys_overlap_while_they_are_changed_over_and_the_last_one_stays()
    {
        var code = await NewMerchantAsync();
        using var owner = await StaffBrowser.JoinedAsync(server, StaffRole.Owner, code, server.Clock);
        await ChangeAsync(owner, "AddKey", ("PublicKey", NewKey()), ("KeyId", "old"));

        var last = await ChangeAsync(owner, "RemoveKey", ("kid", "old"));
        var both = await ChangeAsync(owner, "AddKey", ("PublicKey", NewKey()), ("KeyId", "new"));
        var taken = await ChangeAsync(owner, "AddKey", ("PublicKey", NewKey()), ("KeyId", "new"));
        var left = await ChangeAsync(owner, "RemoveKey", ("kid", "old"));

        Assert.Contains("最後の鍵", last.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, both.Document!.QuerySelectorAll("#keys li").Length);
        Assert.NotNull(taken.Document!.QuerySelector("#error"));
        Assert.Equal("new", Assert.Single(left.Document!.QuerySelectorAll("#keys li code")).TextContent);
    }

    [Fact]
    public async Task Private_key_is_refused_named_as_such_and_shown_and_stored_nowhere()
    {
        var code = await NewMerchantAsync();
        using var developer = await StaffBrowser.JoinedAsync(server, StaffRole.Developer, code, server.Clock);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = key.ExportPkcs8PrivateKeyPem();

        var refused = await ChangeAsync(developer, "AddKey", ("PublicKey", secret));

        Assert.Contains("秘密鍵", refused.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", refused.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.NotNull(refused.Document.QuerySelector("#no-keys"));
    }

    [Theory]
    [InlineData("http://shop.example/callback")]
    [InlineData("https://shop.example/callback#part")]
    [InlineData("https://*.shop.example/callback")]
    [InlineData("https://user@shop.example/callback")]
    [InlineData("/callback")]
    [InlineData("javascript:alert(1)")]
    public async Task Address_that_is_not_exact_https_is_refused(string address)
    {
        var code = await NewMerchantAsync();
        using var developer = await StaffBrowser.JoinedAsync(server, StaffRole.Developer, code, server.Clock);
        await ChangeAsync(developer, "AddKey", ("PublicKey", NewKey()));

        var refused = await ChangeAsync(developer, "AddAddress", ("Address", address));

        Assert.Contains("https://", refused.Document!.QuerySelector("#error")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(refused.Document.QuerySelector("#no-addresses"));
    }

    /// <summary>Sends a change with the code that the app shows after the one before was used up.</summary>
    private async Task<Seen> ChangeAsync(StaffBrowser member, string handler, params (string, string)[] fields)
    {
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        return await member.Browser.SubmitToAsync(await member.Browser.OpenAsync(Path), $"{Path}?handler={handler}", [.. fields, ("AppCode", member.NextCode)]);
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private async Task<string> NewMerchantAsync()
    {
        var code = $"own-{Guid.CreateVersion7():N}";
        await server.DatabaseAsync(db =>
        {
            db.Add(new Merchant(code, MerchantChannel.Internet, MerchantStatus.Live, new MerchantNames("自分で登録する店", "株式会社自分", "見本", "東京都", "own@example.com"), null));
            return db.SaveChangesAsync();
        });
        return code;
    }
}
