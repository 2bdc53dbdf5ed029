using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FletsCollect.Charges;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.ChargePath;
using FletsCollect.Server.Provider.SenderConstraint;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;

namespace FletsCollect.Benchmarks;

/// <summary>
/// Merchants and lines, approved purchases in any number, and for each the request that a merchant's back end would send: a token of the
/// provider's own key with its entries in the database, and a fresh DPoP proof. Only the browser's part is left out; the lines are of the type
/// that cannot be proved at a purchase.
/// </summary>
/// <param name="server">The services of a server on the database; another than the one that is charged at will do.</param>
/// <param name="issuer">The address of the server that is charged at.</param>
internal sealed class Shop(IServiceProvider server, Uri issuer)
{
    private readonly IServiceProvider server = server;

    private const long Price = 10;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly string[] ProofAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private readonly List<(Merchant Merchant, IReadOnlyDictionary<string, DpopKey> Keys)> merchants = [];
    private readonly List<Credential> credentials = [];
    private Guid applicationId;
    private SigningCredentials signing = null!;
    private int orders;

    /// <summary>True where the server that is charged at is the one that issued the tokens; false where another did.</summary>
    public bool RemembersTokens { get; set; }

    /// <summary>What the proofs are signed with: ES256, or PS256.</summary>
    public string ProofAlgorithm { get; set; } = SecurityAlgorithms.EcdsaSha256;

    /// <summary>The certificate that every merchant's tokens are bound to (RFC 8705); null where each is bound to the merchant's DPoP key.</summary>
    public X509Certificate2? Certificate { get; set; }

    public async Task OpenAsync(int merchantCount, int lineCount)
    {
        await using var scope = server.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<FletsCollectDbContext>();
        applicationId = await db.Set<OpenIddictEntityFrameworkCoreApplication<Guid>>().Select(application => application.Id).FirstAsync();
        var rotate = services.GetRequiredService<RotateKeys>();
        var row = await db.ProviderKeys.SingleAsync(key => key.Use == ProviderKeyUse.Signing);
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(rotate.Unprotect(row), out _);
        var securityKey = new ECDsaSecurityKey(key);
        securityKey.KeyId = Base64UrlEncoder.Encode(securityKey.ComputeJwkThumbprint());
        signing = new SigningCredentials(securityKey, SecurityAlgorithms.EcdsaSha256);

        var set = new WriteSet();
        for (var i = 0; i < merchantCount; i++)
        {
            merchants.Add((new Merchant($"shop-{i}", MerchantChannel.Internet, MerchantStatus.Live, new MerchantNames("店", "株式会社店", "見本", "京都市", "shop@example.com"), null), ProofAlgorithms.ToDictionary(algorithm => algorithm, algorithm => new DpopKey(algorithm), StringComparer.Ordinal)));
            set.Insert(merchants[i].Merchant);
        }
        for (var i = 0; i < lineCount; i++)
        {
            var line = new Line(new LineNumber($"BEN{i:D10}"), LineServiceType.HikariPremium, LineStatus.Active, $"{i:D10}", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5));
            var credential = Credential.Issue($"bench{i}", line.Number, CredentialRole.Contractor, DateTime.UnixEpoch);
            credential.Move(CredentialMove.SignIn, DateTime.UnixEpoch);
            credential.NormalizedUserName = $"BENCH{i}";
            credential.SecurityStamp = "bench";
            credentials.Add(credential);
            set.Insert(line);
            set.Insert(credential);
        }
        await WriteAsync(services, db, set);
    }

    /// <summary>That many approved purchases, spread over the first merchants and over all lines.</summary>
    public async Task<IReadOnlyList<Purchase>> ApproveAsync(int count, int merchantCount)
    {
        await using var scope = server.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FletsCollectDbContext>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        var purchases = new List<Purchase>(count);
        var set = new WriteSet();
        for (var i = 0; i < count; i++)
        {
            var order = orders++;
            var ((merchant, keys), credential) = (merchants[order % merchantCount], credentials[order % credentials.Count]);
            var details = new OnceDetails($"order-{order}", "有料オプション 30日", new Yen(Price));
            var consent = new ConsentStatement(1, "ja", merchant.Code, credential.Id, credential.Line.Masked, details.MerchantReference, Price, Terms);
            purchases.Add(new Purchase(this, new ChargeGrant(merchant, credential, details, consent, null, now, SecondFactor.Pin), merchant, keys[ProofAlgorithm]));
            set.Insert(purchases[i].Grant);
        }
        await WriteAsync(scope.ServiceProvider, db, set);
        await IssueEntriesAsync(db);
        // What the database does by itself when rows come at their own pace.
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
        return purchases;
    }

    /// <summary>The same as requests that are ready to be sent.</summary>
    public async Task<byte[][]> ApprovedAsync(int count, int merchantCount)
    {
        var purchases = await ApproveAsync(count, merchantCount);
        var requests = new byte[count][];
        Parallel.For(0, count, i => requests[i] = purchases[i].NewRequest());
        return requests;
    }

    private static readonly ConsentTerm[] Terms =
    [
        new("販売業者", "株式会社店"), new("商品", "有料オプション 30日"), new("数量", "1"), new("価格（税込）", "10円"), new("支払方法", "フレッツ光回線の月額料金と合わせて請求"),
        new("支払時期", "2026年11月利用分"), new("提供時期", "購入後ただちに"), new("取消し", "購入後の取消しは販売業者へ"), new("お問い合わせ", "shop@example.com"),
    ];

    private static async Task WriteAsync(IServiceProvider services, FletsCollectDbContext db, WriteSet set)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await services.GetRequiredService<ISetWriter>().WriteAsync(db, set, CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>OpenIddict's entries of each grant's authorization and token, both under the grant's own key.</summary>
    private async Task IssueEntriesAsync(FletsCollectDbContext db)
    {
        var authorizations = db.Model.FindEntityType(typeof(OpenIddictEntityFrameworkCoreAuthorization<Guid>))!.GetTableName();
        var tokens = db.Model.FindEntityType(typeof(OpenIddictEntityFrameworkCoreToken<Guid>))!.GetTableName();
#pragma warning disable EF1002 // The names come from the model.
        await db.Database.ExecuteSqlRawAsync($"INSERT INTO \"{authorizations}\" (id, application_id, status, type) SELECT id, {{0}}, 'valid', 'ad-hoc' FROM charge_grant g WHERE NOT EXISTS (SELECT 1 FROM \"{authorizations}\" a WHERE a.id = g.id)", applicationId);
        await db.Database.ExecuteSqlRawAsync($"INSERT INTO \"{tokens}\" (id, application_id, authorization_id, status, type) SELECT id, {{0}}, id, 'valid', 'access_token' FROM charge_grant g WHERE NOT EXISTS (SELECT 1 FROM \"{tokens}\" a WHERE a.id = g.id)", applicationId);
#pragma warning restore EF1002
    }

    /// <summary>An access token as the provider issues it.</summary>
    private string Token(ChargeGrant grant, Merchant merchant, DpopKey key)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer.AbsoluteUri,
            Audience = new Uri(issuer, "v1/charges").AbsoluteUri,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            TokenType = OpenIddictConstants.JsonWebTokenTypes.AccessToken,
            SigningCredentials = signing,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = "pairwise-subject-of-" + grant.Id.ToString("N"),
                ["client_id"] = merchant.Code,
                ["scope"] = "openid charge",
                ["jti"] = Guid.CreateVersion7().ToString(),
                ["acr"] = AuthenticationClasses.LinePresent,
                ["auth_time"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                [OpenIddictConstants.Claims.Private.TokenId] = grant.Id.ToString(),
                [OpenIddictConstants.Claims.Private.AuthorizationId] = grant.Id.ToString(),
                ["grant_id"] = grant.PublicId,
                ["cnf"] = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    [Certificate is null ? "jkt" : "x5t#S256"] = Certificate is null ? key.Thumbprint : ClientCertificateRules.Thumbprint(Certificate),
                },
                ["authorization_details"] = JsonSerializer.SerializeToElement(new[]
                {
                    new
                    {
                        type = OnceDetails.TypeName, actions = new[] { "charge" }, locations = new[] { new Uri(issuer, "v1/charges").AbsoluteUri }, merchant_reference = grant.MerchantReference,
                        description = grant.Description, amount = new { currency = "JPY", value = $"{Price}", mode = "exact" }, capture = new { mode = "immediate" }, grant_id = grant.PublicId,
                        payee = merchant.DisplayName, authorized_at = grant.AuthorisedAt, expires_at = grant.ExpiresAt, consent_hash = grant.ConsentHash,
                    },
                }),
            },
        });
    }

    /// <summary>An approved purchase of which the merchant has the token.</summary>
    internal sealed class Purchase(Shop shop, ChargeGrant grant, Merchant merchant, DpopKey key)
    {
        public ChargeGrant Grant => grant;

        public string MerchantCode => merchant.Code;

        /// <summary>The request that charges it, with a proof of its own; another one repeats it under the same idempotency key.</summary>
        public byte[] NewRequest()
        {
            var token = shop.Token(grant, merchant, key);
            if (shop.RemembersTokens)
                shop.server.GetRequiredService<IssuedTokens>().Add(token, Lifetime);
            var body = JsonSerializer.Serialize(new { grant_id = grant.PublicId, merchant_reference = grant.MerchantReference, amount = new { currency = "JPY", value = $"{Price}" } });
            return shop.Certificate is not null
                ? KeptConnection.Post(shop.Target, body, ("Authorization", $"Bearer {token}"), ("Idempotency-Key", grant.PublicId))
                : KeptConnection.Post(
                    shop.Target, body, ("Authorization", $"DPoP {token}"), ("DPoP", key.Proof(shop.Target, token)), ("Idempotency-Key", grant.PublicId));
        }
    }

    private Uri Target => new(issuer, "v1/charges");

    /// <summary>A merchant's DPoP key; it keeps one for long, as a back end does.</summary>
    internal sealed class DpopKey
    {
        private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

        private readonly AsymmetricAlgorithm key;
        private readonly string header;

        /// <param name="algorithm">ES256, or PS256, which is dearer to make and cheaper to verify.</param>
        public DpopKey(string algorithm)
        {
            object jwk;
            if (algorithm == SecurityAlgorithms.RsaSsaPssSha256)
            {
                var rsa = RSA.Create(2048);
                var parameters = rsa.ExportParameters(includePrivateParameters: false);
                jwk = new { kty = "RSA", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) };
                Thumbprint = Base64UrlEncoder.Encode(new RsaSecurityKey(rsa).ComputeJwkThumbprint());
                key = rsa;
            }
            else
            {
                var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
                jwk = new { kty = "EC", crv = "P-256", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) };
                Thumbprint = Base64UrlEncoder.Encode(new ECDsaSecurityKey(ecdsa).ComputeJwkThumbprint());
                key = ecdsa;
            }
            header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { typ = "dpop+jwt", alg = algorithm, jwk }));
        }

        public string Thumbprint { get; }

        /// <param name="target">What is called, without its query.</param>
        /// <param name="token">The access token that is shown with it; null where one is asked for.</param>
        /// <param name="method">How it is called.</param>
        public string Proof(Uri target, string? token, string method = WebRequestMethods.Http.Post)
        {
            var claims = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new
            {
                jti = Guid.CreateVersion7().ToString("N"),
                htm = method,
                htu = target.AbsoluteUri,
                iat = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                ath = token is null ? null : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token))),
            }, WithoutNulls));
            return $"{header}.{claims}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes($"{header}.{claims}")))}";
        }

        private byte[] Sign(byte[] data)
        {
            lock (key)
            {
                return key is RSA rsa
                    ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
                    : ((ECDsa)key).SignData(data, HashAlgorithmName.SHA256);
            }
        }
    }
}
