using System.Text.Json;
using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Onboarding;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.BackChannel;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

namespace FletsCollect.Server.Database;

/// <summary>
/// The lines and merchants that Development starts with, always the same, so that a newcomer and a script can rely on them. Written once;
/// what was changed since stays. Exists in Development only.
/// </summary>
internal static class DemoData
{
    /// <summary>The key of the demo's access network, as it stands in the samples.</summary>
    public const string AccountingKey = "demo-aaa-key-for-development-only";

    /// <summary>The public half of the demo merchant's key; the private half stands in the sample's own configuration.</summary>
    private const string MerchantKey =
        """
        {"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"hatena-demo-1",
        "x":"ZAQ3zTP-ybG1-EQ1NvhWe424C4oOCA_X242ZGOW0RWM","y":"WPmeYwJxlewKsXG9IzW7y1oLVdSNeP-_f0MplZO1YDY"}]}
        """;

    /// <summary>
    /// Where the demo merchant's browsers return to: the sample of the blog host, unless <c>Demo:RedirectUris</c> names other addresses.
    /// </summary>
    private static readonly string[] RedirectUris = ["http://localhost:5090/flets/callback"];

    /// <summary>Where it is told of sign-outs, unless <c>Demo:LogoutUri</c> names another address, or none.</summary>
    private const string LogoutUri = "http://localhost:5090/flets/sign-out";

    /// <summary>Where it is told of events, if <c>Demo:WebhookSecret</c> names a secret that it has too; <c>Demo:WebhookUri</c> names another address.</summary>
    private const string WebhookUri = "http://localhost:5090/flets/events";

    /// <summary>What all demo staff sign in with, besides the code of <see cref="StaffAuthenticatorKey"/>.</summary>
    public const string StaffPassword = "demo-staff-password";

    /// <summary>The key of all demo staff's authenticator app, in base 32 <c>MZWGK5DTMNXWY3DFMN2C2ZDFNVXS2MBR</c>.</summary>
    internal static readonly byte[] StaffAuthenticatorKey = "fletscollect-demo-01"u8.ToArray();

    private static readonly (string MailAddress, string Name, StaffRole Role, string? Merchant)[] StaffMembers =
    [
        ("operator@staff.example", "運用 花子", StaffRole.Operator, null),
        ("approver@staff.example", "承認 太郎", StaffRole.Approver, null),
        ("desk@staff.example", "窓口 一郎", StaffRole.Desk, null),
        ("owner@hatena-demo.example", "店長 二郎", StaffRole.Owner, "hatena-demo"),
    ];

    private static readonly DateOnly Adult = new(1975, 4, 1);

    public static bool IsDemoStaff(string mailAddress) => StaffMembers.Any(member => member.MailAddress == mailAddress);

    public static bool IsDemoKey(JsonWebKey key) => key.X == new JsonWebKeySet(MerchantKey).Keys[0].X;

    public static async Task WriteAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var written = await services.GetRequiredService<UnitOfWork>().CommitAsync(
            async (db, token) =>
            {
                if (await db.Lines.AnyAsync(token))
                    return false;
                db.AddRange(Lines());
                var merchants = Merchants(services.GetRequiredService<OnboardingRules>().Environment).ToList();
                foreach (var merchant in merchants)
                    db.AddRange(merchant, AccountOf(merchant, clock.Instant()));
                db.AddRange(Staff(services, merchants, clock.Instant()));
                db.Add(AuditEntry.Of("demo-data.written", AuditActor.Operator, "demo", clock.Instant()));
                return true;
            },
            cancellationToken);
        if (written)
        {
            var configuration = services.GetRequiredService<IConfiguration>();
            var redirectUris = configuration.GetSection("Demo:RedirectUris").Get<string[]>() ?? RedirectUris;
            await RegisterAsync(services.GetRequiredService<IOpenIddictApplicationManager>(), redirectUris, configuration["Demo:LogoutUri"] ?? LogoutUri, cancellationToken);
            if (configuration["Demo:WebhookSecret"] is { Length: > 0 } secret)
                await TellAsync(services, configuration["Demo:WebhookUri"] ?? WebhookUri, secret, cancellationToken);
        }
        await AttachLoopbackAsync(services.GetRequiredService<RecordAccounting>(), clock, cancellationToken);
    }

    private static IEnumerable<Line> Lines() =>
    [
        new(new LineNumber("CAF0000000001"), LineServiceType.HikariNext, LineStatus.Active, "0000000001", new DateOnly(2010, 4, 1), Adult),
        new(new LineNumber("CAF0000000002"), LineServiceType.HikariPremium, LineStatus.Active, "0000000002", new DateOnly(2008, 10, 1), Adult),
        new(new LineNumber("CAF0000000003"), LineServiceType.HikariNext, LineStatus.Suspended, "0000000003", new DateOnly(2011, 1, 15), Adult),
        new(new LineNumber("CAF0000000004"), LineServiceType.BFlets, LineStatus.Active, "0000000004", new DateOnly(2004, 6, 1), Adult),
    ];

    private static IEnumerable<Merchant> Merchants(ServiceEnvironment environment) =>
    [
        new("hatena-demo", MerchantChannel.Internet, MerchantStatus.Live,
            new MerchantNames("はてなデモブログ", "株式会社はてなデモ", "SNS/blog", "京都府京都市中京区見本町1-1", "support@hatena-demo.example / 075-000-0000"),
            new DateOnly(2011, 7, 20), mayChargeMonthly: true, environment: environment),
        new("faith-demo", MerchantChannel.Internet, MerchantStatus.Contracted,
            new MerchantNames("フェイスデモミュージック", "株式会社フェイスデモ", "コンテンツ配信", "東京都港区見本町2-2", "support@faith-demo.example"),
            offeredSince: null, environment: environment),
        .. Enumerable.Range(1, 18).Select(number => new Merchant(
            $"soft-delivery-demo-{number:00}", MerchantChannel.FletsNet, MerchantStatus.Live,
            new MerchantNames($"ソフト配信デモ{number}", $"ソフト配信デモ{number}株式会社", "ソフト配信", $"大阪府大阪市中央区見本町{number}", $"support@soft-delivery-demo-{number:00}.example"),
            new DateOnly(2006, 4, 1), environment: environment)),
    ];

    private static IEnumerable<StaffMember> Staff(IServiceProvider services, IReadOnlyCollection<Merchant> merchants, DateTime now)
    {
        var password = services.GetRequiredService<IPasswordHasher<StaffMember>>().HashPassword(null!, StaffPassword);
        foreach (var (mailAddress, name, role, code) in StaffMembers)
        {
            var (member, _) = StaffMember.Invite(mailAddress, name, role, code is null ? null : merchants.Single(merchant => merchant.Code == code).Id, now);
            member.OfferAuthenticator(services.GetRequiredService<StaffAuthenticator>().Protect(StaffAuthenticatorKey));
            member.Join(password, now);
            yield return member;
        }
    }

    /// <summary>An account at a bank that there is not.</summary>
    private static MerchantBankAccount AccountOf(Merchant merchant, DateTime now) =>
        new(merchant, new BankAccount("9999", "ﾃﾞﾓ", "001", "ﾎﾝﾃﾝ", BankAccountType.Ordinary, "0000001", "ﾃﾞﾓ"), now);

    private static async Task RegisterAsync(IOpenIddictApplicationManager applications, IEnumerable<string> redirectUris, string logoutUri, CancellationToken cancellationToken)
    {
        var descriptor = MerchantRegistration.Of("hatena-demo", "はてなデモブログ");
        descriptor.JsonWebKeySet = new JsonWebKeySet(MerchantKey);
        if (logoutUri.Length > 0)
            descriptor.Settings[MerchantSessions.LogoutUriSetting] = logoutUri;
        descriptor.RedirectUris.UnionWith(redirectUris.Select(address => new Uri(address)));
        await applications.CreateAsync(descriptor, cancellationToken);
    }

    private static async Task TellAsync(IServiceProvider services, string address, string secret, CancellationToken cancellationToken)
    {
        var (manage, secrets) = (services.GetRequiredService<ManageWebhookEndpoints>(), services.GetRequiredService<WebhookSecrets>());
        await services.GetRequiredService<UnitOfWork>().CommitAsync(
            async (db, token) =>
            {
                var merchant = await db.Merchants.SingleAsync(row => row.Code == "hatena-demo", token);
                return await manage.AddAsync(
                    db, new WebhookOwner(merchant.Id, merchant.Code), new WebhookSettings(address, "demo", [EventTypes.Any]), secrets.Protect(secret), token);
            },
            cancellationToken);
    }

    /// <summary>The loopback address is on line CAF0000000001, as if an access server had said so.</summary>
    private static Task AttachLoopbackAsync(RecordAccounting record, TimeProvider clock, CancellationToken cancellationToken)
    {
        string[] loopback = ["127.0.0.1", "::1"];
        var addresses = loopback.Select(text => AddressPrefix.TryParse(text, out var prefix) ? prefix : throw new InvalidOperationException(text)).ToList();
        return record.ExecuteAsync(new SessionSeen("demo", "loopback", new LineNumber("CAF0000000001"), addresses, clock.Instant()), cancellationToken);
    }
}
