using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Idempotency;
using FletsCollect.Keys;
using FletsCollect.Lines;
using FletsCollect.Merchants;
using FletsCollect.Subscribers;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;

namespace FletsCollect.Benchmarks;

/// <summary>Charges with everything that belongs to them: approved purchases are put there, and the product confirms them in groups.</summary>
internal static class BooksOfCharges
{
    private const int Merchants = 100;
    private const int ChargesOfLine = 5;
    private const int Group = 500;
    private const long Price = 10;

    public static async Task WriteAsync(IServiceProvider services, int charges)
    {
        var db = services.GetRequiredService<FletsCollectDbContext>();
        var writer = services.GetRequiredService<ISetWriter>();
        var now = TimeProvider.System.Instant();
        var token = new OpenIddictEntityFrameworkCoreToken<Guid>
        {
            Id = Guid.CreateVersion7(),
            Status = OpenIddictConstants.Statuses.Valid,
            Authorization = new OpenIddictEntityFrameworkCoreAuthorization<Guid> { Id = Guid.CreateVersion7(), Status = OpenIddictConstants.Statuses.Valid },
        };
        db.Add(token);
        await db.SaveChangesAsync();
        var merchants = Enumerable.Range(0, Merchants)
            .Select(i => new Merchant($"m{i}", MerchantChannel.Internet, MerchantStatus.Live, new MerchantNames("店", "株式会社店", "見本", "京都市", "shop@example.com"), null)).ToArray();
        var set = new WriteSet();
        set.Insert(merchants);
        await WriteAsync(set);
        for (var made = 0; made < charges; made += Group)
        {
            set = new WriteSet();
            var pending = new List<PendingCharge>(Group);
            Credential? credential = null;
            for (var i = made; i < Math.Min(made + Group, charges); i++)
            {
                if (i % ChargesOfLine == 0 || credential is null)
                    credential = NewCredential(set, i / ChargesOfLine, now);
                pending.Add(Approve(set, merchants[i % Merchants], credential, i, token.Id, now));
            }
            await WriteAsync(set);
            db.ChangeTracker.Clear();
            var answers = await services.GetRequiredService<ConfirmCharges>().ExecuteAsync(pending, again: false, CancellationToken.None);
            if (answers.Any(answer => !answer.Succeeded(out var given, out _) || given.Answer.Status != 201))
                throw new InvalidOperationException("A charge was refused.");
        }

        async Task WriteAsync(WriteSet rows)
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await writer.WriteAsync(db, rows, CancellationToken.None);
            await transaction.CommitAsync();
        }
    }

    /// <summary>The ID of a new line, of the type that cannot be proved at a purchase.</summary>
    private static Credential NewCredential(WriteSet set, int number, DateTime now)
    {
        var line = new Line(new LineNumber($"BEN{number:D10}"), LineServiceType.HikariPremium, LineStatus.Active, $"{number:D10}", new DateOnly(2010, 4, 1), new DateOnly(1980, 5, 5));
        var credential = Credential.Issue($"bench{number}", line.Number, CredentialRole.Contractor, now);
        credential.Move(CredentialMove.SignIn, now);
        credential.NormalizedUserName = $"BENCH{number}";
        credential.SecurityStamp = "bench";
        set.Insert([line, credential]);
        return credential;
    }

    private static PendingCharge Approve(WriteSet set, Merchant merchant, Credential credential, int order, Guid token, DateTime now)
    {
        var details = new OnceDetails($"order-{order}", "有料オプション 30日", new Yen(Price));
        var consent = new ConsentStatement(1, "ja", merchant.Code, credential.Id, credential.Line.Masked, details.MerchantReference, Price, [new ConsentTerm("価格", $"{Price}円")]);
        var grant = new ChargeGrant(merchant, credential, details, consent, null, now, SecondFactor.Pin);
        set.Insert(grant);
        var command = new CreateChargeCommand(merchant.Code, grant.Id, grant.Id, grant.Amount, grant.MerchantReference, new IdempotencyKey($"key-{order}", CreateCharge.Operation, "hash"));
        return new PendingCharge(command, token, new UsedTokenId("dpop:bench", $"proof-{order}", now.AddMinutes(5)), Render);
    }

    private static StoredAnswer Render(Result<Charge, ChargeRefusal> outcome) =>
        outcome.Succeeded(out var charge, out var refusal) ? new StoredAnswer(201, charge.PublicId) : new StoredAnswer(409, refusal.ToString());
}
